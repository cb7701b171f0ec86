"""SuperMemo's text with Q: and A:."""

from pathlib import Path

import pytest

from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.registry import format_of, read_path
from quizapp.formats.supermemo import text_reader

SAMPLES = Path(__file__).parents[3] / "data/samples"


def cards(path: Path) -> list[ImportedCard]:
    return [card for deck in read_path(path).card_decks for topic in deck.topics for card in topic.cards]


def test_sample() -> None:
    """Each line has its mark; consecutive lines with one mark are one text."""
    path = SAMPLES / "supermemo.txt"
    assert format_of(path) == "supermemo-text"
    capital, states = cards(path)
    assert capital.history is not None and (capital.history.interval_days, capital.history.lapses) == (429.0, 1)
    assert capital.history.due_day == "2027-04-01"
    assert states.body["ask"] == "Which states lie on the\nnorthern border of Tanzania?"
    assert states.body["answer"] == "Uganda (west)\nKenya (east)" and states.history is None


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (b"q: a\na: b\n", True),
        (b"Q: a\nQ: b\nA: c\n", True),
        (b"Q: a\nA: b\nI: REP=1 LAP=0 EF=2.5 UF=1 INT=3 LAST=0\n", True),
        (b"Q: a\nA: b\n\nQ: c\nA: d\nmore\n", False),
        (b"C: a [b]\n", False),
    ],
)
def test_recognition_among_other_flashcards(text: bytes, known: bool) -> None:
    assert text_reader.recognise(Path("a.txt"), text) == known


def test_html_and_escaped_letters_in_text() -> None:
    deck, _ = text_reader.read_cards(Path("a.txt"), b"Q: Is <b>this</b> bold?\nQ: &#33267;\nA: <i>yes</i><br>no\n")
    assert deck is not None
    (card,) = deck.topics[0].cards
    assert card.body == {"kind": "recall", "ask": "Is **this** bold?\n至", "answer": "*yes*\nno"}


def test_skipped_lines_are_listed() -> None:
    _, problems = text_reader.read_cards(Path("a.txt"), b"stray\nmore\nQ: a\nQ: b\n\nQ: c\nA: d\n")
    assert [(each.location.line, each.message) for each in problems] == [
        (1, "a text outside of a card could not be placed")
    ]
