"""The checks that warn of what was written in texts for another program, or not completed."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace

from quizapp.decks.block_places import place_within
from quizapp.decks.view import DeckView, warning
from quizapp.decks.yaml_nodes import Document, Path
from quizapp.errors import Problem
from quizapp.questions.cloze import Cloze

_ANKI_GAP = re.compile(r"\{\{(c\d{1,3}::([^{}]{1,60}?)(?:::[^{}]*)?)\}\}")
_THREE = re.compile(r"\{{3,}([^{}]{1,60})\}{3,}")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^\n]*)")
_PROSE = ("ask", "answer", "explain", "correction", "text")  # what is shown as Markdown, not as a program


def foreign_gaps(view: DeckView) -> Iterator[Problem]:
    """No gap of a cloze has the number that Anki gives it, or three braces."""
    for concept, document in view.concepts:
        for index, question in enumerate(concept.questions):
            if not isinstance(question, Cloze):
                continue
            path: Path = ("questions", index, "text")
            for inside, answer in _ANKI_GAP.findall(question.text):
                message = f"the answer of the gap `{{{{{inside[:60]}}}}}` is `{inside.partition('::')[0]}`"
                hint = f"Write `{{{{{answer}}}}}`: gaps have no numbers here, and what follows `::` is a hint."
                yield warning(document, path, "cloze-numbered", message, hint)
            for answer in _THREE.findall(question.text):
                message = f"the gap around `{answer}` has more than two braces on a side, so that one is in the answer"
                yield warning(document, path, "cloze-braces", message, f"Write `{{{{{answer}}}}}`.")


def closed_fences(view: DeckView) -> Iterator[Problem]:
    """Every block of code that a section or a question begins with a fence ends with one."""
    for concept, document in view.concepts:
        for each in fields(concept.sections):
            text = getattr(concept.sections, each.name)
            if isinstance(text, str):
                yield from _open_fence(document, ("sections", each.name), text)
        for index, question in enumerate(concept.questions):
            for name in _PROSE:
                text = getattr(question, name, "")
                if isinstance(text, str):
                    yield from _open_fence(document, ("questions", index, name), text)


def _open_fence(document: Document, path: Path, text: str) -> Iterator[Problem]:
    """Yield a warning of the fence that nothing closes: CommonMark shows all that follows as code."""
    opened, at = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        found = _FENCE.match(line)
        if not found:
            continue
        if not opened:
            opened, at = found[1], number
        elif found[1].startswith(opened) and not found[2].strip():
            opened = ""
    if opened:
        message = f"the block of code that {opened} opens here is not closed"
        hint = f"Write {opened} on a line of its own after the code."
        yield replace(
            warning(document, path, "fence-not-closed", message, hint), location=place_within(document, path, at, 1)
        )
