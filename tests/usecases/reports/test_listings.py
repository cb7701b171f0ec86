"""What `cards list`, `cards show`, `deck list` and `deck show` print: the same values as text and as JSON."""

import json
from pathlib import Path

import pytest

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
    assert (lines[-1], rows[0]["reviews"], rows[1]["retrievability"]) == ("2 cards", 1, None)


def test_a_card_is_shown_with_its_texts(quizapp: Run, table: Path) -> None:
    """Not as the JSON of its fields; what it does not have is left out."""
    for row in json.loads(quizapp("cards", "list", "t", "--json").stdout):
        shown = json.loads(quizapp("cards", "show", row["card"], "--json").stdout)
        lines = quizapp("cards", "show", row["card"]).stdout.splitlines()
        fields = {line[:15].strip(): line[16:] for line in lines if not line.startswith("  ")}
        assert (fields["question"], fields["answer"]) == (shown["question"]["ask"], shown["question"]["answer"])
        assert fields["file"] == f"{table}:{shown['line']}"
        assert fields.get("tags") == ("sync" if "lock" in fields["question"] else None)
        assert ("due" in fields, "stability" in fields) == ((True, True) if shown["due"] else (False, False))
        history = [line.split() for line in lines if line.startswith("  ")]
        assert history == [[each["time"], each["kind"], each["rating"]] for each in shown["history"]]


def test_lines_of_a_question_are_below_each_other(quizapp: Run) -> None:
    """A question with options has several lines, without blanks at their ends."""
    rows = json.loads(quizapp("cards", "list", "concurrency", "--json").stdout)
    card = next(row["card"] for row in rows if row["kind"] == "choice")
    lines = quizapp("cards", "show", card).stdout.splitlines()
    assert sum(line.startswith(" " * 16 + "- ") for line in lines) >= 2
    assert lines == [line.rstrip() for line in lines]


def test_text_and_json_of_decks_agree(quizapp: Run, table: Path) -> None:
    """The decks with their counts, and the cards of each list."""
    (deck,) = [each for each in json.loads(quizapp("deck", "list", "--json").stdout) if each["deck"] == "t"]
    assert (deck["concepts"], deck["cards"], deck["due"], deck["new"], deck["source"]) == (1, 2, 0, 1, str(table))
    assert "1 concept, 2 cards, 0 due, 1 new" in quizapp("deck", "list").stdout
    (concept,) = json.loads(quizapp("deck", "show", "t", "--json").stdout)
    lines = quizapp("deck", "show", "t").stdout.splitlines()
    assert lines == ["t/t: T", *(f"  {each['kind']:10} {each['card']}" for each in concept["questions"])]
    assert json.loads(quizapp("deck", "show", "t/t", "--json").stdout) == concept


def test_experiments_of_a_concept_are_listed(quizapp: Run) -> None:
    """With their claims."""
    concepts = json.loads(quizapp("deck", "show", "concurrency", "--json").stdout)
    expected = [f"  experiment {each['id']}: {each['claim']}" for shown in concepts for each in shown["experiments"]]
    lines = quizapp("deck", "show", "concurrency").stdout.splitlines()
    assert [line for line in lines if line.startswith("  experiment")] == expected != []
