"""Lets the history of a card follow it where another device renamed it.

An import that finds a card under a new id in its source keeps the card's first id and records both in its event. A
device that knows the card by the new id alone, because it never had the old text, takes over the first id from there:
its installed card gets that id, and its events are copied to it. The copies have ids that depend on their originals,
which are undone, so that every device that does the same records the same events.

The installed cards of a class keep their ids: those are in the histories and assignments of all members. What a member
answered at home under the first id of such a card is kept in the log, and is not a history of the card in the class.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from quizapp.core.events import IMPORTED_DEVICE, UNDO, Event, in_order
from quizapp.store.daily_candidates import Query
from quizapp.store.database import clause
from quizapp.store.decks.canonical_json import compact
from quizapp.store.engines import dialect_of_connection
from quizapp.store.events import new_card_cursor
from quizapp.store.events.event_log import card_events
from quizapp.store.events.histories import add_histories
from quizapp.store.ids import id_of
from quizapp.store.prepared import execute
from quizapp.store.schema import cards

COPY_OF = "copy_of"  # in the payload of a copy: the id of the event that was copied first
_RENAMES = """SELECT payload FROM events
WHERE learner = :learner AND kind = 'import' AND payload LIKE '%"renamed":{%' ORDER BY time_ms, id"""


def renames(query: Query, learner: str) -> dict[str, str]:
    """Return id in a source -> id of the card, as all imports in the learner's log recorded it."""
    found: dict[str, str] = {}
    for (payload,) in query(_RENAMES, {"learner": learner}):
        found.update(json.loads(payload)["renamed"])
    return {name: card for name in found if (card := _first(name, found))}


def _first(name: str, known: Mapping[str, str]) -> str:
    """Return the id that a card had first: it may have been renamed several times; empty if that is a circle."""
    seen = {name}
    card = known[name]
    while card in known and card not in seen:
        seen.add(card)
        card = known[card]
    return "" if card in seen else card


def follow_renames(connection: Connection, learner: str) -> frozenset[str]:
    """Give installed cards and their events the ids under which other devices know them, within a transaction.

    Returns the old and new ids. Skips a card that is installed under both ids: these are two cards; and one whose row
    would get another id in a class.
    """
    followed: set[str] = set()
    is_shared = dialect_of_connection(connection).SHARED
    for name, card in renames(lambda sql, named: execute(connection, clause(sql), named), learner).items():
        query = select(cards.c.card, cards.c.retired).where(cards.c.card.in_((name, card)))
        here = {row.card: row.retired for row in connection.execute(query)}
        if here.get(name) == 0 and (is_shared or here.get(card) == 0):
            continue
        if here.get(name) == 0:
            _rename_row(connection, name, card)
        elif here.get(card) != 0:
            continue
        _move_events(connection, learner, name, card)
        followed |= {name, card}
    return frozenset(followed)


def without_moves(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield rows of another log, for a class, but not the undos by which a device moved the history of a card away.

    The card has an earlier id there. It is installed here under this one, so that its history here stays.
    """
    installed = frozenset(connection.execute(select(cards.c.card).where(cards.c.retired == 0)).scalars())
    return (row for row in rows if not (row["card"] in installed and _is_move(row)))


def _is_move(row: Mapping[str, Any]) -> bool:
    if row["kind"] != UNDO or row["device"] != IMPORTED_DEVICE:
        return False
    try:
        return bool(row["id"] == _id_for(row["learner"], row["time_ms"], f"{row['undoes']}\0undo"))
    except (TypeError, ValueError):  # an invalid row, which the merge leaves out
        return False


def _rename_row(connection: Connection, name: str, card: str) -> None:
    row = dict(connection.execute(select(cards).where(cards.c.card == name)).mappings().one())
    row |= {"card": card, "body": compact(json.loads(row["body"]) | {"was": card})}
    statement = upsert(cards)
    kept = {column: statement.excluded[column] for column in row if column != "card"}
    connection.execute(statement.on_conflict_do_update(index_elements=["card"], set_=kept), row)
    connection.execute(delete(cards).where(cards.c.card == name))
    new_card_cursor.cards_changed(connection)


def _move_events(connection: Connection, learner: str, name: str, card: str) -> None:
    if moved := in_order(card_events(connection, learner, name)):
        add_histories(connection, learner, [_copies(moved, card)])
        add_histories(connection, learner, [_undos(moved)])


def _copies(moved: Iterable[Event], card: str) -> list[Event]:
    made = []
    for event in moved:
        first = str(event.payload.get(COPY_OF, event.id))
        payload = {**event.payload, COPY_OF: first}
        name = _derived_id(event, f"{first}\0{card}")
        made.append(replace(event, id=name, device=IMPORTED_DEVICE, card=card, payload=payload))
    return made


def _undos(moved: Iterable[Event]) -> list[Event]:
    return [
        replace(
            event, id=_derived_id(event, f"{event.id}\0undo"), device=IMPORTED_DEVICE, kind=UNDO, payload={},
            undoes=event.id,
        )
        for event in moved
    ]  # fmt: skip


def _derived_id(event: Event, seed: str) -> str:
    return _id_for(event.learner, event.time_ms, seed)


def _id_for(learner: str, time_ms: int, seed: str) -> str:
    return id_of(time_ms, hashlib.sha256(f"{learner}\0{seed}".encode()).digest())
