"""Renders a formula in LaTeX as Unicode: pylatexenc parses it, and what cannot be shown leaves it as it is written.

pylatexenc is loaded with the first formula (21 ms), not before. Its own rendering drops braces, so that
`\\frac{a+b}{2}` and `a+\\frac{b}{2}` would look the same; fractions, roots, scripts and tables are therefore set here.
"""

import re
from functools import lru_cache

from quizapp.core.formulas.definitions import Definitions, defined_in, expanded, without_definitions
from quizapp.core.literal_text import FORMULA

_SIDES = (
    ("[latex]", "[/latex]"), ("[$$]", "[/$$]"), ("[$]", "[/$]"),
    ("$$", "$$"), (r"\(", r"\)"), (r"\[", r"\]"), ("$", "$"),
)  # fmt: skip
_MOST_BRACES = 300
# What is hardly ever written but in mathematics: a command of two letters, or a script on a single letter or bracket.
_SIGN = re.compile(r"\\[A-Za-z]{2}|(?<![A-Za-z]{2})(?<=[\w)}\]|'])[\^_](?:[{\\(*+]|[A-Za-z0-9]{1,2}(?![A-Za-z]))")
_GAP = re.compile(r"\[(?:\d{1,2} )?___\]|\[…\]")  # what a question shows in the place of what is asked
_PROSE = re.compile(r"[A-Za-z]{4}|\w\s+\w")


def sides_of(formula: str) -> tuple[str, str, str]:
    """Return a formula without the marks around it, and these: `$x$` is `$`, `x`, `$`."""
    for begin, end in _SIDES:
        if formula.startswith(begin) and formula.endswith(end) and len(formula) >= len(begin) + len(end):
            return begin, formula[len(begin) : len(formula) - len(end)], end
    return "", formula, ""


def is_mathematics(formula: str) -> bool:
    """Return whether a formula has what LaTeX alone has, so that its dollars or brackets are no plain text."""
    return bool(_SIGN.search(sides_of(formula)[1]))


def may_be_mathematics(formula: str, after: str) -> bool:
    """Return whether a formula beside others that are one may be one too; `after` is the letter that follows it.

    `$HOME/bin:$PATH` is none, and neither is what lies between two prices.
    """
    begin, inside, _ = sides_of(formula)
    if begin != "$":
        return True
    if after == "{" or (after.isalpha() and not inside[-1:].isalnum()):
        return "\\" in inside and after != "{"
    return _SIGN.search(inside) is not None or not _PROSE.search(inside)


def readable(formula: str, definitions: Definitions) -> str:
    """Return a formula, with or without marks around it, as Unicode; as it is written where that cannot be."""
    begin, inside, _ = sides_of(formula)
    if begin == "[latex]" and (within := FORMULA.fullmatch(inside.strip())):
        return readable(within[0], definitions)
    if "\\" in inside:
        inside = expanded(without_definitions(inside), {**definitions, **defined_in(inside)})
    shown = _rendered(inside.strip())
    return formula if shown is None else shown


@lru_cache(maxsize=512)
def _rendered(inside: str) -> str | None:
    """Return a formula as Unicode; None where a part of it is unknown, damaged or shows nothing."""
    if inside.count("{") > _MOST_BRACES:
        return None
    from pylatexenc.latexwalker import LatexWalker, LatexWalkerError  # type: ignore[import-untyped]

    gaps = _GAP.findall(inside)
    inside = _GAP.sub("\ue060", inside)
    from quizapp.core.formulas.nodes import Unknown, context, pieces_of
    from quizapp.core.formulas.pieces import joined

    try:
        nodes, _, _ = LatexWalker(inside, latex_context=context(), tolerant_parsing=False).get_latex_nodes()
        shown = joined(pieces_of(nodes))
    except (LatexWalkerError, Unknown, RecursionError, ValueError, IndexError):
        return None
    if not shown.strip() or shown.count("\ue060") != len(gaps):
        return None
    return re.sub("\ue060", lambda _: gaps.pop(0), shown)
