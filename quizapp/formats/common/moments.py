"""Dates and times of other programs as UTC milliseconds."""

from datetime import UTC, date, datetime, time, tzinfo

from quizapp.core.study_day import to_ms

_NOON = time(12)  # later than any usual rollover hour and earlier than the next one, whatever the daylight saving time


def day_ms(day: date, zone: tzinfo | None = None) -> int:
    """Return noon on a day in a time zone, which is within the study day of that date; None is this machine's zone.

    Raises ValueError or OverflowError for a date out of range.
    """
    moment = datetime.combine(day, _NOON, zone)
    return to_ms(moment if zone else moment.astimezone())


def moment_of(text: str) -> int | None:
    """Return the milliseconds of an ISO 8601 time, in UTC if it has no offset; None for any other text."""
    try:
        moment = datetime.fromisoformat(text.strip()[:40])
        return to_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
