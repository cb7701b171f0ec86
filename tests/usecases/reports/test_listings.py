"""What `deck list` and `deck show` print: the same values as text and as JSON."""

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
