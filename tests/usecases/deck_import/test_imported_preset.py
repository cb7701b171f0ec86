"""An imported deck has the preset, the states and the due days that the other program had."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from quizapp.core import fsrs
from quizapp.core.study_day import DAY_MS
from tests.conftest import Run
from tests.formats.anki.packages import CREATED, DeckOptions, Group, packed

pytestmark = pytest.mark.file
FSRS_6 = (*fsrs.DEFAULTS[:20], 0.21)
OPTIONS = DeckOptions({7: Group("Mine", FSRS_6, 0.86)}, {10: (7, 0.0), 11: (7, 0.0)}, True)
DAY_0 = CREATED * 1000
# Learnt on two days, and once before it was due; crammed twice; then FSRS has its state.
REVLOG = [
    (DAY_0 + 1_000, 100, 3, 1, 0, 2500, 4000, 0),
    (DAY_0 + 3 * DAY_MS, 100, 3, 3, 1, 500, 5000, 1),
    (DAY_0 + 4 * DAY_MS, 100, 1, 1, 1, 0, 3000, 3),
    (DAY_0 + 5 * DAY_MS, 100, 2, 1, 1, 0, 3000, 3),
]
CARD = (100, 1, 10, 0, 2, 2, 30, 12, 2500, 3, 1, 0, 0, '{"s":31.4159,"d":6.283,"dr":0.86,"decay":0.21}')


def package(folder: Path, options: DeckOptions = OPTIONS, **more: Any) -> str:
    """A package with one learnt card."""
    folder.mkdir(exist_ok=True)
    return str(packed(folder, "anki21b", options=options, **({"cards": [CARD], "revlog": REVLOG} | more)))


def document(quizapp: Run, *words: str, **more: str) -> Any:
    """What a command prints as JSON."""
    done = quizapp(*words, "--json", **more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def card(quizapp: Run, **more: str) -> dict[str, Any]:
    """The one card of the deck."""
    (found,) = document(quizapp, "cards", "list", "science", **more)
    return {name: found[name] for name in ("due", "stability", "difficulty", "state", "lapses", "reviews")}


def test_a_card_goes_on_where_the_other_program_left_it(quizapp: Run, tmp_path: Path) -> None:
    """Its stability, difficulty and day, whatever our scheduler would make of its reviews; crammed ones are kept."""
    told = document(quizapp, "import", package(tmp_path / "a"), TZ="UTC")["decks"][0]
    assert (told["reviews"], told["crammed"]) == (2, 2)
    assert told["preset"] == {"program": "anki", "name": "Mine", "parameters": list(FSRS_6), "retention": 0.86}
    expected = {"due": "2023-12-15T04:00:00Z", "stability": 31.4159, "difficulty": 6.283, "state": "review"}
    assert card(quizapp, TZ="UTC") == {**expected, "lapses": 1, "reviews": 2}
    history = document(quizapp, "cards", "show", document(quizapp, "cards", "list", "science")[0]["card"])["history"]
    assert [each["kind"] for each in history] == ["review", "review", "cram", "cram"]
    quizapp("doctor", "--repair", TZ="UTC")
    assert card(quizapp, TZ="UTC") == {**expected, "lapses": 1, "reviews": 2}


def test_a_later_review_continues_from_the_state(quizapp: Run, tmp_path: Path, environ: dict[str, str]) -> None:
    """With the preset's parameters and desired retention."""
    quizapp("import", package(tmp_path / "a"), TZ="UTC")
    now = {"TZ": "UTC", "QUIZAPP_NOW": "2023-12-18T12:00:00+00:00"}
    lines = ({"type": "reveal"}, {"type": "rate", "rating": "good"})
    done = quizapp("quiz", "science", "--jsonl", stdin="".join(f"{json.dumps(line)}\n" for line in lines), **now)
    found = card(quizapp, TZ="UTC")
    # 31 study days since the last review, on the evening of 17 November
    stability, difficulty = fsrs.advance(fsrs.model(FSRS_6), 31.4159, 6.283, fsrs.GOOD, 31)
    assert found["reviews"] == 3, done.stdout + done.stderr
    assert (found["stability"], found["difficulty"]) == (stability, difficulty)
    with sqlite3.connect(environ["QUIZAPP_DB"]) as connection:
        query = "SELECT payload FROM events WHERE kind = 'review' ORDER BY time_ms DESC LIMIT 1"
        (payload,) = connection.execute(query).fetchone()
    connection.close()
    assert json.loads(payload)["memory"] == {"retention": 0.86, "parameters": list(FSRS_6)}


