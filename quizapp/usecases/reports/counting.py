"""Counts reviews for the progress report, at once after the import of a long history."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from quizapp.gc_pause import paused_collector
from quizapp.store.database import Store
from quizapp.store.events import review_counts
from quizapp.usecases.context import Context

QUARTER_MS = 900_000  # time zone offsets are multiples of 15 minutes


def hour_of(zone: tzinfo) -> Callable[[int], int]:
    """Return a function from milliseconds since the epoch to the local hour, 0 to 23."""
    known: dict[int, int] = {}

    def hour(milliseconds: int) -> int:
        quarter = milliseconds // QUARTER_MS
        if quarter not in known:
            known[quarter] = datetime.fromtimestamp(quarter * QUARTER_MS / 1000, zone).hour
        return known[quarter]

    return hour


def count_imported(store: Store, context: Context, reviews: int, watch: review_counts.Watch | None) -> None:
    """Count the log after an import of so many reviews, if that takes about a second or more.

    Otherwise the first look at the progress report does it. `watch` is called with the share that is done.
    """
    if reviews >= review_counts.WATCHED:
        with paused_collector():
            review_counts.refresh(store, hour_of(context.zone), watch)
