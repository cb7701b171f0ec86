"""The deletions of Obsidian's spaced repetition plugin: ==highlights==, **bold** and {{braces}}."""

import re
from collections.abc import Iterator

from quizapp.core.formulas.readable import is_mathematics
from quizapp.core.literal_text import FORMULA
from quizapp.formats.common import question_fields
from quizapp.formats.common.balanced import INSIDE
from quizapp.formats.common.text_source import ProblemLog

CLOZES = ("==",)
# Nothing is searched past the next mark, so that a line of marks without partners is read once.
_PATTERNS = {
    "==": r"==(?=[^\s=])((?:(?!==).){1,1000})(?<=\S)==",
    "**": r"\*\*(?=[^\s*])((?:(?!\*\*).){1,1000})(?<=\S)\*\*",
    "{{": rf"\{{\{{(?=[^\s{{])({INSIDE})(?<=\S)\}}\}}",
}
# Fences, whose backticks have none after them in their line, and runs of backticks up to one as long.
_CODE = re.compile(
    r"(?ms)^(~~~++|```++(?![^\n]*`))[^\n]{0,500}\n.*?(?:^\1[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(`{1,9}+)(?!`)[^\n]{1,1000}?(?<!`)\2(?!`)"
)
_PARTS = re.compile(r"(?:(\d{1,6});;)?(.*?)(?:;;(.*))?", re.DOTALL)


def masked(text: str) -> str:
    """Return a text of the same length in which code is blanked, so that nothing in it is taken for notation."""
    return _CODE.sub(lambda found: re.sub(r"[^\n]", "\0", found[0]), text) if "`" in text or "~~~" in text else text


def masked_formulas(text: str, mark: str) -> str:
    """Return a text of the same length without its code, and without formulas in which the mark is their own.

    `==` is where it has no partner in the formula; `::` is where the formula has what LaTeX alone has.
    """

    def blanked(found: re.Match[str]) -> str:
        own = found[0].count(mark) % 2 if mark == "==" else is_mathematics(found[0])
        return re.sub(r"[^\n]", "\0", found[0]) if own and mark in found[0] else found[0]

    plain = masked(text)
    return FORMULA.sub(blanked, plain) if ("$" in plain or "\\" in plain) and mark in plain else plain


def cloze_bodies(text: str, clozes: frozenset[str], line: int, notes: ProblemLog) -> Iterator[question_fields.Body]:
    """Yield a question for each deletion, or for each number where deletions are numbered; `line` is the block's."""
    pattern = "|".join(_PATTERNS[each] for each in ("==", "**", "{{") if each in clozes)
    found = list(re.finditer(pattern, masked_formulas(text, "=="))) if pattern else []
    pieces: list[str | question_fields.Gap] = []
    groups: list[str] = []
    last = 0
    if (more := len(found) - question_fields.MOST_DELETIONS) > 0:
        notes.unplaced(f"what a block has beyond {question_fields.MOST_DELETIONS} deletions, {more} more,", line)
    for index, each in enumerate(found[: question_fields.MOST_DELETIONS]):
        number, answer, hint = _parts(text[each.start() : each.end()][2:-2])
        pieces += [text[last : each.start()], question_fields.Gap((answer,), hint)]
        groups.append(number or f"alone {index}")
        last = each.end()
    pieces.append(text[last:])
    yield from question_fields.cloze_groups(pieces, groups)


def _parts(inside: str) -> tuple[str, str, str]:
    found = _PARTS.fullmatch(inside)
    return (found[1] or "", found[2], found[3] or "") if found else ("", inside, "")
