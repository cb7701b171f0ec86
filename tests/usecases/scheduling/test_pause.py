"""A deck or a concept that is paused, and resumed, on both engines."""

import json

import pytest

from tests.conftest import Run


def today(quizapp: Run) -> tuple[int, list[str]]:
    """Return how many new cards are asked today, and what is paused."""
    status = json.loads(quizapp("status", "--json").stdout)
    return status["new"], status["paused"]


def test_a_deck_is_paused_and_resumed(quizapp: Run) -> None:
    """Nothing of it is asked or counted, and the summary of a quiz over it has the command that resumes it."""
    before = today(quizapp)
    assert "quizapp deck resume concurrency" in quizapp("deck", "pause", "concurrency").stdout
    assert today(quizapp) == (0, ["concurrency"])
    assert '"question"' not in quizapp("quiz", "process", "--jsonl").stdout
    assert '"question"' not in quizapp("quiz", "process", "--cram", "--jsonl").stdout
    assert "paused concurrency" in quizapp("status").stdout
    (deck,) = json.loads(quizapp("deck", "list", "--json").stdout)
    assert (deck["paused"], deck["paused_concepts"]) == (True, [])
    assert quizapp("deck", "resume", "concurrency").stdout == "concurrency is resumed.\n"
    assert today(quizapp) == before == (12, [])


def test_a_concept_is_paused_by_itself(quizapp: Run) -> None:
    """Its deck goes on, and the concepts that require it do not wait."""
    quizapp("deck", "pause", "process")
    quizapp("deck", "pause", "process")  # once more changes nothing
    assert today(quizapp) == (12, ["concurrency/process"])
    assert "paused: concurrency/process" in quizapp("deck", "list").stdout
    assert "concurrency/process/" not in quizapp("quiz", "--jsonl").stdout
    quizapp("deck", "pause", "concurrency")
    assert "Still paused: concurrency/process" in quizapp("deck", "resume", "concurrency").stdout
    quizapp("deck", "resume", "concurrency/process")
    assert today(quizapp) == (12, [])


@pytest.mark.parametrize(
    ("paused", "resumed", "hint"),
    [
        ("concurrency", "process", "quizapp deck resume concurrency`"),
        ("process", "concurrency", "quizapp deck resume concurrency/process`"),
        ("process", "gil", "quizapp deck list"),
    ],
)
def test_what_is_not_paused_is_not_resumed(quizapp: Run, paused: str, resumed: str, hint: str) -> None:
    """The hint names what is paused."""
    quizapp("deck", "pause", paused)
    ended = quizapp("deck", "resume", resumed)
    assert (ended.returncode, "is not paused by itself" in ended.stderr, hint in ended.stderr) == (2, True, True)


def test_a_tag_cannot_be_paused(quizapp: Run) -> None:
    assert quizapp("deck", "pause", "#os").returncode == 2
