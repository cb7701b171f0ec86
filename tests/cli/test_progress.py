"""The progress report as learners see it: on terminals of two sizes, as text and as JSON."""

import json
import sys

import pexpect
import pytest
from asking import asked
from screens import SIZES, TerminalScreen

from tests.conftest import Run
from tests.year import NOW, a_year

MAP_HEADINGS = ["Concept", "what", "why", "how", "exam", "when", "pros", "rel", "conc", "all"]
TITLES = ("Map", "Habit", "Memory", "Scheduler", "Predictions", "Decks")


@pytest.fixture
def year(environ: dict[str, str]) -> dict[str, str]:
    """Return an environment with a year of daily use."""
    a_year(environ["QUIZAPP_DB"])
    return environ | {"QUIZAPP_NOW": NOW, "TZ": "UTC"}


@pytest.mark.parametrize("size", [(24, 80), (40, 120)])
def test_tabs_are_opened_by_one_key(year: dict[str, str], size: tuple[int, int]) -> None:
    """Digits and arrows; the map is first; q quits and restores the screen."""
    env = year | {"TERM": "xterm-256color"}
    child = pexpect.spawn(
        sys.executable, ["-m", "quizapp", "progress"], env=env, dimensions=size, encoding="utf-8", timeout=30
    )
    child.expect("What you would recall now")
    for key, words in (
        ("2", "in a row"),
        ("3", "Desired: 90%"),
        ("4", "Log loss"),
        ("5", "the median off"),
        ("6", "days left"),
    ):
        child.send(key)
        child.expect(words)
    child.send("\t")
    child.expect("What you would recall now")
    child.send("\x1b[D")
    child.expect("days left")
    child.send("q")
    child.expect("\\[\\?1049l")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_without_a_terminal_all_tabs_are_printed_within_80_columns(year: dict[str, str], quizapp: Run) -> None:
    """Every title, no control characters, no line that would wrap; ASCII where the locale has nothing more."""
    for encoding in ("utf-8", "ascii"):
        done = quizapp("progress", QUIZAPP_NOW=NOW, TZ="UTC", PYTHONIOENCODING=encoding)
        assert done.returncode == 0, done.stderr
        lines = done.stdout.splitlines()
        assert [line for line in lines if line in TITLES] == list(TITLES)
        assert max(map(len, lines)) <= 80
        assert "\x1b" not in done.stdout


def test_text_and_json_have_the_same_figures(year: dict[str, str], quizapp: Run) -> None:
    """One record per line; scope and date filter both."""
    more = {"QUIZAPP_NOW": NOW, "TZ": "UTC"}
    whole = json.loads(quizapp("progress", "--json", **more).stdout)
    text = quizapp("progress", "--plain", **more).stdout
    assert f"{whole['reviews']} reviews on {whole['study_days']} study days" in text
    assert all(line.strip() for line in text.splitlines())
    part = json.loads(quizapp("progress", "concurrency/process", "--json", **more).stdout)
    assert 0 < part["reviews"] < whole["reviews"]
    assert [each["concept"] for each in part["concepts"]] == ["process"]
    late = json.loads(quizapp("progress", "--since", "2026-02-01", "--json", **more).stdout)
    assert late["reviews"] == sum(row["reviews"] for row in whole["per_day"] if row["day"] >= "2026-02-01")
    deck = json.loads(quizapp("progress", "concurrency", "--json", **more).stdout)
    for figure in ("log_loss", "rmse_bins"):  # sums, whose order differs on a server
        assert deck["calibration"]["recall"][figure] == pytest.approx(whole["calibration"]["recall"][figure], rel=1e-12)
    days = [[(row["day"], row["reviews"], row["recalled"]) for row in each["per_day"]] for each in (deck, whole)]
    assert days[0] == days[1]


def test_sql_views_have_the_documented_rows(year: dict[str, str]) -> None:
    """As in docs/sql.md: reviews that were not undone, cards with their states, results of experiments."""
    good = "avg(CASE WHEN rating <> 'again' THEN 1.0 ELSE 0.0 END)"
    log = f"SELECT count(*), {good} FROM review_log WHERE state_before = 'review'"
    reviews, recalled = asked(year["QUIZAPP_DB"], log)[0]
    cards = asked(year["QUIZAPP_DB"], "SELECT count(*) FROM card_status WHERE state = 'new'")[0][0]
    proofs = asked(year["QUIZAPP_DB"], "SELECT count(*), min(measured) FROM proof_log")[0]
    assert reviews > 500 and 0.8 < recalled < 0.95
    assert cards > 0 and proofs == (10, 1.7)


@pytest.mark.file
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_tab_is_readable_at_every_size(year: dict[str, str], size: tuple[int, int]) -> None:
    """The name of the tab, no line wider than the terminal, and pages that Space turns."""
    screen = TerminalScreen(year, "progress", size=size)
    for number, title in enumerate(TITLES, 1):
        lines = screen.press(str(number)).shows(f"{number} {title}")
        assert max(map(len, lines)) <= size[0]
        if number == 1 and size[0] >= 80:  # the figures of the map are never cut; a long title may be
            assert any(line.split()[:10] == MAP_HEADINGS for line in lines)
        if number == 2:
            assert any(name in " ".join(lines) for name in ("Dec", "Jan"))
    screen.press("3").shows("3 Memory")
    screen.press(" ").shows("more above" if size[1] > 60 else "more below")
    screen.close()
