"""Reads the states of many cards in one query, for progress reports and forecasts."""

import json
from functools import partial
from typing import NamedTuple

from sqlalchemy import case, func, select

from quizapp.core.event_payloads.review import rating_of
from quizapp.core.events import IMPORTED_DEVICE, REVIEW, UNDO
from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.store.daily_candidates import Query, tag_parameter
from quizapp.store.database import Store
from quizapp.store.queries import TAGGED
from quizapp.store.schema import cards, events, tallies

# Of the cards that are in a deck now: one that moved has the id that it had in another one.
_SCHEDULES = """SELECT s.card, s.last_ms, s.due_ms, s.state, s.stability, s.difficulty
FROM cards c JOIN states s ON s.learner = :learner AND s.card = c.card
WHERE c.deck = :deck AND s.last_ms IS NOT NULL"""
_OWN_REVIEWS = """SELECT e.card, e.time_ms FROM cards c JOIN events e ON e.learner = :learner AND e.card = c.card
WHERE c.deck = :deck AND e.kind IN ('review', 'cram', 'forget') AND e.device <> :imported"""


class CardStatus(NamedTuple):
    """A card and its state; times in milliseconds, stability in days; None if it was never answered."""

    card: str
    deck: str
    concept: str
    section: str
    state: str
    stability: float | None
    difficulty: float | None
    due_ms: int | None
    last_ms: int | None
    reviews: int
    lapses: int
    suspended: bool


# `+ 0` keeps SQLite from using the index on a condition that nearly all cards meet.
_STATUSES = """
SELECT c.card, c.deck, c.concept, c.section, COALESCE(s.state, 'new'), s.stability, s.difficulty, s.due_ms, s.last_ms,
  COALESCE(s.reviews, 0), COALESCE(s.lapses, 0), COALESCE(s.suspended, 0)
FROM cards c LEFT JOIN states s ON s.learner = :learner AND s.card = c.card
WHERE c.retired + 0 = 0 AND c.deck IN (SELECT d.deck FROM decks d WHERE d.removed = 0)"""
_IN_SCOPE = {"deck": " AND c.deck = :deck", "concept": " AND c.concept = :concept", "tag": f" AND {TAGGED}"}
_status = partial(tuple.__new__, CardStatus)  # what CardStatus._make does, without a Python call for each row


def card_statuses(store: Store, scope: Scope) -> list[CardStatus]:
    """Return the cards of a scope, without retired cards and cards of removed decks.

    By a statement of text: for 50,000 cards, SQLAlchemy's rows take as long as the statement.
    """
    named = {"deck": scope.deck, "concept": scope.concept, "tag": tag_parameter(scope)}
    given = {name: value for name, value in named.items() if value}
    rows = store.query(_STATUSES + "".join(_IN_SCOPE[name] for name in given), given | {"learner": store.learner})
    return list(map(_status, rows))


_NUMBER = {str(rating): str(number) for number, rating in enumerate(Rating, 1)}


def history_of(store: Store, card: str) -> str:
    """Return a card's ratings as numbers, 1 (Again) to 4 (Easy), oldest first."""
    mine = events.c.learner == store.learner, events.c.card == card
    with store.reading() as connection:
        undone = set(connection.execute(select(events.c.undoes).where(*mine, events.c.kind == UNDO)).scalars())
        query = select(events.c.id, events.c.payload).where(*mine, events.c.kind == REVIEW)
        rows = connection.execute(query.order_by(events.c.time_ms, events.c.id)).all()
    return " ".join(_NUMBER[rating_of(json.loads(payload))] for name, payload in rows if name not in undone)


def asked_by(store: Store, card: str) -> str:
    """Return the first line of a card's question."""
    with store.reading() as connection:
        body = connection.execute(select(cards.c.body).where(cards.c.card == card)).scalar()
    fields = json.loads(body) if body else {}
    text = str(fields.get("text") if fields.get("kind") == "cloze" else fields.get("ask", ""))
    return text.strip().split("\n", 1)[0]


class NewCards(NamedTuple):
    """How many new cards of a deck were answered for the first time since a study day, and its first day of all."""

    cards: int
    first_day: str


def new_by_deck(store: Store, since: str) -> dict[str, NewCards]:
    """Return the new cards of each deck since a study day."""
    t = tallies.c
    new = func.sum(case(((t.day >= since) & (t.state == "new"), t.reviews), else_=0))
    query = select(t.deck, new, func.min(t.day)).where(t.learner == store.learner).group_by(t.deck)
    with store.reading() as connection:
        return {deck: NewCards(int(count), day) for deck, count, day in connection.execute(query)}


class Schedule(NamedTuple):
    """When a card was reviewed last and is due, in milliseconds; stability in days."""

    last_ms: int
    due_ms: int
    state: str
    stability: float
    difficulty: float


def schedules(query: Query, learner: str, deck: str) -> dict[str, Schedule]:
    """Return the schedules of the reviewed cards of a deck."""
    return {str(card): Schedule(*rest) for card, *rest in query(_SCHEDULES, {"learner": learner, "deck": deck})}


def own_review_times(query: Query, learner: str, deck: str) -> dict[str, tuple[int, ...]]:
    """Return card id -> times in milliseconds of what the learner did here: reviewed, crammed or forgot on purpose."""
    found: dict[str, list[int]] = {}
    for card, time_ms in query(_OWN_REVIEWS, {"learner": learner, "deck": deck, "imported": IMPORTED_DEVICE}):
        found.setdefault(card, []).append(time_ms)
    return {card: tuple(times) for card, times in found.items()}
