"""Which backups are kept: all of the last two days, then one per day, week and month. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta

ALL, DAILY, WEEKLY = timedelta(days=2), timedelta(days=14), timedelta(days=91)


def _period(taken: datetime, now: datetime) -> tuple[object, ...]:
    """Return the period of a backup; of each period only the newest backup is kept."""
    age = now - taken
    if age <= ALL:
        return ("all", taken)
    if age <= DAILY:
        return ("day", taken.date())
    if age <= WEEKLY:
        return ("week", *taken.isocalendar()[:2])
    return ("month", taken.year, taken.month)


def kept(taken: Collection[datetime], now: datetime) -> set[datetime]:
    """Return the times (UTC) of the backups to keep.

    All of the last 2 days, the newest of each day for 2 weeks, of each ISO week for 91 days, and of each month without
    limit. Backups dated in the future, by a wrong clock, are kept.
    """
    newest: dict[tuple[object, ...], datetime] = {}
    for moment in sorted(taken):
        newest[_period(moment, now)] = moment
    return set(newest.values())
