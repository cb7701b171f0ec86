"""A card: what is scheduled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is scheduled: the question `body` (a question's fields, `kind` among them) and its place."""

    card: str
    deck: str
    concept: str
    section: str  # '' in a list of cards
    kind: str
    position: int
    body: Mapping[str, Any]
    siblings: str = ""  # cards of a concept with the same word are siblings: its section, or the note they came from
    file: str = ""
    line: int = 0
