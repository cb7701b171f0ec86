"""Anki's deletions: {{c1::answer}} and {{c1::answer::hint}}; each number is a card."""

import re
from collections.abc import Callable, Iterator

from quizapp.formats import bodies

HAS_CLOZE = re.compile(r"\{\{c\d{1,3}::")
_CLOZE = re.compile(r"\{\{c(\d{1,3})::((?:(?!\{\{|\}\}).){1,2000})\}\}", re.DOTALL)


def numbered_bodies(text: str, left_out: Callable[[str], None], explain: str = "") -> Iterator[bodies.Body]:
    """Yield a question for each number of a text's deletions; those with other numbers are filled in.

    `left_out` is told of the deletions that get none.
    """
    found = list(_CLOZE.finditer(text))
    if (more := len(found) - bodies.MOST_DELETIONS) > 0:
        left_out(f"what a text has beyond {bodies.MOST_DELETIONS} deletions, {more} more,")
    pieces: list[str | bodies.Gap] = []
    groups: list[str] = []
    last = 0
    for each in found[: bodies.MOST_DELETIONS]:
        answer, _, hint = each[2].partition("::")
        pieces += [text[last : each.start()], bodies.Gap((answer.strip(),), hint.strip())]
        groups.append(each[1])
        last = each.end()
    yield from bodies.cloze_groups([*pieces, text[last:]], groups, explain)
