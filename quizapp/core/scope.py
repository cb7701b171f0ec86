"""A scope of cards, and the study day of a learner."""

from dataclasses import dataclass

from quizapp.core.study_day import DAY_MS

ALL = "all"  # in place of the id of a learning path: every concept


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The cards to consider; '' means any."""

    deck: str = ""
    concept: str = ""
    tag: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A learner and a moment: the study day with its bounds, in UTC milliseconds."""

    learner: str
    now: int
    day: str
    day_start: int
    day_end: int

    @property
    def day_begins(self) -> int:
        """The time of day at which the study day begins, in milliseconds after midnight UTC."""
        return self.day_start % DAY_MS
