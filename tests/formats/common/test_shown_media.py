"""Files that cards show but that their deck does not have."""

from collections.abc import Iterable

import pytest

from quizapp.errors import Location
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, Topic
from quizapp.formats.common.shown_media import list_missing, shown_by
from quizapp.formats.common.text_source import ProblemLog


def deck(shown: Iterable[str], there: Iterable[str] = ()) -> CardDeck:
    body = {"kind": "recall", "ask": "a", "answer": "b"}
    cards = tuple(ImportedCard(id=name, body=body, place=Location("x"), media=(name,)) for name in shown)
    return CardDeck(
        id="d", title="D", topics=(Topic(id="t", title="T", cards=cards),), media=dict.fromkeys(there, bytes)
    )


@pytest.mark.parametrize(
    ("shown", "there", "messages"),
    [
        ("", "", []),
        ("ab", "ab", []),
        ("ab", "b", ["one file that cards show is missing: `a`"]),
        ("cba", "", ["3 files that cards show are missing: `a`, `b`, `c`"]),
        ("abcdefg", "", ["7 files that cards show are missing: `a`, `b`, `c`, `d`, `e` and 2 more"]),
    ],
)
def test_missing_files_are_counted_once(shown: str, there: str, messages: list[str]) -> None:
    notes = ProblemLog("x")
    list_missing(deck(shown, there), notes, "Add them.")
    assert [each.message for each in notes.problems()] == messages and shown_by(deck(shown)) == set(shown)
