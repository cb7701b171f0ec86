"""Rows of decks, concepts and cards that cannot be read, such as after a fault of the disk.

They hold what an import wrote, so that importing the deck again mends them; the log is not affected.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import text

from quizapp.core.model import DeckInfo
from quizapp.core.stored_model import concept_from, info_from
from quizapp.store.backup_before import keep_before
from quizapp.store.daily_candidates import Query
from quizapp.store.database import Store
from quizapp.store.decks.canonical_json import compact
from quizapp.store.events import new_card_cursor
from quizapp.store.events.event_checks import INVALID

_DECKS = "SELECT deck, deck, body, '[]', '[]' FROM decks"
_CONCEPTS = "SELECT deck, deck || '/' || concept, body, requires, tags FROM concepts"
_CARDS = "SELECT deck, card, body, tags, '[]' FROM cards"


@dataclass(frozen=True, slots=True)
class DamagedRow:
    """A row that cannot be read, by its table, its deck and its name, and why."""

    table: str
    deck: str
    name: str
    why: str

    @property
    def text(self) -> str:
        """The row in words."""
        return f"the {self.table.removesuffix('s')} `{self.name}` is damaged: {self.why}"


def damaged_rows(query: Query, read_question: Callable[[Mapping[str, Any]], object]) -> list[DamagedRow]:
    """Return the rows that cannot be read; `read_question` raises an exception for fields of no question."""
    return [
        *_damaged("decks", query(_DECKS, {}), info_from),
        *_damaged("concepts", query(_CONCEPTS, {}), concept_from),
        *_damaged("cards", query(_CARDS, {}), read_question),
    ]


def _damaged(
    table: str, rows: Sequence[Sequence[Any]], read: Callable[[Mapping[str, Any]], object]
) -> Iterator[DamagedRow]:  # fmt: skip
    for deck, name, body, *lists in rows:
        try:
            fields = json.loads(body)
            if not isinstance(fields, dict):
                raise ValueError("expected a JSON object")
            read(fields)
            for each in map(json.loads, lists):
                if not isinstance(each, list) or not all(isinstance(word, str) for word in each):
                    raise ValueError("expected a list of texts")
        except (*INVALID, StopIteration) as error:
            yield DamagedRow(table, str(deck), str(name), f"{error}"[:200] or type(error).__name__)


def drop_rows(store: Store, rows: Sequence[DamagedRow], now_ms: int) -> None:
    """Remove damaged rows after a backup, so that the next start or import installs their decks again.

    The history of cards stays. The row of a deck stays with the title and the source that it has.
    """
    keep_before(store, "repair", now_ms)
    with store.transaction() as connection:
        for row in rows:
            connection.execute(text(_DROP[row.table]), {"name": row.name, "info": compact(_info(row.deck))})
        for deck in {row.deck for row in rows}:
            connection.execute(text("UPDATE decks SET digest = '' WHERE deck = :deck"), {"deck": deck})
            again = "UPDATE concepts SET body = json_remove(body, '$.file') WHERE deck = :deck"
            connection.execute(text(again), {"deck": deck})
        new_card_cursor.cards_changed(connection)


_DROP = {
    "decks": "UPDATE decks SET body = :info WHERE deck = :name",
    "concepts": "DELETE FROM concepts WHERE deck || '/' || concept = :name",
    "cards": "DELETE FROM cards WHERE card = :name",
}


def _info(deck: str) -> dict[str, Any]:
    return asdict(DeckInfo(format=1, deck=deck, title=deck))
