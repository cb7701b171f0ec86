"""The log of answers and the state of every card as CSV tables for other programs; columns as in docs/sql.md."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from quizapp.atomic_files import replacing
from quizapp.core.scope import Scope
from quizapp.store.database import Store
from quizapp.store.events.log_tables import CardPlace, answer_rows, card_rows
from quizapp.usecases.deck_export import revlogs

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


def _place(place: CardPlace) -> Row:
    return place.card, place.deck, place.concept, place.section


def review_rows(store: Store, scope: Scope) -> Iterator[Row]:
    """Yield the values of REVIEW_COLUMNS for every answer that was not undone, oldest first."""
    for row in answer_rows(store, scope):
        review = row.review
        yield (
            row.learner, row.day, _utc(row.time_ms), *_place(row.place), review.rating, review.state, review.r,
            review.seconds, int(row.crammed), row.device,
        )  # fmt: skip


def state_rows(store: Store, scope: Scope) -> Iterator[Row]:
    """Yield the values of CARD_COLUMNS for every card that is not retired."""
    for row in card_rows(store, scope):
        yield (
            store.learner, *_place(row.place), row.kind, row.tags, row.state, row.stability, row.difficulty,
            _utc(row.due_ms), _utc(row.last_ms), row.reviews, row.lapses, int(row.suspended),
        )  # fmt: skip


TABLES: Mapping[str, tuple[Sequence[str], Callable[[Store, Scope], Iterator[Row]]]] = {
    "reviews": (REVIEW_COLUMNS, review_rows),
    "cards": (CARD_COLUMNS, state_rows),
    "revlogs": (revlogs.COLUMNS, revlogs.revlog_rows),
}


def write_table(store: Store, name: str, scope: Scope, target: Path) -> int:
    """Write one of TABLES as CSV, or separated by tabs if the file is a .tsv; return the number of rows.

    The file is written completely or not at all. Raises OSError.
    """
    columns, rows_of = TABLES[name]
    target.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with replacing(target, private=False) as part, part.open("x", encoding="utf-8", newline="") as out:
        table = csv.writer(out, delimiter="\t" if target.suffix.lower() == ".tsv" else ",", lineterminator="\n")
        table.writerow(columns)
        for count, row in enumerate(rows_of(store, scope), 1):  # noqa: B007
            table.writerow(row)
    return count
