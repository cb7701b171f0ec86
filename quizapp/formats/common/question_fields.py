"""Builds the fields of questions from what other programs call answers, options, blanks and pairs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.formats.common.numeric_answers import NumericAnswer

FILL = "Fill in the gaps."
NO_CORRECTION = "The statement does not hold."
BLANK = "[…]"
MOST_GAPS = 50
MOST_OPTIONS = 26
MOST_DELETIONS = 200  # of a text, each of which is a question with all of it

# What a learner cannot be asked to type, or what a gap's own notation would take apart.
_NOT_TYPED = re.compile(r"[|{}\n$]|::|!\[")
_LONGEST = 120
_BRACES = re.compile(r"\{(?=\{)|\}(?=\})")

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gap:
    """What is to be filled in: the accepted answers, the first of them the best, and a hint.

    Where it is a number, `numbers` has what is accepted; a text with no other gap asks for it with its tolerance.
    """

    answers: tuple[str, ...]
    hint: str = ""
    numbers: tuple[NumericAnswer, ...] = ()


def _body(kind: str, ask: str, explain: str, **fields: Any) -> Body:
    body = {"kind": kind, "ask": ask, **fields}
    if explain:
        body["explain"] = explain
    return body


def recall(ask: str, answer: str, explain: str = "") -> Body:
    """Return a question whose answer is revealed."""
    return _body("recall", ask, explain, answer=answer)


def typed(ask: str, answers: Sequence[str], explain: str = "") -> Body:
    """Return a question whose answer is typed; the first answer is the one that is shown."""
    first, *others = dict.fromkeys(answers)
    more = {"accept": others} if others else {}
    return _body("typed", ask, explain, answer=first, **more)


def number_question(ask: str, answers: Sequence[NumericAnswer], explain: str = "") -> Body | None:
    """Return a question whose answer is a number, or None for no answers.

    Numbers with the tolerance of the first one are its answers; all others are ranges.
    """
    if not answers:
        return None
    margin = next((each.tolerance for each in answers if each.tolerance is not None), None)
    exact = [each for each in answers if margin is not None and each.tolerance == margin]
    ranges = [each for each in answers if each not in exact]
    body = typed(ask, [each.text for each in exact or ranges[:1]], explain)
    more: dict[str, Any] = {} if margin is None else {"tolerance": float(margin)}
    if ranges:
        more["between"] = [[float(each.low), float(each.high)] for each in dict.fromkeys(ranges)]
    return body | more


def true_false(ask: str, answer: bool, explain: str = "", correction: str = "") -> Body:
    """Return a statement that holds or not; a false one needs a correction: else the explanation is its correction."""
    if answer:
        return _body("true_false", ask, explain, answer=True)
    if correction:
        return _body("true_false", ask, explain, answer=False, correction=correction)
    return _body("true_false", ask, "", answer=False, correction=explain or NO_CORRECTION)


def options(
    ask: str, right: Iterable[str], wrong: Iterable[str], explain: str = "", multi: bool = False
) -> Body | None:
    """Return a choice, or a multi if several are right or `multi` is set; None if nothing is right.

    An option that stands twice is kept once, and as right where it is both. With nothing wrong to choose, one
    answer is recalled. There may be more wrong options than a question takes: `without_surplus` takes them away.
    """
    good = list(dict.fromkeys(text for each in right if (text := each.strip())))
    bad = [text for text in dict.fromkeys(each.strip() for each in wrong) if text and text not in good]
    if not good or len(good) > MOST_OPTIONS:
        return None
    if len(good) > 1 or (multi and bad):
        return _body("multi", ask, explain, answers=good, distractors=bad)
    if not bad:
        return recall(ask, good[0], explain)
    return _body("choice", ask, explain, answer=good[0], distractors=bad)


def without_surplus(body: Body) -> int:
    """Remove the wrong options beyond the limit of a question; return how many were removed."""
    room = MOST_OPTIONS - len(body.get("answers", ("",)))
    surplus = len(body.get("distractors", ())) - room
    if surplus > 0:
        del body["distractors"][room:]
    return max(surplus, 0)


def match(ask: str, pairs: Iterable[tuple[str, str]], explain: str = "") -> Body | None:
    """Return pairs to find; None where fewer than two or more than 26 of them are left, or a left side is unclear."""
    kept = list(dict.fromkeys((left.strip(), right.strip()) for left, right in pairs))
    kept = [(left, right) for left, right in kept if left and right]
    if not 2 <= len(kept) <= MOST_OPTIONS or len({left for left, _ in kept}) != len(kept):
        return None
    return _body("match", ask, explain, pairs=[{"left": left, "right": right} for left, right in kept])


def order(ask: str, lines: Sequence[str], explain: str = "") -> Body | None:
    """Return lines to put in order; None where fewer than two are different, or there are more than 26."""
    if len(set(lines)) < 2 or len(lines) > MOST_OPTIONS:
        return None
    return _body("order", ask, explain, lines=list(lines))


def cloze(pieces: Sequence[str | Gap], explain: str = "", ask: str = FILL) -> Body | None:
    """Return a text with gaps; a recall where one cannot be typed or there are over 50; None without a gap's answer."""
    gaps = [piece for piece in pieces if isinstance(piece, Gap)]
    if not gaps or any(not gap.answers or not gap.answers[0].strip() for gap in gaps):
        return None
    if len(gaps) == 1 and gaps[0].numbers:
        text = "".join(BLANK if isinstance(each, Gap) else each for each in pieces)
        return number_question(text.strip(), gaps[0].numbers, explain)
    if len(gaps) <= MOST_GAPS and all(_typable(text) for gap in gaps for text in (*gap.answers, gap.hint)):
        text = "".join(_gap(each) if isinstance(each, Gap) else plain_braces(each) for each in _apart(pieces))
        return _body("cloze", ask, explain, text=text.strip())
    shown = "".join((f"[{each.hint}]" if each.hint else BLANK) if isinstance(each, Gap) else each for each in pieces)
    return recall(shown.strip(), "\n\n".join(" / ".join(gap.answers) for gap in gaps), explain)


def cloze_groups(pieces: Sequence[str | Gap], groups: Sequence[str], explain: str = "") -> Iterator[Body]:
    """Yield a question for each group of gaps, in which those of the others are filled in; one group for each gap."""
    for group in dict.fromkeys(groups):
        own = iter(groups)
        hidden = [piece if not isinstance(piece, Gap) or next(own) == group else piece.answers[0] for piece in pieces]
        body = cloze(hidden, explain)
        if body:
            yield body


def _typable(text: str) -> bool:
    return len(text) <= _LONGEST and not _NOT_TYPED.search(text)


def _gap(gap: Gap) -> str:
    return "{{" + "|".join(gap.answers) + (f"::{gap.hint}" if gap.hint else "") + "}}"


def _apart(pieces: Sequence[str | Gap]) -> list[str | Gap]:
    """Return the pieces with a space between a gap and an adjacent brace, which would change the gap."""
    parted: list[str | Gap] = []
    for piece in pieces:
        before = parted[-1] if parted else ""
        if isinstance(piece, Gap) and isinstance(before, str) and before.endswith("{"):
            parted.append(" ")
        if isinstance(piece, str) and isinstance(before, Gap) and piece.startswith("}"):
            parted.append(" ")
        parted.append(piece)
    return parted


def plain_braces(text: str) -> str:
    """Return a text without double braces, so that none is taken for a gap."""
    return _BRACES.sub(lambda found: found[0] + " ", text)
