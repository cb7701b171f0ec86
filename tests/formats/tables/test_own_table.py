"""Tables that quizapp wrote and a person changed."""

from pathlib import Path

from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.tables import table_reader
from quizapp.formats.tables.own_table import COLUMNS

HERE = Path("deck.csv")
HEAD = ",".join([*COLUMNS, "wrong 1"])


def cards(*rows: str) -> list[ImportedCard]:
    """Return the cards of rows below the header that quizapp writes."""
    content = "\n".join([HEAD, *rows, ""]).encode()
    assert table_reader.is_certain(HERE, content)
    deck, _ = table_reader.read_cards(HERE, content)
    return [card for topic in deck.topics for card in topic.cards] if deck else []


def test_rows_that_a_person_added_or_broke_are_read_like_any_table() -> None:
    """Without a kind, and with a kind that the cells do not make; other fields that a kind has not are left out."""
    added, broken, odd = cards(
        "What is it?,A thing,,,,,,,,,,",
        "Which?,One,,,,,,choice,,,,",
        'Say it,Yes,,,,,,typed,,,"{""case"": true, ""between"": [[""a"", ""b""]], ""x"": 1}",',
    )
    assert added.body == {"kind": "recall", "ask": "What is it?", "answer": "A thing"}
    assert broken.body == {"kind": "recall", "ask": "Which?", "answer": "One"}
    assert odd.body == {"kind": "typed", "ask": "Say it", "answer": "Yes", "case": True}


def test_a_long_cell_is_read() -> None:
    """Longer than the csv module takes by itself."""
    (card,) = cards(f"Long?,{'x' * 300_000},,,,,,recall,,,,")
    assert len(card.body["answer"]) == 300_000
