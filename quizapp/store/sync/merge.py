"""Merges event logs: the result is their union, whatever the order in which events arrive."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from quizapp.core.events import IMPORT, LOG_COLUMNS, REVIEW, Event
from quizapp.store.batched import batched
from quizapp.store.engines import dialect_of_connection
from quizapp.store.events.event_checks import parsed
from quizapp.store.events.event_log import append
from quizapp.store.events.histories import add_histories
from quizapp.store.schema import cards, events


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a merge added to the log, in numbers of events."""

    events: int = 0
    reviews: int = 0
    known: int = 0
    differing: int = 0  # already in the log with other content; the log keeps its own
    invalid: int = 0  # skipped, because they could not be folded
    unknown_cards: frozenset[str] = frozenset()  # cards of no installed deck; their events are kept
    learners: frozenset[str] = field(default=frozenset(), compare=False)  # whose log has new events
    refold: bool = False  # whether an event affects the states of all cards

    def __add__(self, other: "Taken") -> "Taken":
        """Return the sum of two merges."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in _COUNTS}
        return Taken(
            **counts, unknown_cards=self.unknown_cards | other.unknown_cards, learners=self.learners | other.learners,
            refold=self.refold or other.refold,
        )  # fmt: skip


_COUNTS = ("events", "reviews", "known", "differing", "invalid")


def sound(row: Mapping[str, Any]) -> Event | None:
    """Return the event of a row of another log, or None if it is invalid and folding it could fail.

    The log is append-only: an event that cannot be folded could never be removed.
    """
    try:
        event = parsed(row)
        return event if _compact(event.payload) == row["payload"] else None
    except (ValueError, KeyError, TypeError):
        return None


def _compact(payload: Mapping[str, Any]) -> str:
    return json.dumps(payload, separators=(",", ":"))


def take(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> Taken:
    """Add the events of another log that are missing in this one, and fold their cards again.

    Call it within a transaction. Rows may come in any order and more than once.
    """
    total = Taken()
    found: dict[tuple[str, str], Event] = {}
    for row in rows:
        event = sound(row)
        if event is None:
            total += Taken(invalid=1)
            continue
        # Two rows with one id are one event; which one is kept must not depend on their order.
        key = (event.learner, event.id)
        found[key] = min(found[key], event, key=_bits) if key in found else event
    for learner, group in groupby(sorted(found.values(), key=_by_card), key=lambda event: event.learner):
        total += _take_learner(connection, learner, list(group))
    return total


def _bits(event: Event) -> str:
    return repr([getattr(event, name) for name in LOG_COLUMNS])


def _by_card(event: Event) -> tuple[str, str, int, str]:
    return event.learner, event.card, event.time_ms, event.id


def _take_learner(connection: Connection, learner: str, found: Sequence[Event]) -> Taken:
    known = _known(connection, learner, [event.id for event in found])
    erased = dialect_of_connection(connection).erased(connection, learner, (event.id for event in found))
    fresh = [event for event in found if event.id not in known and event.id not in erased]
    without_card = [event for event in fresh if not event.card]
    histories = [list(group) for card, group in groupby(fresh, key=lambda event: event.card) if card]
    if without_card:
        append(connection, without_card)
    added = add_histories(connection, learner, histories)
    return Taken(
        events=len(fresh),
        reviews=added[REVIEW],
        known=len(known),
        differing=sum(event.id in known and _bits(event) != known[event.id] for event in found),
        unknown_cards=_unknown_cards(connection, [past[0].card for past in histories]),
        learners=frozenset([learner] if fresh else []),
        refold=any(event.kind != IMPORT for event in without_card),
    )


def _known(connection: Connection, learner: str, ids: Sequence[str]) -> dict[str, str]:
    """Return the events with these ids that are in the log already: id -> bits."""
    query = select(*(events.c[name] for name in LOG_COLUMNS)).where(events.c.learner == learner)
    known = {}
    for some in batched(ids, 500):
        for row in connection.execute(query.where(events.c.id.in_(some))):
            fields = dict(row._mapping)
            known[row.id] = repr([*list(fields.values())[:-1], json.loads(fields["payload"])])
    return known


def _unknown_cards(connection: Connection, touched: Sequence[str]) -> frozenset[str]:
    known: set[str] = set()
    for some in batched(touched, 500):
        known.update(connection.execute(select(cards.c.card).where(cards.c.card.in_(some))).scalars())
    return frozenset(touched) - known
