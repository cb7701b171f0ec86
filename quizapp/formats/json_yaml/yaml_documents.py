"""Several YAML documents in one file: each a card, or a list of them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from quizapp.errors import Problem
from quizapp.formats.common.text_source import ProblemLog

MOST_DOCUMENTS = 20_000

# In the first column three hyphens or dots are always marks of a document, even within a text in quotes.
_MARK = re.compile(r"(?m)^(?:---(?=[ \t\n]|\Z)[ \t]*(?:#.*)?|\.\.\.[ \t]*(?:#.*)?$)")

Steps = tuple[str | int, ...]
Places = dict[Steps, tuple[int, int]]


def parted(text: str) -> list[tuple[int, str]]:
    """Return the documents of a text that hold more than comments, each with the number of its first line, from 0."""
    found: list[tuple[int, str]] = []
    start = line = 0
    for mark in [*_MARK.finditer(text), None]:
        end = mark.start() if mark else len(text)
        part = text[start:end]
        if re.search(r"(?m)^[ \t]*[^#\s]", part):
            found.append((line, part))
        line += part.count("\n")
        start = mark.end() if mark else end
    return found


def read_documents(file: str, text: str, notes: ProblemLog) -> tuple[dict[str, Any], Places] | None:
    """Return the documents under `cards`, and the places of their parts; None where they are not several.

    Problems of one document are noted at its line and do not affect the others.
    """
    from quizapp.decks.yaml_nodes import read_values

    parts = parted(text)
    if not 2 <= len(parts) <= MOST_DOCUMENTS:
        return None
    values: list[Any] = []
    places: Places = {}
    problems: list[Problem] = []
    for offset, part in parts:
        document = read_values(file, part)
        problems += [_moved(each, offset) for each in document.problems]
        if document.value is None and document.problems:
            continue
        if not isinstance(document.value, Mapping | list):
            return None  # the text below a front matter, and no document
        is_list = isinstance(document.value, list)
        above: Steps = ("cards", len(values), "cards") if is_list else ("cards", len(values))
        places |= {(*above, *steps): (at.line + offset, at.column) for steps, at in document.places.items()}
        values.append({"cards": document.value} if is_list else document.value)
    if len(values) < 2:
        return None
    notes.found += problems
    return {"cards": values}, places


def _moved(problem: Problem, lines: int) -> Problem:
    """Return a problem of one document, as a warning at its line of the file."""
    place = problem.location
    return as_warning(replace(problem, location=replace(place, line=place.line + lines)))


def as_warning(problem: Problem) -> Problem:
    """Return the problem as a warning: only a part of the file is skipped, and an error would refuse all of it."""
    return replace(problem, severity="warning")
