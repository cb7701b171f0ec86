"""typed: the learner types a short answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from quizapp.core.answer import Answer
from quizapp.core.model import doc
from quizapp.core.question import Question, Shown
from quizapp.questions import numeric
from quizapp.questions.base import Fault, Graded, Surroundings, plain_text
from quizapp.questions.spelling import judge, part_of, remark

NAME = "typed"
ABOUT = "types a short answer; close spellings are accepted and shown"
EXAMPLE = """\
- id: module
  kind: typed
  section: how
  ask: Which module of the standard library starts processes?
  answer: multiprocessing
  accept: [the multiprocessing module]
"""


@dataclass(frozen=True, kw_only=True)
class Typed(Question):
    """A short answer to type."""

    answer: str = doc("The answer.")
    accept: list[str] = doc("Other answers that are right too.", default_factory=list)
    tolerance: float | None = doc(
        "How far a number may be from `answer`, or from a number of `accept`; 0: `3.0` is right for 3.", default=None
    )
    between: list[list[float]] = doc(
        "Ranges such as [1, 5]: a number within one, its ends included, is right.", default_factory=list
    )
    case: bool = doc("Whether capital letters matter, as in the name of a class.", default=False)


MODEL = Typed


def faults(question: Typed) -> Iterator[Fault]:
    """Yield what is wrong with the question in itself."""
    if not question.answer.strip():
        yield ("answer", "empty-answer", "the answer is empty", "Write the answer.")
    if question.tolerance is not None:
        if question.tolerance < 0:
            yield ("tolerance", "negative-tolerance", f"the tolerance is {question.tolerance:g}", "It is at least 0.")
        if not any(numeric.numbers_in(each) for each in (question.answer, *question.accept)):
            yield ("tolerance", "tolerance-without-number", "no answer is a number", "Remove it, or answer a number.")
    if any(len(ends) != 2 or ends[0] > ends[1] for ends in question.between):
        yield ("between", "wrong-range", "a range is not two numbers, the smaller first", "Write it like [1, 5].")


def references(question: Typed) -> Iterator[tuple[str, str, str]]:
    """A typed question refers to nothing."""
    yield from ()


def show(question: Typed, around: Surroundings, random: Random) -> Shown:
    """Return the question as shown."""
    return Shown(ask=question.ask, entry="text")


def as_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stored question as one text that asks and one that answers."""
    return plain_text(body)


def solution(question: Typed, shown: Shown) -> Answer:
    """Return the answer."""
    return question.answer


def grade(question: Typed, shown: Shown, answer: Answer) -> Graded:
    """Return whether the answer is right, a slip of the fingers included."""
    if not isinstance(answer, str):
        raise ValueError("the answer is a text")
    from quizapp.core.answer_difference import PartsDifference

    if (given := numeric.numbers_in(answer)) and (question.tolerance is not None or question.between):
        return _graded_number(question, answer, given)
    judged = judge(answer, [question.answer, *question.accept], case=question.case)
    right, said = judged.verdict != "wrong", remark(answer, judged)
    return Graded(
        correct=right,
        score=float(right),
        expected=_expected(question),
        remarks=(said,) if said else (),
        difference=PartsDifference(of="text", parts=(part_of(answer, judged),)),
    )


def _expected(question: Typed) -> str:
    return numeric.described(question.answer, question.tolerance, question.between)


def _graded_number(question: Typed, typed: str, given: tuple[Decimal, ...]) -> Graded:
    """Return whether a number is within the tolerance of an answer, or in a range; its spelling does not count."""
    from quizapp.core.answer_difference import Part, PartsDifference

    answers = (question.answer, *question.accept)
    exact = numeric.is_within(given, answers, 0.0)
    right = (
        exact
        or numeric.is_within(given, answers, question.tolerance)
        or numeric.is_between(given, question.between)
    )  # fmt: skip
    said = () if exact else (f"{'accepted; ' if right else ''}you typed *{typed.strip()}*",)
    part = Part(given=typed.strip(), expected=_expected(question), right=right)
    return Graded(
        correct=right, score=float(right), expected=_expected(question), remarks=said,
        difference=PartsDifference(of="text", parts=(part,)),
    )  # fmt: skip
