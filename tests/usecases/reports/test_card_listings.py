"""What `cards list` and `cards show` print: the same values as text and as JSON."""

import json
from pathlib import Path

import pytest

from quizapp.usecases.reports.card_listings import asked_line
from tests.conftest import Run

pytestmark = pytest.mark.file

TABLE = "front,back,tags\nWhat is a lock?,A mutual exclusion,sync\nWhat is a fork?,A copy of a process,\n"


@pytest.fixture
def table(quizapp: Run, tmp_path: Path) -> Path:
    """A table of two cards, one of them answered."""
    file = tmp_path / "t.csv"
    file.write_text(TABLE)
    quizapp("import", str(file))
    quizapp("quiz", "t", "--jsonl", stdin='{"type": "rate", "rating": "easy"}\n')
    return file


def test_text_and_json_of_cards_agree(quizapp: Run, table: Path) -> None:
    """One line for each card, and the number of cards."""
    rows = json.loads(quizapp("cards", "list", "t", "--json").stdout)
    lines = quizapp("cards", "list", "t").stdout.splitlines()
    assert [line.split()[:2] for line in lines[: len(rows)]] == [[row["card"], row["state"]] for row in rows]
    assert [line.split()[2:3] for line in lines[: len(rows)]] == [["100%"], ["new"]]
    assert [line.split()[-4:] for line in lines[: len(rows)]] == [row["text"].split() for row in rows]
    assert (lines[-1], rows[0]["reviews"], rows[1]["retrievability"]) == ("2 cards", 1, None)


def test_a_card_is_shown_with_its_texts(quizapp: Run, table: Path) -> None:
    """Not as the JSON of its fields; what it does not have is left out."""
    for row in json.loads(quizapp("cards", "list", "t", "--json").stdout):
        shown = json.loads(quizapp("cards", "show", row["card"], "--json").stdout)
        lines = quizapp("cards", "show", row["card"]).stdout.splitlines()
        fields = {line[:15].strip(): line[16:] for line in lines if not line.startswith("  ")}
        assert (fields["question"], fields["answer"]) == (shown["question"]["ask"], shown["question"]["answer"])
        assert fields["file"] == f"{table}:{shown['line']}"
        assert "section" not in fields and shown["section"] == ""
        assert fields.get("tags") == ("sync" if "lock" in fields["question"] else None)
        assert ("due" in fields, "stability" in fields) == ((True, True) if shown["due"] else (False, False))
        history = [line.split() for line in lines if line.startswith("  ")]
        assert [line[:3] for line in history] == [
            [each["time"], each["kind"], each["rating"]] for each in shown["history"]
        ]
        assert [line[3:] for line in history] == [["due", "again", "after", "8d"] for _ in shown["history"]]
        assert [each["interval"] for each in shown["history"]] == [8 * 86_400.0 for _ in shown["history"]]


def test_lines_of_a_question_are_below_each_other(quizapp: Run) -> None:
    """A question with options has several lines, without blanks at their ends."""
    rows = json.loads(quizapp("cards", "list", "concurrency", "--json").stdout)
    card = next(row["card"] for row in rows if row["kind"] == "choice")
    lines = quizapp("cards", "show", card).stdout.splitlines()
    assert sum(line.startswith(" " * 16 + "- ") for line in lines) >= 2
    assert lines == [line.rstrip() for line in lines]


def test_the_text_of_a_prediction_is_that_of_its_experiment(quizapp: Run) -> None:
    """The question itself has none."""
    rows = json.loads(quizapp("cards", "list", "process", "--json").stdout)
    (row,) = (row for row in rows if row["card"].endswith("/process/predict-start-up"))
    assert row["text"].startswith("The speed of starting")
    assert f"question        {row['text']}" in quizapp("cards", "show", row["card"]).stdout


def test_a_program_in_a_question_is_listed_without_its_fences() -> None:
    """In the one line that a list has for it."""
    ask = "What is printed, with ``` or not?\n\n```python\nx = 1\nprint(x)\n```\n\n~~~text\nsome\n~~~\nAnd why?"
    line = asked_line({"kind": "recall", "ask": ask}, "")
    assert line == "What is printed, with ``` or not? x = 1 print(x) some And why?"


def test_a_card_is_named_by_the_end_of_its_id(quizapp: Run, table: Path) -> None:
    """One that several cards have lists them all; an unknown one lists what is near."""
    assert "concurrency/process/why-parallel" in quizapp("cards", "show", "why-parallel").stdout
    several = quizapp("cards", "suspend", "what-show-prints")
    assert several.returncode == 2
    assert "concurrency/process/what-show-prints, concurrency/threads/what-show-prints" in several.stderr
    unknown = quizapp("cards", "show", "why-paralel")
    assert (unknown.returncode, "`concurrency/process/why-parallel`" in unknown.stderr) == (2, True)


def test_flags_are_listed_and_taken_off(quizapp: Run, table: Path) -> None:
    """The schedule of a card has nothing to do with its flag."""
    rows = json.loads(quizapp("cards", "list", "t", "--json").stdout)
    names = [row["card"] for row in rows]
    quizapp("cards", "flag", *names)
    quizapp("cards", "unflag", names[1])
    assert [row["card"] for row in json.loads(quizapp("cards", "list", "is:flagged", "--json").stdout)] == names[:1]
    assert json.loads(quizapp("cards", "list", "t", "--json").stdout) == [rows[0] | {"flagged": True}, rows[1]]
    assert "flagged: What is a lock?" in quizapp("cards", "list", "t").stdout


@pytest.mark.parametrize(
    ("command", "filter_word", "key"), [("suspend", "is:suspended", "suspended"), ("bury", "is:buried", "buried")]
)
def test_hidden_cards_are_found_by_filter(quizapp: Run, table: Path, command: str, filter_word: str, key: str) -> None:
    (row, _) = json.loads(quizapp("cards", "list", "t", "--json").stdout)
    quizapp("cards", command, row["card"])
    (found,) = json.loads(quizapp("cards", "list", filter_word, "--json").stdout)
    assert (found["card"], found[key]) == (row["card"], True)


def test_an_undone_review_is_marked_in_the_history(quizapp: Run, table: Path) -> None:
    quizapp("undo")
    (row, *_) = json.loads(quizapp("cards", "list", "t", "--json").stdout)
    shown = json.loads(quizapp("cards", "show", row["card"], "--json").stdout)
    assert [(each["kind"], each["undone"], each["interval"]) for each in shown["history"]] == [
        ("review", True, None), ("undo", False, None),
    ]  # fmt: skip
