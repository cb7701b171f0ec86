"""Anki's deletions: {{c1::answer}} and {{c1::answer::hint}}; each number is a card."""

import re
from collections.abc import Callable, Iterator

from quizapp.formats.common import question_fields
from quizapp.formats.common.balanced import INSIDE

HAS_CLOZE = re.compile(r"\{\{c\d{1,3}::")
_CLOZE = re.compile(rf"\{{\{{c(\d{{1,3}})::({INSIDE})\}}\}}", re.DOTALL)


def numbered_bodies(text: str, left_out: Callable[[str], None], explain: str = "") -> Iterator[question_fields.Body]:
    """Yield a question for each number of a text's deletions; those with other numbers are filled in.

    `left_out` is called for deletions without a question.
    """
    found = list(_CLOZE.finditer(text))
    if (more := len(found) - question_fields.MOST_DELETIONS) > 0:
        left_out(f"what a text has beyond {question_fields.MOST_DELETIONS} deletions, {more} more,")
    pieces: list[str | question_fields.Gap] = []
    groups: list[str] = []
    last = 0
    for each in found[: question_fields.MOST_DELETIONS]:
        answer, _, hint = each[2].partition("::")
        pieces += [text[last : each.start()], question_fields.Gap((answer.strip(),), hint.strip())]
        groups.append(each[1])
        last = each.end()
    yield from question_fields.cloze_groups([*pieces, text[last:]], groups, explain)
