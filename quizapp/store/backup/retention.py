"""Which backups stay: all of the last two days, then one a day, a week and a month. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta

ALL, DAILY, WEEKLY = timedelta(days=2), timedelta(days=14), timedelta(days=91)


def _shelf(taken: datetime, now: datetime) -> tuple[object, ...]:
    """Return what a backup shares with those of which only the newest stays."""
    age = now - taken
    if age <= ALL:
        return ("all", taken)
    if age <= DAILY:
        return ("day", taken.date())
    if age <= WEEKLY:
        return ("week", *taken.isocalendar()[:2])
    return ("month", taken.year, taken.month)


def kept(taken: Collection[datetime], now: datetime) -> set[datetime]:
    """Return the moments (UTC) of the backups that stay.

    Everything of the last 2 days, the newest of each day for 2 weeks, of each ISO week for 91 days, and of each
    month for ever. What lies in the future, by a clock that was wrong, stays.
    """
    shelves: dict[tuple[object, ...], datetime] = {}
    for moment in sorted(taken):
        shelves[_shelf(moment, now)] = moment
    return set(shelves.values())
