"""The log of answers and the standing of every card as tables for other programs, with the columns of docs/sql.md."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, Select, func, select

from quizapp.core.event_payloads import ReviewPayload
from quizapp.core.events import CRAM, REVIEW, UNDO
from quizapp.core.scope import Scope
from quizapp.store.database import Store
from quizapp.store.schema import cards, events, states

_BATCH = 10_000  # rows read at a time: a long history never stands in memory as a whole
_PLACE = ("card", "deck", "concept", "section")
REVIEW_COLUMNS = (
    "learner", "day", "at_utc", *_PLACE, "rating", "state_before", "predicted_recall", "seconds", "crammed", "device",
)  # fmt: skip
CARD_COLUMNS = (
    "learner", *_PLACE, "kind", "tags", "state", "stability_days", "difficulty", "due_utc", "last_review_utc",
    "reviews", "lapses", "suspended",
)  # fmt: skip
Row = Sequence[Any]


def _utc(milliseconds: int | None) -> str:
    return "" if milliseconds is None else f"{datetime.fromtimestamp(milliseconds // 1000, UTC):%Y-%m-%d %H:%M:%S}"


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


def review_rows(store: Store, scope: Scope) -> Iterator[Row]:
    """Yield every answer of the learner that stands, oldest first."""
    mine = events.c.learner == store.learner
    with store.reading() as connection:
        undone = set(connection.execute(select(events.c.undoes).where(mine, events.c.kind == UNDO)).scalars())
    place = (cards.c.deck, cards.c.concept, cards.c.section, cards.c.tags)
    query = select(events, *place).outerjoin(cards, cards.c.card == events.c.card)
    query = query.where(mine, events.c.kind.in_((REVIEW, CRAM))).order_by(events.c.time_ms, events.c.id)
    for row in _streamed(store, query, scope):
        if row["id"] not in undone:
            review = ReviewPayload.stored(json.loads(row["payload"]))
            told = (review.rating, review.state, review.r, review.seconds)
            yield (
                row["learner"], row["day"], _utc(row["time_ms"]), *(row[name] for name in _PLACE),
                *told, int(row["kind"] == CRAM), row["device"],
            )  # fmt: skip


def card_rows(store: Store, scope: Scope) -> Iterator[Row]:
    """Yield every card that is not retired, and where the learner stands with it."""
    s, mine = states.c, (states.c.card == cards.c.card) & (states.c.learner == store.learner)
    query = select(
        *(cards.c[name] for name in _PLACE), cards.c.kind, cards.c.tags, func.coalesce(s.state, "new").label("state"),
        s.stability, s.difficulty, s.due_ms, s.last_ms,
        *(func.coalesce(s[name], 0).label(name) for name in ("reviews", "lapses", "suspended")),
    )  # fmt: skip
    query = query.select_from(cards).outerjoin(states, mine).where(cards.c.retired == 0).order_by(cards.c.card)
    for row in _streamed(store, query, scope):
        yield (
            store.learner, *(row[name] for name in (*_PLACE, "kind", "tags", "state", "stability", "difficulty")),
            _utc(row["due_ms"]), _utc(row["last_ms"]), row["reviews"], row["lapses"], row["suspended"],
        )  # fmt: skip


TABLES: Mapping[str, tuple[Sequence[str], Callable[[Store, Scope], Iterator[Row]]]] = {
    "reviews": (REVIEW_COLUMNS, review_rows),
    "cards": (CARD_COLUMNS, card_rows),
}


def write_table(store: Store, name: str, scope: Scope, target: Path) -> int:
    """Write one of TABLES as CSV, tabs between the columns where the file is a .tsv; return how many rows.

    The file is written wholly or not at all. Raises OSError.
    """
    columns, rows_of = TABLES[name]
    target.parent.mkdir(parents=True, exist_ok=True)
    part, count = target.with_name(f".{target.name}.part"), 0
    try:
        part.unlink(missing_ok=True)
        with part.open("x", encoding="utf-8", newline="") as out:
            table = csv.writer(out, delimiter="\t" if target.suffix.lower() == ".tsv" else ",", lineterminator="\n")
            table.writerow(columns)
            for count, row in enumerate(rows_of(store, scope), 1):  # noqa: B007
                table.writerow(row)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return count
