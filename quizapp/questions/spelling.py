"""Close spellings: a typing slip is accepted, another word with a similar spelling is not.

A slip rarely makes a word. What was typed counts as a slip only if it is near the answer and is not a known word that
means something else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from quizapp.core.literal_text import FORMULA, without_escapes
from quizapp.questions.folding import folded
from quizapp.questions.word_list import unpacked

if TYPE_CHECKING:
    from quizapp.core.answer_difference import Part

Verdict = Literal["exact", "close", "wrong"]


@dataclass(frozen=True, slots=True)
class Judged:
    """How a typed answer compares, and with which accepted answer."""

    verdict: Verdict
    nearest: str


def plain(text: str, *, case: bool = False) -> str:
    """Return a text without spacing, quotes, articles and outer punctuation, which do not affect the spelling.

    Capital letters do not either, unless `case` is true. The minus of a number stays.
    """
    bare = folded(without_escapes(text))
    bare = re.sub(r"[`\"*]", "", bare if case else bare.casefold())
    bare = re.sub(r"(?:(?!(?<!\w)-\d)[-\s])+", " ", bare).strip(" .,;:!?'")
    return re.sub(r"^(?:a|an|the) ", "", bare)


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return known words: typing one of them instead of the answer is not a slip."""
    return frozenset(unpacked((files("quizapp.questions") / "words.txt").read_text("utf-8")))


def _allowed(length: int) -> int:
    return 0 if length < 4 else 1 if length < 8 else 2


def _same_but_number(one: str, other: str) -> bool:
    return one + "s" == other or other + "s" == one or one + "es" == other or other + "es" == one


def _slip(given: str, wanted: str) -> bool:
    from rapidfuzz.distance import OSA

    if re.sub(r"\D", "", given) != re.sub(r"\D", "", wanted) or given.casefold() == wanted.casefold():
        return False  # other digits, or other capital letters where these matter
    if _same_but_number(given, wanted):
        return True
    if given[:1] != wanted[:1] and given[:2] != wanted[:2][::-1]:
        return False
    limit = _allowed(len(wanted))
    return 0 < OSA.distance(given, wanted, score_cutoff=limit) <= limit


def _words_slip(given: str, wanted: str) -> bool:
    """Return whether every word is the same or a slip, and no slip is another known word."""
    typed, right = given.split(), wanted.split()
    if len(typed) != len(right):
        joined_given, joined_right = given.replace(" ", ""), wanted.replace(" ", "")
        return joined_given == joined_right
    pairs = [(t, r) for t, r in zip(typed, right, strict=True) if t != r]
    return all(_slip(t, r) and (_same_but_number(t, r) or t not in known_words()) for t, r in pairs)


def _same_formula(given: str, answer: str) -> bool:
    """Return whether a text is an answer's formulas as LaTeX, with or without its marks, or as they are shown."""
    if not FORMULA.search(answer):
        return False
    from quizapp.core.formulas.readable import readable

    def shown(text: str) -> str:
        return re.sub(r"\s", "", plain(FORMULA.sub(lambda found: readable(found[0], {}), text)))

    return shown(answer) in (shown(given), shown(f"${given.strip()}$"))


def judge(given: str, accepted: Iterable[str], *, case: bool = False) -> Judged:
    """Compare `given` with the accepted answers: equal to one, a slip of one, or wrong."""
    answers = list(accepted)
    typed = plain(given, case=case)
    for answer in answers:
        if typed == plain(answer, case=case):
            return Judged("exact", answer)
    for answer in answers:
        if ("$" in answer or "\\" in answer) and _same_formula(given, answer):
            return Judged("exact", answer)
    for answer in answers:
        if typed and _words_slip(typed, plain(answer, case=case)):
            return Judged("close", answer)
    return Judged("wrong", answers[0])


def part_of(given: str, judged: Judged, label: str = "") -> "Part":
    """Return a typed answer next to the accepted answer that it was compared with."""
    from quizapp.core.answer_difference import Part

    return Part(given=given.strip(), expected=judged.nearest, right=judged.verdict != "wrong", label=label)


def remark(given: str, judged: Judged) -> str:
    """Return the difference in words, or '' if there is none to show."""
    if judged.verdict == "close":
        return f"accepted; it is spelt **{judged.nearest}**, you typed *{given.strip()}*"
    return "" if judged.verdict == "exact" else f"you typed *{given.strip() or 'nothing'}*"
