"""The check of the files that texts show: each is in the folder `media` of the deck, by exactly its name."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path as File
from typing import Any
from urllib.parse import unquote

from quizapp.core.did_you_mean import closest
from quizapp.core.media_sides import file_name, shown_names
from quizapp.decks.block_places import place_within
from quizapp.decks.view import DeckView, warning
from quizapp.decks.yaml_nodes import Document, Path
from quizapp.errors import Problem


def media_there(view: DeckView) -> Iterator[Problem]:
    """The files that sections and questions show or list are in the deck's folder `media`."""
    for _, document in view.concepts:
        there = _files(document)
        for path, text in _texts(document.value, ()):
            listed = path[2:3] == ("media",)
            names = (text,) if listed else shown_names(text)
            missing = [name for name in names if _kept_name(name, listed=listed) not in there]
            yield from _missing(document, path, text, missing)


def _kept_name(name: str, *, listed: bool) -> str:
    """Return the name in the folder `media`: a list names files as they are, a text may have escapes."""
    return name.rpartition("/")[2] if listed else file_name(name)


def _files(document: Document) -> frozenset[str]:
    try:
        return frozenset(file.name for file in (File(document.file).parent / "media").iterdir() if file.is_file())
    except OSError:
        return frozenset()


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the texts of a file's sections and questions, each with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _texts(each, (*path, index))
    elif isinstance(value, dict):
        for key, each in value.items():
            if path or key in ("sections", "questions"):
                yield from _texts(each, (*path, key))


def _missing(document: Document, path: Path, text: str, names: list[str]) -> Iterator[Problem]:
    for name in names:
        start = text.index(name)
        line_start = text.rfind("\n", 0, start) + 1
        place = place_within(document, path, text.count("\n", 0, start) + 1, start - line_start + 1)
        message = f"the file `{file_name(name)[:100]}` is not in the folder `media` of the deck"
        found = warning(document, path, "media-missing", message, _hint(name, _files(document)))
        yield replace(found, location=place)


def _hint(name: str, there: frozenset[str]) -> str:
    wanted = file_name(name)
    same = [each for each in sorted(there) if _folded(each) == _folded(wanted)]
    if same and file_name(same[0]) != same[0]:
        return f"Rename the file `{same[0][:100]}` to `{file_name(same[0])[:100]}`: escapes and accents differ."
    near = same[0] if same else closest(wanted, there)
    if near:
        written = f"<{near}>" if " " in near else near
        return f"Did you mean `![what it shows]({written[:100]})`?" + (" Capital letters matter." if same else "")
    return "Put it there, and write `![what it shows](name.png)`."


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unquote(name)).casefold()
