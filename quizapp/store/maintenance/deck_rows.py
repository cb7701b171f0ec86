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

_TEXTS = {
    "decks": ("deck", "title", "origin", "source", "digest", "body"),
    "concepts": ("deck", "concept", "title", "requires", "tags", "body"),
    "cards": ("deck", "card", "concept", "section", "kind", "tags", "digest", "body", "file", "siblings"),
}  # the columns of each table that hold texts
_KEYS = {"decks": ("deck",), "concepts": ("deck", "concept"), "cards": ("card",)}
_LISTS = {"decks": (), "concepts": ("requires", "tags"), "cards": ("tags",)}
_REPLACED = {"title", "body"}  # a deck keeps its row if only these are damaged
_REPLACE = "UPDATE decks SET body = :info, title = deck WHERE rowid = :number"


@dataclass(frozen=True, slots=True)
class DamagedRow:
    """A row that cannot be read, by its table, its deck and its name, and why."""

    table: str
    deck: str
    name: str
    why: str
    number: int = 0  # of the row in a file of SQLite
    columns: frozenset[str] = frozenset()  # those that are no UTF-8

    @property
    def text(self) -> str:
        """The row in words."""
        return f"the {self.table.removesuffix('s')} `{self.name}` is damaged: {self.why}"


def damaged_rows(
    query: Query, read_question: Callable[[Mapping[str, Any]], object], *, in_file: bool
) -> list[DamagedRow]:
    """Return the rows that cannot be read; `read_question` raises an exception for fields of no question.

    In a file of SQLite texts are read as bytes: Python refuses a text that is no UTF-8, and with it the whole query.
    """
    readers = {"decks": info_from, "concepts": concept_from, "cards": read_question}
    return [
        row for table, read in readers.items() for row in _damaged(table, query(_rows_of(table, in_file), {}), read)
    ]


def _rows_of(table: str, in_file: bool) -> str:
    columns = [f"CAST({name} AS BLOB)" if in_file else name for name in _TEXTS[table]]
    return f"SELECT {'rowid' if in_file else '0'}, {', '.join(columns)} FROM {table}"


def _damaged(
    table: str, rows: Sequence[Sequence[Any]], read: Callable[[Mapping[str, Any]], object]
) -> Iterator[DamagedRow]:  # fmt: skip
    for number, *values in rows:
        texts, columns = _decoded(dict(zip(_TEXTS[table], values, strict=True)))
        try:
            if columns:
                raise ValueError(f"no UTF-8 in {', '.join(sorted(columns))}")
            _read(texts, read, _LISTS[table])
        except (*INVALID, StopIteration) as error:
            name = "/".join(texts[key] for key in _KEYS[table])
            why = f"{error}"[:200] or type(error).__name__
            yield DamagedRow(table, texts["deck"], name, why, number, columns)


def _decoded(values: Mapping[str, Any]) -> tuple[dict[str, str], frozenset[str]]:
    """Return the texts of a row, and the names of those that are no UTF-8."""
    texts, wrong = {}, set()
    for name, value in values.items():
        try:
            texts[name] = value.decode("utf-8") if isinstance(value, bytes) else str(value)
        except UnicodeDecodeError:
            texts[name] = value.decode("utf-8", "backslashreplace")
            wrong.add(name)
    return texts, frozenset(wrong)


def _read(texts: Mapping[str, str], read: Callable[[Mapping[str, Any]], object], lists: Sequence[str]) -> None:
    """Raise an exception unless a row holds what an import writes."""
    fields = json.loads(texts["body"])
    if not isinstance(fields, dict):
        raise ValueError("expected a JSON object")
    read(fields)
    for each in (json.loads(texts[name]) for name in lists):
        if not isinstance(each, list) or not all(isinstance(word, str) for word in each):
            raise ValueError("expected a list of texts")


def drop_rows(store: Store, rows: Sequence[DamagedRow], now_ms: int) -> None:
    """Remove damaged rows after a backup, so that the next start or import installs their decks again.

    The history of cards stays. The row of a deck stays with its source unless that is damaged too.
    """
    keep_before(store, "repair", now_ms)
    with store.transaction() as connection:
        for row in rows:
            keeps = row.table == "decks" and row.columns <= _REPLACED
            query = _REPLACE if keeps else f"DELETE FROM {row.table} WHERE rowid = :number"
            info = {"info": compact(_info(row.deck))} if keeps else {}
            connection.execute(text(query), {"number": row.number, **info})
        for deck in {row.deck for row in rows}:
            connection.execute(text("UPDATE decks SET digest = '' WHERE deck = :deck"), {"deck": deck})
            again = "UPDATE concepts SET body = json_remove(body, '$.file') WHERE deck = :deck"
            connection.execute(text(again), {"deck": deck})
        new_card_cursor.cards_changed(connection)


def _info(deck: str) -> dict[str, Any]:
    return asdict(DeckInfo(format=1, deck=deck, title=deck))
