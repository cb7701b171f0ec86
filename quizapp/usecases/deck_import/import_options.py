"""The options of an import."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from quizapp.core.card_matching import Pair

Choice = Literal["theirs", "mine", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How to import a path."""

    format_name: str | None = None  # None: recognised by content
    deck_id: str | None = None  # for the deck of a file that holds a single one
    dry_run: bool = False
    history: bool = True  # import the reviews of another program too
    accepted: "frozenset[Pair]" = frozenset()  # doubtful pairs that the learner said are the same card
    refused: "frozenset[Pair]" = frozenset()  # doubtful pairs that the learner said are different cards
    choice: Choice | None = None  # for cards that the learner edited and the update changes; None: mine, with a warning
    choices: Mapping[str, Choice] = field(default_factory=dict)  # for single cards
    ask: bool = False  # raise Undecided for doubtful cards instead of installing both
    replace: bool = False  # decks of another origin may be replaced
    replaces: frozenset[str] = frozenset()  # those of which the learner said so
    is_edit: bool = False  # the changes are the learner's own edits
    mapping: Mapping[str, str] | None = None  # column -> role, for a table

    @property
    def key(self) -> str:
        """Return the options that affect the result; a part of the digest that recognises an unchanged import."""
        key = f"{self.format_name} {self.deck_id} {self.history} {sorted((self.mapping or {}).items())}"
        key += " replace" if self.replace else ""
        return f"{key} {self.choice} {sorted(self.choices.items())}" if self.choice or self.choices else key
