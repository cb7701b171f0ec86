"""The result of importing a deck."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.errors import Problem
from quizapp.store.decks.import_diff import Diff

if TYPE_CHECKING:
    from quizapp.core.card_matching import Doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """The result of one deck: its diff where it could be installed, and every problem found."""

    diff: Diff | None
    problems: tuple[Problem, ...]
    media: int = 0
    doubts: "tuple[Doubt, ...]" = ()  # cards that may be the same: they were installed as different ones

    def as_json(self) -> dict[str, Any] | None:
        """Return the deck's line in the JSON contract."""
        if self.diff is None:
            return None
        counts = {name: len(getattr(self.diff, name)) for name in ("added", "changed", "unchanged", "retired")}
        cards = counts["added"] + counts["changed"] + counts["unchanged"]
        return {
            "deck": self.diff.deck,
            "title": self.diff.title,
            "concepts": self.diff.concepts,
            "cards": cards,
        } | counts
