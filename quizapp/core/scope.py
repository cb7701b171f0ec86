"""What is asked about, and the study day on which it is asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is asked about: '' means any."""

    deck: str = ""
    concept: str = ""
    tag: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Who asks, and when: the study day with its bounds in milliseconds."""

    learner: str
    now: int
    day: str
    day_start: int
    day_end: int
