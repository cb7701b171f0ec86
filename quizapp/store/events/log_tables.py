"""The learner's answers, cards and consents as rows for export, read in batches."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, func, select

from quizapp.core.event_payloads.review import ReviewPayload
from quizapp.core.events import CRAM, REVIEW, UNDO, Event
from quizapp.core.model import State
from quizapp.core.scope import Scope
from quizapp.store.database import Store
from quizapp.store.events.event_log import event_of
from quizapp.store.schema import cards, consents, events, states

_BATCH = 10_000  # rows read at a time: a long history is never in memory as a whole
_PLACE = ("card", "deck", "concept", "section")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPlace:
    """The deck, concept and section of a card; None if the card is in no installed deck."""

    card: str
    deck: str | None
    concept: str | None
    section: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One answer that was not undone."""

    place: CardPlace
    learner: str
    device: str
    day: str  # the study day, as an ISO date
    time_ms: int
    crammed: bool
    review: ReviewPayload


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """One card of the decks with the learner's state of it."""

    place: CardPlace
    kind: str
    tags: str  # a JSON list
    state: State
    stability: float | None  # days
    difficulty: float | None  # 1 to 10
    due_ms: int | None
    last_ms: int | None
    reviews: int
    lapses: int
    suspended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """The learner's answer to whether some code may run."""

    learner: str
    fingerprint: str
    what: str
    answer: str
    time_ms: int


def answer_rows(store: Store, scope: Scope) -> Iterator[AnswerRow]:
    """Yield every answer of the learner that was not undone, oldest first."""
    mine = events.c.learner == store.learner
    with store.reading() as connection:
        undone = set(connection.execute(select(events.c.undoes).where(mine, events.c.kind == UNDO)).scalars())
    place = (cards.c.deck, cards.c.concept, cards.c.section, cards.c.tags)
    query = select(events, *place).outerjoin(cards, cards.c.card == events.c.card)
    query = query.where(mine, events.c.kind.in_((REVIEW, CRAM))).order_by(events.c.time_ms, events.c.id)
    for row in _streamed(store, query, scope):
        if row["id"] not in undone:
            yield AnswerRow(
                place=_place(row),
                learner=row["learner"],
                device=row["device"],
                day=row["day"],
                time_ms=row["time_ms"],
                crammed=row["kind"] == CRAM,
                review=ReviewPayload.stored(json.loads(row["payload"])),
            )


def card_rows(store: Store, scope: Scope) -> Iterator[CardRow]:
    """Yield every card that is not retired, with the learner's state of it, ordered by card id."""
    s, mine = states.c, (states.c.card == cards.c.card) & (states.c.learner == store.learner)
    query = select(
        *(cards.c[name] for name in _PLACE), cards.c.kind, cards.c.tags, func.coalesce(s.state, "new").label("state"),
        s.stability, s.difficulty, s.due_ms, s.last_ms,
        *(func.coalesce(s[name], 0).label(name) for name in ("reviews", "lapses", "suspended")),
    )  # fmt: skip
    query = query.select_from(cards).outerjoin(states, mine).where(cards.c.retired == 0).order_by(cards.c.card)
    for row in _streamed(store, query, scope):
        yield CardRow(
            place=_place(row),
            kind=row["kind"],
            tags=row["tags"],
            state=State(row["state"]),
            stability=row["stability"],
            difficulty=row["difficulty"],
            due_ms=row["due_ms"],
            last_ms=row["last_ms"],
            reviews=row["reviews"],
            lapses=row["lapses"],
            suspended=bool(row["suspended"]),
        )


def all_events(store: Store) -> Iterator[Event]:
    """Yield every event of the learner, oldest first."""
    query = select(events).where(events.c.learner == store.learner).order_by(events.c.time_ms, events.c.id)
    with store.reading() as connection:
        for row in connection.execute(query):
            yield event_of(row)


def all_consents(store: Store) -> Iterator[ConsentRow]:
    """Yield every answer of the learner to whether code may run."""
    query = select(consents).where(consents.c.learner == store.learner).order_by(consents.c.fingerprint)
    with store.reading() as connection:
        for row in connection.execute(query):
            yield ConsentRow(**row._mapping)


def _place(row: RowMapping) -> CardPlace:
    return CardPlace(**{name: row[name] for name in _PLACE})


def _within(query: Select[Any], scope: Scope) -> Select[Any]:
    for name in ("deck", "concept"):
        if getattr(scope, name):
            query = query.where(cards.c[name] == getattr(scope, name))
    return query


def _streamed(store: Store, query: Select[Any], scope: Scope) -> Iterator[RowMapping]:
    with store.reading() as connection:
        rows = connection.execute(_within(query, scope).execution_options(yield_per=_BATCH)).mappings()
        for row in rows:
            if not scope.tag or scope.tag in json.loads(row["tags"] or "[]"):
                yield row
