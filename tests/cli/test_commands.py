"""The command line as scripts use it."""

import json
import platform
import re
import subprocess
import sys
from math import log
from pathlib import Path

import pytest
from asking import asked

from quizapp.cli.command_table import COMMANDS
from quizapp.decks.loader import load_deck
from quizapp.decks.shipped import shipped_folders
from tests.conftest import Run

SEED = Path(__file__).parents[2] / "data/samples/seed.md"


def lines_of(text: str) -> list[dict]:  # type: ignore[type-arg]
    """Return the documents of a JSON Lines session."""
    return [json.loads(line) for line in text.splitlines()]


def test_first_command_sets_everything_up(quizapp) -> None:  # type: ignore[no-untyped-def]
    """Without any question: status, and its JSON keys."""
    done = quizapp("status", "--json")
    assert done.returncode == 0, done.stderr
    status = json.loads(done.stdout)
    assert set(status) == {
        "now",
        "study_day",
        "path",
        "due",
        "new",
        "done_today",
        "waiting",
        "paused",
        "streak_days",
        "next_due",
    }
    assert (status["study_day"], status["due"], status["new"]) == ("2026-03-02", 0, 12)
    assert quizapp("status", "--oneline").stdout == "0 due · 12 new\n"
    assert quizapp().stdout.startswith("Today 2026-03-02")


@pytest.mark.fresh
def test_two_days_by_json_lines(quizapp) -> None:  # type: ignore[no-untyped-def]
    """Every answer is stored; undone ones do not count; the next day asks exactly what is due."""
    answers = '{"type": "rate", "rating": "easy"}\n' * 12 + '{"type": "undo"}\n{"type": "rate", "rating": "easy"}\n'
    out = lines_of(quizapp("quiz", "--jsonl", stdin=answers).stdout)
    asked = [line["card"] for line in out if line["type"] == "question"]
    assert len(set(asked)) == 12
    assert out[-1]["type"] == "summary"
    status = json.loads(quizapp("status", "--json").stdout)
    assert (status["done_today"], status["new"], status["due"]) == (12, 0, 0)
    later = {"QUIZAPP_NOW": "2026-03-16T12:00:00+00:00"}
    status = json.loads(quizapp("status", "--json", **later).stdout)
    out = lines_of(
        quizapp("quiz", "--jsonl", "--new", "0", stdin='{"type": "rate", "rating": "good"}\n' * 40, **later).stdout
    )
    again = {line["card"] for line in out if line["type"] == "question"}
    assert len(again) == status["due"] > 0
    assert again <= set(asked)
    assert quizapp("doctor", **later).stdout == "The database is sound, and every card's state equals its log.\n"


def test_concepts_are_introduced_in_order(quizapp) -> None:  # type: ignore[no-untyped-def]
    """The deck's first concept comes first, and each concept after those that it requires."""
    deck = load_deck(shipped_folders()["concurrency"]).deck
    assert deck
    out = lines_of(quizapp("quiz", "--jsonl", stdin='{"type": "rate", "rating": "easy"}\n' * 12).stdout)
    met = list(dict.fromkeys(line["card"].split("/")[1] for line in out if line["type"] == "question"))
    assert met[0] == deck.concepts[0].concept
    assert len(met) > 1
    requires = {concept.concept: concept.requires for concept in deck.concepts}
    assert all(set(requires[name]) <= set(met[:number]) for number, name in enumerate(met))


def test_invalid_requests_get_an_error(quizapp) -> None:  # type: ignore[no-untyped-def]
    """The question stays current after an error."""
    stdin = 'nonsense\n[1]\n{"type": "dance"}\n{"type": "answer", "answer": {"a": 1}}\n{"type": "reveal"}\n'
    out = lines_of(quizapp("quiz", "--jsonl", stdin=stdin).stdout)
    assert [line["type"] for line in out] == ["question", "error", "error", "error", "error", "revealed", "summary"]
    options = out[0]["options"]
    letter = "abcdefgh"[options.index("Several tasks in progress at once, perhaps taking turns")]
    graded = lines_of(quizapp("quiz", "--jsonl", stdin=json.dumps({"type": "answer", "answer": letter})).stdout)[1]
    assert (graded["type"], graded["correct"], graded["rating"]) == ("graded", True, "good")


