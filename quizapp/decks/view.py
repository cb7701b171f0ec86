"""A deck as its checks see it."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.core.model import Concept, DeckInfo
from quizapp.decks.yaml_nodes import Document, Path
from quizapp.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckView:
    """A deck with the documents that it was read from."""

    info: DeckInfo | None
    info_document: Document | None
    concepts: list[tuple[Concept, Document]]
    ids: list[str]  # of all concepts, including those with errors: a reference to one is not dangling


def problem(document: Document, path: Path, code: str, message: str, hint: str) -> Problem:
    """Return an error at a path of a document."""
    return Problem(document.place(path), code, message, hint)


def warning(document: Document, path: Path, code: str, message: str, hint: str) -> Problem:
    """Return a warning at a path of a document: the deck can be used all the same."""
    return Problem(document.place(path), code, message, hint, "warning")


def listed(names: Iterable[str]) -> str:
    """Return a hint that lists the names."""
    return f"There are: {', '.join(sorted(names)) or 'none'}."[:200]


def id_key(document: Document) -> str:
    """Return the key of a file's id: `concept`, or `cards` for a list of cards."""
    value = document.value or {}
    return "cards" if "cards" in value and "concept" not in value else "concept"


def quoted(text: str) -> str:
    """Return a text as a value in YAML, in double quotes where it could be read as something else."""
    is_plain = not re.search(r": |:$| #|^[\s\-?:,\[\]{}#&*!|>'\"%@`]|\s$", text) and bool(text)
    return text if is_plain else json.dumps(text, ensure_ascii=False)
