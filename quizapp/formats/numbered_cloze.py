"""Anki's deletions: {{c1::answer}} and {{c1::answer::hint}}; each number is a card."""

import re
from collections.abc import Iterator

from quizapp.formats import bodies

HAS_CLOZE = re.compile(r"\{\{c\d{1,3}::")
_CLOZE = re.compile(r"\{\{c(\d{1,3})::((?:(?!\{\{|\}\}).){1,2000})\}\}", re.DOTALL)


def numbered_bodies(text: str, explain: str = "") -> Iterator[bodies.Body]:
    """Yield a question for each number of a text's deletions; those with other numbers are filled in."""
    pieces: list[str | bodies.Gap] = []
    groups: list[str] = []
    last = 0
    for found in _CLOZE.finditer(text):
        answer, _, hint = found[2].partition("::")
        pieces += [text[last : found.start()], bodies.Gap((answer.strip(),), hint.strip())]
        groups.append(found[1])
        last = found.end()
        if len(groups) == bodies.MOST_GAPS:
            break
    yield from bodies.cloze_groups([*pieces, text[last:]], groups, explain)