def test_import_is_idempotent_edits_keep_history_and_removal_retires(quizapp, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """For a deck folder that is edited between imports."""
    deck = tmp_path / "mine"
    assert quizapp("deck", "new", str(deck)).returncode == 0
    assert "would be added" in quizapp("import", str(deck), "--dry-run").stdout
    first = json.loads(quizapp("import", str(deck), "--json").stdout)["decks"][0]
    assert first["added"] == first["cards"] > 0
    again = json.loads(quizapp("import", str(deck), "--json").stdout)["decks"][0]
    assert (again["added"], again["changed"], again["retired"], again["unchanged"]) == (0, 0, 0, first["cards"])
    quizapp("quiz", "mine", "--jsonl", "--limit", "1", stdin='{"type": "rate", "rating": "easy"}\n')
    concept = deck / "first-concept.yaml"
    concept.write_text(concept.read_text().replace("Which of these is it?", "Which is it?"))
    assert json.loads(quizapp("import", str(deck), "--json").stdout)["decks"][0]["changed"] == 1
    card = json.loads(quizapp("cards", "show", "mine/first-concept/first-question", "--json").stdout)
    assert (card["reviews"], card["question"]["ask"]) == (1, "Which is it?")
    text = concept.read_text()
    concept.write_text(text[: text.index("questions:")])
    assert json.loads(quizapp("import", str(deck), "--json").stdout)["decks"][0]["retired"] == 2
    concept.write_text(text)
    quizapp("import", str(deck))
    assert json.loads(quizapp("cards", "show", "mine/first-concept/first-question", "--json").stdout)["reviews"] == 1


def test_seed_document_is_imported(quizapp) -> None:  # type: ignore[no-untyped-def]
    """Unchanged."""
    done = json.loads(quizapp("import", str(SEED), "--json").stdout)
    assert (done["decks"][0]["concepts"], done["problems"]) == (2, [])


def test_card_actions_are_stored_and_undone(quizapp) -> None:  # type: ignore[no-untyped-def]
    """Suspend, unsuspend, bury, forget."""
    card = "concurrency/process/own-memory-space"
    for verb in ("suspend", "unsuspend", "bury", "forget"):
        assert quizapp("cards", verb, card).returncode == 0
    assert quizapp("cards", "suspend", card).returncode == 0
    assert [row["card"] for row in json.loads(quizapp("cards", "list", "is:suspended", "--json").stdout)] == [card]
    assert quizapp("undo").stdout.startswith("Undone: suspend")
    assert json.loads(quizapp("cards", "list", "is:suspended", "--json").stdout) == []


def test_foreign_code_runs_only_after_consent_to_exactly_that_code(quizapp, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Refused without a terminal, run after trust, asked again after an edit."""
    deck = tmp_path / "mine"
    quizapp("deck", "new", str(deck))
    quizapp("import", str(deck))
    question = ["quiz", "mine", "--kind", "output", "--jsonl"]
    answer = '{"type": "answer", "answer": "hello"}\n'
    assert "nobody agreed" in lines_of(quizapp(*question, stdin=answer).stdout)[1]["message"]
    assert quizapp("deck", "trust", "mine").returncode == 5
    assert quizapp("deck", "trust", "mine", "--yes").returncode == 0
    concept = deck / "first-concept.yaml"
    concept.write_text(concept.read_text().replace('print("hello")', 'print("hello" )'))
    quizapp("import", str(deck))
    assert "nobody agreed" in lines_of(quizapp(*question, stdin=answer).stdout)[1]["message"]
    quizapp("deck", "trust", "mine", "--yes")
    assert lines_of(quizapp(*question, stdin=answer).stdout)[1]["correct"] is True


def test_experiment_is_measured_and_scored(quizapp) -> None:  # type: ignore[no-untyped-def]
    """The only end-to-end test that measures time. It holds for any measurement, so load cannot make it fail."""
    done = quizapp("prove", "io-bound-speedup", "--workers", "5", "--predict", "4..5", "--json")
    report = json.loads(done.stdout)
    measured, judged = report["measured"], report["verdict"] != "inconclusive"
    assert report["verdict"] in ("confirmed", "refuted", "inconclusive"), report
    assert 0 < measured["low"] <= measured["value"] <= measured["high"]
    assert measured["trials"] >= 5
    assert (report["prediction"]["rating"] in ("again", "hard", "good", "easy")) is judged
    assert set(report["machine"]) == {"python", "implementation", "gil", "cores", "start_method", "os",
                                      "free_threaded_build"}  # fmt: skip
    progress = json.loads(quizapp("progress", "--json").stdout)
    assert progress["calibration"]["predictions"]["count"] == int(judged)
    (proof,) = progress["proofs"]
    assert (proof["experiment"], proof["verdict"]) == ("concurrency/threads/io-bound-speedup", report["verdict"])


WRONG = [
    (["stauts"], 2, "Did you mean `quizapp status`?"),
    (["quiz", "concurency"], 2, "Did you mean `concurrency`?"),
    (["quiz", "--kind", "essay", "--jsonl"], 2, "There are:"),
    (["quiz"], 2, "--jsonl"),
    (["import", "nowhere.md"], 3, "Check the path, its permissions and free space."),
    (["learn", "proces"], 2, "Did you mean one of: `process`, "),
    (["quiz", "start-up"], 2, "quizapp prove start-up"),
    (["config", "rolover"], 2, "Did you mean `rollover`?"),
    (["config", "retention", "2"], 2, "0.70 to 0.99"),
    (["prove", "startup"], 2, "Did you mean one of: `start-up`, `start-up-spawn`?"),
    (["progress", "--since", "soon"], 2, "2026-01-31"),
    (["cards", "show", "a/b/c"], 2, ""),
    (["--db"], 2, "VALUE"),
    (["--db", "/proc/nowhere/q.db", "status"], 4, "--db"),
]


@pytest.mark.parametrize(
    ("words", "code", "hint"), WRONG, ids=lambda each: " ".join(each) if isinstance(each, list) else ""
)
def test_wrong_usage_is_one_error_with_a_hint(quizapp, words: list[str], code: int, hint: str) -> None:  # type: ignore[no-untyped-def]
    """Never a traceback."""
    done = quizapp(*words)
    assert done.returncode == code, done.stderr
    assert done.stderr.startswith("error: ")
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


def test_hostile_text_is_shown_as_text(quizapp, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """A file name, an error that quotes it, a deck's text."""
    evil = tmp_path / "\x1b]52;c;aGk=\x07[bold]x\u202e.md"
    assert "\x1b" not in quizapp("import", str(evil)).stderr
    deck = tmp_path / "mine"
    quizapp("deck", "new", str(deck))
    concept = deck / "first-concept.yaml"
    hostile = r'"\e[2J\e]0;x\a [bold red]x[/] \u202e <script>"'
    concept.write_text(concept.read_text().replace("What it is, in a sentence.", hostile))
    assert quizapp("import", str(deck)).returncode == 0
    shown = quizapp("learn", "first-concept").stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold red]x[/]" in shown


@pytest.mark.once
def test_every_command_has_help_and_is_documented(quizapp) -> None:  # type: ignore[no-untyped-def]
    """In the README or docs/."""
    root = Path(__file__).parents[2]
    text = (root / "README.md").read_text() + (root / "docs/cli.md").read_text()
    for command in COMMANDS:
        assert quizapp(command.name, "-h").returncode == 0
        assert f"quizapp {command.name}" in text


@pytest.mark.once
def test_settings_come_from_flag_environment_file_default(quizapp) -> None:  # type: ignore[no-untyped-def]
    """And each is shown with its origin."""
    quizapp("config", "new_per_day", "5")
    assert quizapp("status", "--oneline").stdout == "0 due · 5 new\n"
    assert quizapp("status", "--oneline", QUIZAPP_NEW_PER_DAY="3").stdout == "0 due · 3 new\n"
    rows = {row["key"]: row["source"] for row in json.loads(quizapp("config", "--json").stdout)}
    assert rows["new_per_day"].endswith("config.toml")
    assert rows["rollover"] == "default"


@pytest.mark.file
def test_a_session_of_json_lines_imports_what_its_answers_need(environ: dict[str, str], quizapp) -> None:  # type: ignore[no-untyped-def]
    """With the shipped decks installed, and with answers in the log."""
    answer = '{"type": "rate", "rating": "good"}\n'
    quizapp("quiz", "--jsonl", "--limit", "1", stdin=answer)
    code = "import sys; from quizapp.cli.main import main; main(['quiz', '--jsonl']); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], env=environ, input=answer, capture_output=True, text=True)
    loaded = set(re.findall(r"'([\w.]+)'", done.stdout.splitlines()[-1]))
    assert "quizapp.core.event_payloads.review" in loaded
    assert not loaded & {
        "quizapp.core.event_payloads.kinds", "quizapp.core.event_payloads.experiment_run",
        "quizapp.store.decks.deck_records", "yaml", "pydantic", "rich", "alembic",
    }  # fmt: skip


@pytest.mark.file
def test_status_imports_no_slow_library(environ: dict[str, str], quizapp) -> None:  # type: ignore[no-untyped-def]
    """With an existing database."""
    quizapp("status")
    code = "import sys; from quizapp.cli.main import main; main(['status', '--oneline']); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    loaded = set(re.findall(r"'(\w+)'", done.stdout))
    assert not loaded & {
        "sqlalchemy",
        "alembic",
        "pydantic",
        "yaml",
        "rich",
        "typer",
        "fsrs",
        "rapidfuzz",
        "markdown_it",
        "psycopg",
    }


def test_two_sessions_ask_different_cards(environ: dict[str, str], quizapp) -> None:  # type: ignore[no-untyped-def]
    """In two terminals at once: no card is asked twice, no answer is lost."""
    quizapp("status")
    command = [sys.executable, "-m", "quizapp", "quiz", "--jsonl"]
    both = [
        subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    cards: list[str] = []
    for _ in range(4):
        for session in both:
            assert session.stdin and session.stdout
            document = json.loads(session.stdout.readline())
            while document["type"] != "question":
                document = json.loads(session.stdout.readline())
            cards.append(document["card"])
        for session in both:
            assert session.stdin
            session.stdin.write('{"type": "rate", "rating": "easy"}\n')
            session.stdin.flush()
    for session in both:
        session.communicate('{"type": "quit"}\n', timeout=60)
    assert len(set(cards)) == 8
    assert asked(environ["QUIZAPP_DB"], "SELECT COUNT(*) FROM events WHERE kind = 'review'") == [(8,)]


@pytest.mark.once
def test_deck_test_runs_programs_questions_and_claims(quizapp, foreign_deck: Path) -> None:  # type: ignore[no-untyped-def]
    """Refused without consent; a wrong answer in the deck is found."""
    assert quizapp("deck", "test", str(foreign_deck)).returncode == 5
    done = quizapp("deck", "test", str(foreign_deck), "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok   experiment mine/naps/calls  confirmed" in done.stdout
    concept = foreign_deck / "naps.yaml"
    concept.write_text(concept.read_text().replace("answer: hello", "answer: goodbye"))
    report = json.loads(quizapp("deck", "test", str(foreign_deck), "--yes", "--json").stdout)
    assert not report["ok"]
    assert [each["text"] for each in report["results"] if not each["ok"]] == ["it printed hello"]


def test_deck_test_of_a_concept_file_runs_that_concept_within_its_deck(quizapp, foreign_deck: Path) -> None:  # type: ignore[no-untyped-def]
    """What it requires is found in the other files, and not run."""
    text = (foreign_deck / "naps.yaml").read_text()
    later = text.replace("concept: naps\n", "concept: sleep\nrequires: [naps]\n").partition("experiments:")[0]
    later = re.sub(r"  - \{id: how-much.*\n", "", later)
    (foreign_deck / "sleep.yaml").write_text(later)
    done = quizapp("deck", "test", str(foreign_deck / "sleep.yaml"), "--yes", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    names = [each["name"] for each in json.loads(done.stdout)["results"]]
    assert names
    assert all(name.startswith("mine/sleep/") for name in names)


@pytest.mark.once
def test_error_text_of_a_program_is_no_refusal_of_consent(quizapp, foreign_deck: Path) -> None:  # type: ignore[no-untyped-def]
    """Consent is decided by type, so only this program's test fails."""
    concept = foreign_deck / "naps.yaml"
    program = "def main():\\n    raise ConnectionError('the server refused the connection')"
    concept.write_text(re.sub(r'long: \{source: "[^"]*"\}', f'long: {{source: "{program}"}}', concept.read_text()))
    done = quizapp("deck", "test", str(foreign_deck), "--yes", "--json")
    results = {each["name"]: each for each in json.loads(done.stdout)["results"]}
    assert done.returncode == 1, done.stderr
    assert results["mine/naps/hello"]["ok"]
    assert not results["mine/naps/calls"]["ok"]
    assert "the server refused the connection" in results["mine/naps/calls"]["text"]


def test_refuted_claim_gives_exit_code_one(quizapp, foreign_deck: Path) -> None:  # type: ignore[no-untyped-def]
    """The table has the expected and the measured value."""
    concept = foreign_deck / "naps.yaml"
    concept.write_text(concept.read_text().replace('at_least: "2", at_most: "4"', 'at_least: "8"'))
    quizapp("import", str(foreign_deck))
    assert quizapp("prove", "--all", "mine").returncode == 1
    quizapp("deck", "trust", "mine", "--yes")
    done = quizapp("prove", "--all", "mine")
    assert done.returncode == 1
    assert "refuted      mine/naps/calls" in done.stdout
    (report,) = json.loads(quizapp("prove", "--all", "mine", "--json").stdout)
    assert (report["verdict"], report["outcome"], report["sandbox"][:15]) == ("refuted", "faster", "base + rlimits ")


@pytest.mark.once
def test_sweep_with_predictions_at_three_points(quizapp, curve_deck: Path) -> None:  # type: ignore[no-untyped-def]
    """In text and as JSON. The deck counts calls, so the curve is the same on every machine."""
    quizapp("import", str(curve_deck))
    quizapp("deck", "trust", "mine", "--yes")
    words = ["prove", "calls", "--sweep", "length=2..4", "--predict", "20,30,80"]
    report = json.loads(quizapp(*words, "--json").stdout)
    assert [(row["length"], round(row["value"], 6)) for row in report["curve"]] == [(2, 20), (3, 30), (4, 40)]
    assert report["errors"] == pytest.approx({"2": 0, "3": 0, "4": log(2)})
    assert quizapp(*words[:4], "--predict", "20").returncode == 2
    assert quizapp("prove", "calls", "--sweep", "naps=1..2").returncode == 2
    shown = quizapp("prove", "calls", "--sweep", "length=2,3").stdout
    assert shown.count("length") == 2


@pytest.mark.once
def test_experiment_runs_in_several_interpreters(quizapp) -> None:  # type: ignore[no-untyped-def]
    """Each with its own facts. A program that is no interpreter is an error."""
    words = ["prove", "change-seen", "--python", sys.executable, "--python", sys.executable, "--json"]
    reports = json.loads(quizapp(*words).stdout)
    assert [each["machine"]["python"] for each in reports] == [platform.python_version()] * 2
    assert quizapp("prove", "change-seen", "--python", "/bin/true").returncode == 2
    found = json.loads(quizapp("prove", "change-seen", "--pythons", "--json").stdout)
    assert platform.python_version() in json.dumps(found)
    name, verdict = f"CPython {platform.python_version()}", "confirmed     seen"
    shown = ["concurrency/threads/change-seen", "  expected `seen`", *[f"  {name:16}  {verdict}"] * 2]
    assert quizapp(*words[:-1]).stdout.splitlines() == shown
    assert quizapp("prove", "threads", "--all", *words[2:-1]).stdout.splitlines().count(shown[-1]) == 2


def test_a_setting_is_reset_to_its_default(quizapp: Run, environ: dict[str, str]) -> None:
    config = Path(environ["QUIZAPP_CONFIG"])
    config.write_text("# mine\nrollover = 3\n")
    assert quizapp("config", "new_per_day", "5").returncode == 0
    done = quizapp("config", "new_per_day", "default")
    assert done.stdout.startswith("new_per_day = 12 ")
    assert config.read_text() == "# mine\nrollover = 3\n"
    assert quizapp("config", "new_per_day", "default").returncode == 0
    assert quizapp("config", "nothing", "default").returncode == 2
