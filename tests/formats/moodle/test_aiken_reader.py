"""Question banks in the Aiken format."""

from pathlib import Path

import pytest

from quizapp.formats.moodle import aiken_reader

SAMPLES = Path(__file__).parents[3] / "data/samples"


def test_sample() -> None:
    """One right letter, several, and a question without an answer."""
    deck, problems = aiken_reader.read_cards(SAMPLES / "aiken.txt", (SAMPLES / "aiken.txt").read_bytes())
    assert deck is not None
    found = deck.topics[0].cards
    assert [(card.body["kind"], card.place.line) for card in found] == [("choice", 1), ("multi", 7), ("choice", 14)]
    assert found[1].body["ask"] == "Which of these hold for threads of one process?"
    assert found[1].body["explain"] == "Stacks and registers are each thread's own."
    assert [(each.code, each.location.line) for each in problems] == [("unplaced", 19)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q\nA. a\nB. b\nANSWER: B", [("Q", "b", ["a"])]),
        ("Q?\na) x\nb) y\nAnswer: a\nNext?\nA) x\nB) y\nANSWER: B", [("Q?", "x", ["y"]), ("Next?", "y", ["x"])]),
        ("Two\nlines\n\nA. a\n\nB. b\n\nANSWER: A", [("Two\nlines", "a", ["b"])]),
        ("Q\r\nA. a\r\nmore of a\r\nB. b\r\nANSWER: A.", [("Q", "a\nmore of a", ["b"])]),
        ("Question: Q\nA)a\nB.b\nAnswer: B", [("Q", "b", ["a"])]),
        ("What is 1. no list?\nA. a\nB. b\nANSWER: A", [("What is 1. no list?", "a", ["b"])]),
        ("1. Q\nA. U.S. law\nB. b\nCorrect answer: b) bee", [("Q", "b", ["U.S. law"])]),
        ("Since\nA.D. 50?\nA. a\nB. b\nAns: A", [("Since\nA.D. 50?", "a", ["b"])]),
        ("A. a\n\nANSWER: a\n\nQ\nA. a\nB. b\nANSWER: A", [("Q", "a", ["b"])]),
        ("Q\nA. a\nB. b\nANSWER: D\n\nR\nA. a\nB. b\nANSWER: A", [("R", "a", ["b"])]),
    ],
)
def test_lenient_notations(text: str, expected: list[tuple[str, str, list[str]]]) -> None:
    """Small letters, brackets, no spaces, blank lines, wrapped text, unknown letters."""
    assert aiken_reader.recognise(Path("bank.txt"), text.encode())
    deck, _ = aiken_reader.read_cards(Path("bank.txt"), text.encode())
    found = [card.body for topic in deck.topics for card in topic.cards] if deck else []
    assert [(body["ask"], body["answer"], body["distractors"]) for body in found] == expected
