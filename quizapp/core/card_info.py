"""All that is known of one card, as a person reads it."""

from dataclasses import dataclass
from typing import Any

from quizapp.core.model import Rating
from quizapp.core.study_day import iso


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """What happened to a card; `rating` is None for what is no review."""

    time_ms: int
    day: str  # the study day, as an ISO date
    kind: str
    rating: Rating | None = None
    interval: float | None = None  # seconds until the card was due again, as the review scheduled it
    undone: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the entry as JSON."""
        return {
            "time": iso(self.time_ms),
            "kind": self.kind,
            "rating": str(self.rating) if self.rating else None,
            "day": self.day,
            "interval": self.interval,
            "undone": self.undone,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CardInfo:
    """A card's texts, its memory, its place and its history, oldest first. Facts are pairs of a name and a text."""

    card: str
    question: str
    answer: str
    memory: tuple[tuple[str, str], ...]
    place: tuple[tuple[str, str], ...]  # may name what the question asks for
    history: tuple[HistoryEntry, ...]
