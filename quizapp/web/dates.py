"""Dates in the language of the browser: German or English."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Language = Literal["en", "de"]

_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "de": ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."),
}
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "de": ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez."),
}


def language_of(accepted: str) -> Language:
    """Return the language that a header Accept-Language prefers: the first of highest weight that is known."""
    best, weight = "en", 0.0
    for part in accepted.split(",")[:20]:
        name, _, parameter = part.strip().partition(";")
        try:
            quality = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        known = name.lower().split("-")[0]
        if known in _DAYS and quality > weight:
            best, weight = known, quality
    return "de" if best == "de" else "en"


@dataclass(frozen=True, slots=True)
class Dates:
    """Writes dates and times in a language."""

    language: Language = "en"

    def day(self, day: date) -> str:
        """Return a day such as `Tue, 24 Nov 2026` or `Di., 24. Nov. 2026`."""
        return f"{self._short(day)} {day.year}"

    def _short(self, day: date) -> str:
        week, month = _DAYS[self.language][day.weekday()], _MONTHS[self.language][day.month - 1]
        return f"{week}, {day.day}{'.' if self.language == 'de' else ''} {month}"

    def time(self, moment: datetime) -> str:
        """Return a day and a time such as `Tue, 24 Nov, 09:00`."""
        return f"{self._short(moment)}, {moment:%H:%M}"

    def iso(self, day: str) -> str:
        """Return an ISO day as `day` has it; other text as it is."""
        try:
            return self.day(date.fromisoformat(day))
        except ValueError:
            return day
