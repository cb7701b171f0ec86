"""What a person chooses for an import."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How to import a path."""

    format_name: str | None = None  # None: recognised by content
    deck_id: str | None = None  # for the deck of a file that holds a single one
    dry_run: bool = False
    history: bool = True  # import the reviews of another program too
    mapping: Mapping[str, str] | None = None  # column -> role, for a table

    @property
    def key(self) -> str:
        """The options that change what is read; part of the digest that tells an unchanged import."""
        return f"{self.format_name} {self.deck_id} {self.history} {sorted((self.mapping or {}).items())}"
