"""The study day: a local day that begins at the rollover hour."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_S = 86_400
DAY_MS = 86_400_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_ms(moment: datetime) -> int:
    """Return milliseconds since the epoch of an aware datetime."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def from_ms(milliseconds: int) -> datetime:
    """Return the aware UTC datetime of milliseconds since the epoch."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def iso(milliseconds: int | None) -> str | None:
    """Return ISO 8601 in UTC, to the second, as the JSON contract has times."""
    if milliseconds is None:
        return None
    return from_ms(milliseconds).strftime("%Y-%m-%dT%H:%M:%SZ")


def study_day(milliseconds: int, zone: tzinfo, rollover: int) -> date:
    """Return the study day of a moment: before the rollover hour (0 to 23, local) it is still yesterday.

    The wall clock decides, not a count of hours, so that a day of 23 or 25 hours has its own date too. If the clock is
    put back behind the rollover hour, the day that has begun continues.
    """
    local = from_ms(milliseconds).astimezone(zone)
    day = local.date() - timedelta(days=1) if local.hour < rollover else local.date()
    if local.fold and milliseconds >= day_start(day + timedelta(days=1), zone, rollover):
        return day + timedelta(days=1)
    return day


def day_start(day: date, zone: tzinfo, rollover: int) -> int:
    """Return when a study day begins, in milliseconds since the epoch.

    If the rollover hour comes twice, the first one counts; if the clock skips it, the day begins at the skip.
    """
    wall = datetime.combine(day, time(rollover), tzinfo=zone)
    late, early = to_ms(wall), to_ms(wall.replace(fold=1))
    if early >= late:
        return late
    return early + bisect_left(range(late - early), day, key=lambda more: study_day(early + more, zone, rollover))


def day_bounds(milliseconds: int, zone: tzinfo, rollover: int) -> tuple[date, int, int]:
    """Return the study day of a moment, its beginning and the beginning of the next (milliseconds)."""
    return _bounds(milliseconds // MINUTE_MS * MINUTE_MS, zone, rollover)


@lru_cache(maxsize=16)
def _bounds(milliseconds: int, zone: tzinfo, rollover: int) -> tuple[date, int, int]:
    """Cached by minute, because an answer needs the bounds several times; no day begins within a minute."""
    day = study_day(milliseconds, zone, rollover)
    return day, day_start(day, zone, rollover), day_start(day + timedelta(days=1), zone, rollover)


def days_between(earlier_ms: int, later_ms: int, day_begins: int | None) -> int:
    """Return the study days from one moment to a later one; below 0 if it is not later.

    `day_begins` is the time of day at which study days begin, in milliseconds after midnight UTC, or the beginning of
    any of them. Without it, whole periods of 24 hours count.
    """
    if day_begins is None:
        return (later_ms - earlier_ms) // DAY_MS
    return (later_ms - day_begins) // DAY_MS - (earlier_ms - day_begins) // DAY_MS


_UNITS = ((60, 1, "s"), (3600, 60, "m"), (DAY_S, 3600, "h"), (31 * DAY_S, DAY_S, "d"))  # limit, seconds, name


def span(seconds: float) -> str:
    """Return a duration as a learner reads an interval: 30s, 10m, 3h, 4d, 2.5mo, 1.2y."""
    for limit, unit, name in _UNITS:
        if seconds < limit:
            return f"{max(1, round(seconds / unit))}{name}"
    if seconds < 365 * DAY_S:
        return f"{seconds / (30.44 * DAY_S):.1f}mo"
    return f"{seconds / (365.25 * DAY_S):.1f}y"
