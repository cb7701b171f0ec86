"""What a person chooses for an import."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.core.card_matching import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How to import a path."""

    format_name: str | None = None  # None: recognised by content
    deck_id: str | None = None  # for the deck of a file that holds a single one
    dry_run: bool = False
    history: bool = True  # import the reviews of another program too
    accepted: "frozenset[Pair]" = frozenset()  # cards that may be the same, and are, says the learner
    mapping: Mapping[str, str] | None = None  # column -> role, for a table

    @property
    def key(self) -> str:
        """The options that change what is read; part of the digest that tells an unchanged import."""
        return f"{self.format_name} {self.deck_id} {self.history} {sorted((self.mapping or {}).items())}"