def test_the_preset_is_shown_and_can_be_undone(quizapp: Run, tmp_path: Path) -> None:
    """By `config`, by `deck list`, and by the import itself; undone, the reviews alone count."""
    said = quizapp("import", package(tmp_path / "a"), TZ="UTC").stdout
    assert "  uses the preset `Mine` of Anki: desired retention 0.86, parameters of FSRS\n" in said
    assert "  2 crammed reviews kept: they do not affect the schedule\n" in said
    about = "desired retention 0.86, parameters imported from Anki (preset `Mine`)"
    assert f"science            {about}\n" in quizapp("config").stdout
    assert about in quizapp("deck", "list").stdout
    shown = document(quizapp, "config", "--deck", "science")
    assert shown == {
        "deck": "science", "retention": 0.86, "retention_of": "deck", "parameters": list(FSRS_6),
        "parameters_of": "deck", "origin": "imported", "program": "anki", "name": "Mine", "about": about,
    }  # fmt: skip
    assert document(quizapp, "optimize", "--undo") == {"undone": True, "cards": 1, "parameters": "defaults"}
    assert document(quizapp, "config", "--deck", "science")["origin"] == "defaults"
    model = fsrs.model()
    found = card(quizapp, TZ="UTC")
    assert (found["stability"], found["difficulty"]) == fsrs.replayed(model, (3, 3), (0, 3))
    assert found["due"] == "2023-12-15T04:00:00Z"
    assert quizapp("optimize", "--undo").returncode == 1


def test_a_preset_is_recorded_once(quizapp: Run, tmp_path: Path) -> None:
    """The same one is not brought back where it was undone; a changed one counts, for the cards that are there too."""
    dry = document(quizapp, "import", package(tmp_path / "a"), "--dry-run")["decks"][0]
    assert dry["preset"]["retention"] == 0.86
    assert document(quizapp, "config", "--deck", "concurrency")["retention_of"] == "settings"
    quizapp("import", package(tmp_path / "a"))
    quizapp("optimize", "--undo")
    more = [*REVLOG, (DAY_0 + 6 * DAY_MS, 100, 3, 3, 1, 500, 5000, 1)]
    again = document(quizapp, "import", package(tmp_path / "b", revlog=more))["decks"][0]
    assert (again["reviews"], again["crammed"], "preset" in again) == (1, 0, False)
    assert document(quizapp, "config", "--deck", "science")["origin"] == "defaults"
    other = (*fsrs.DEFAULTS[:20], 0.3)
    changed = DeckOptions({7: Group("Mine", other, 0.9)}, OPTIONS.of_deck, True)
    last = document(quizapp, "import", package(tmp_path / "c", changed, revlog=more))["decks"][0]
    assert (last["reviews"], last["preset"]["parameters"]) == (0, list(other))
    found = card(quizapp)
    assert (found["stability"], found["difficulty"]) == fsrs.replayed(fsrs.model(other), (3, 3, 3), (0, 3, 3))
    before = card(quizapp)
    quizapp("doctor", "--repair")
    assert card(quizapp) == before


def test_without_history_there_is_no_preset(quizapp: Run, tmp_path: Path) -> None:
    """The cards are new then, and scheduled like all others."""
    told = document(quizapp, "import", package(tmp_path / "a"), "--no-history")["decks"][0]
    assert (told["reviews"], told["crammed"], "preset" in told) == (0, 0, False)
    assert card(quizapp)["state"] == "new"


def test_a_preset_merges(quizapp: Run, tmp_path: Path, environ: dict[str, str]) -> None:
    """Two devices that imported the same package have it once as far as undo is concerned; states are the same."""
    other = {"QUIZAPP_DB": str(tmp_path / "other.db")}
    for device in ({}, other):
        quizapp("import", package(tmp_path / "a"), TZ="UTC", **device)
    before = card(quizapp, TZ="UTC")
    assert quizapp("merge", other["QUIZAPP_DB"], TZ="UTC").returncode == 0
    assert card(quizapp, TZ="UTC") == before
    quizapp("optimize", "--undo")
    assert document(quizapp, "config", "--deck", "science")["origin"] == "defaults"


def test_a_card_that_was_reset_is_new_with_its_past(quizapp: Run, tmp_path: Path) -> None:
    """As in the other program; its reviews are kept."""
    new = [(100, 1, 10, 0, 0, 0, 30, 0, 0, 0, 0, 0, 0, "")]
    reset = [*REVLOG, (DAY_0 + 6 * DAY_MS, 100, 0, 0, 12, 0, 0, 4)]
    told = document(quizapp, "import", package(tmp_path / "a", cards=new, revlog=reset))["decks"][0]
    assert told["reviews"] == 2
    assert (card(quizapp)["state"], card(quizapp)["due"]) == ("new", None)
    history = document(quizapp, "cards", "show", document(quizapp, "cards", "list", "science")[0]["card"])["history"]
    assert [each["kind"] for each in history] == ["review", "review", "cram", "cram", "forget"]


def test_a_card_in_its_steps_goes_on_with_them(quizapp: Run, tmp_path: Path) -> None:
    """At the step of ours from which as many are left, due at the same moment."""
    learning = [(100, 1, 10, 0, 1, 1, CREATED + 7_200, -3600, 0, 1, 0, 0, 0, "")]
    quizapp("import", package(tmp_path / "a", cards=learning, revlog=REVLOG[:1]), TZ="UTC")
    assert (card(quizapp)["state"], card(quizapp)["due"]) == ("learning", "2023-11-15T00:13:20Z")
