"""Writes a whole deck as one JSON document, which deck_document reads back."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.formats.json_yaml.deck_document import VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckContent:
    """A deck as plain values."""

    info: Mapping[str, Any]  # of deck.yaml
    concepts: Sequence[Mapping[str, Any]]  # as in their files, without questions
    cards: Sequence[Mapping[str, Any]]
    media: Mapping[str, Callable[[], bytes]]
    history: Sequence[Mapping[str, Any]]  # events


def write(content: DeckContent) -> bytes:
    """Return the document."""
    media = {name: base64.b64encode(read()).decode() for name, read in content.media.items()}
    document = {"quizapp": VERSION, **content.info, "concepts": content.concepts, "cards": content.cards}
    document |= {"media": media} if media else {}
    document |= {"history": content.history} if content.history else {}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
