"""What every reader gives back."""

from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.core.model import Deck
from quizapp.errors import Location, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A deck, or None where it has errors; what was found wrong or could not be placed; where things stand."""

    deck: Deck | None
    problems: tuple[Problem, ...]
    locations: Mapping[tuple[str, str], Location]
    digest: str
