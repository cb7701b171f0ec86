"""Turns the texts of a new card into a question: what a person types becomes the body of a kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.core.did_you_mean import did_you_mean
from quizapp.errors import ExitCode, QuizError

KINDS = ("recall", "typed", "cloze", "choice", "multi", "true_false", "order")
"""Kinds that a front and a back can say; the others are written in an editor."""

_GAP = re.compile(r"\{\{.+?\}\}", re.DOTALL)
_SEPARATOR = re.compile(r"\t| :: ")
_TRUE, _FALSE = ("true", "yes"), ("false", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOptions:
    """What all cards that are added together have in common."""

    kind: str = ""  # empty: cloze where the front has gaps, recall otherwise
    tags: tuple[str, ...] = ()
    section: str = "what"  # of a concept


def read_lines(text: str) -> list[list[str]]:
    """Return the texts of each card of a text: a line for a card, its texts separated by a tab or ` :: `.

    Empty lines are skipped; `\\n` in a line is a new line of the card.
    """
    lines = (line.strip("\r\n") for line in text.split("\n"))
    return [[part.strip().replace("\\n", "\n") for part in _SEPARATOR.split(line)] for line in lines if line.strip()]


def question_body(texts: Sequence[str], options: CardOptions) -> dict[str, Any]:
    """Return the body of a question, without its id. Raises QuizError (exit code 2) for texts that are no card."""
    front, *backs = (text.strip() for text in texts)
    kind = options.kind.replace("-", "_") or ("cloze" if _GAP.search(front) else "recall")
    if kind not in KINDS:
        hint = f"{did_you_mean(kind, KINDS, '')} Other kinds are written in an editor: quizapp add".strip()
        raise QuizError(f"A card of kind `{kind}` cannot be added from texts.", hint, ExitCode.USAGE)
    if not front:
        raise QuizError("The front of the card is empty.", "Write: quizapp add FRONT BACK", ExitCode.USAGE)
    body = {"kind": kind, **_fields(kind, front, [back for back in backs if back])}
    return body | ({"tags": list(options.tags)} if options.tags else {})


def _fields(kind: str, front: str, backs: list[str]) -> dict[str, Any]:
    if kind == "cloze":
        _check(
            bool(_GAP.search(front)), "A cloze has a gap in double braces.", 'quizapp add "Threads {{share}} memory."'
        )
        return {"text": front} | ({"explain": "\n".join(backs)} if backs else {})
    _check(bool(backs), f"The card `{front}` has no back.", "quizapp add FRONT BACK")
    if kind in ("recall", "typed"):
        more = {"accept": backs[1:]} if kind == "typed" and len(backs) > 1 else {}
        return {"ask": front, "answer": backs[0] if kind == "typed" else "\n".join(backs)} | more
    if kind == "choice":
        _check(len(backs) > 1, "A choice has a right option and wrong ones.", "quizapp add FRONT RIGHT WRONG WRONG")
        return {"ask": front, "answer": backs[0], "distractors": backs[1:]}
    if kind == "true_false":
        return {"ask": front} | _statement(backs)
    return _several(kind, front, backs)


def _statement(backs: list[str]) -> dict[str, Any]:
    said = backs[0].casefold()
    _check(said in _TRUE + _FALSE, f"`{backs[0]}` is neither true nor false.", "quizapp add STATEMENT true")
    if said in _TRUE:
        return {"answer": True}
    _check(len(backs) > 1, "A false statement has its correction.", "quizapp add STATEMENT false CORRECTION")
    return {"answer": False, "correction": "\n".join(backs[1:])}


def _several(kind: str, front: str, backs: list[str]) -> dict[str, Any]:
    lines = backs if len(backs) > 1 else backs[0].split("\n")
    if kind == "order":
        _check(len(lines) > 1, "An order has two lines or more.", "quizapp add FRONT FIRST SECOND --kind order")
        return {"ask": front, "lines": lines, "language": "text"}
    right = [line[1:].strip() for line in lines if line.startswith("+")]
    wrong = [line.removeprefix("-").strip() for line in lines if not line.startswith("+")]
    _check(bool(right), "No option is marked as true.", "Mark each with a plus: quizapp add FRONT +RIGHT +RIGHT WRONG")
    return {"ask": front, "answers": right, "distractors": wrong}


def _check(holds: bool, message: str, usage: str) -> None:
    if not holds:
        hint = usage if usage.startswith("Mark") else f"Write: {usage}"
        raise QuizError(message, hint, ExitCode.USAGE)
