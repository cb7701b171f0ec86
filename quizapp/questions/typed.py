"""typed: the learner types a short answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from quizapp.core.answer import Answer
from quizapp.core.model import doc
from quizapp.core.question import Question, Shown
from quizapp.questions.base import Fault, Graded, Surroundings
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
    case: bool = doc("Whether capital letters matter, as in the name of a class.", default=False)


MODEL = Typed


def faults(question: Typed) -> Iterator[Fault]:
    """Yield what is wrong with the question in itself."""
    if not question.answer.strip():
        yield ("answer", "empty-answer", "the answer is empty", "Write the answer.")


def references(question: Typed) -> Iterator[tuple[str, str, str]]:
    """A typed question refers to nothing."""
    yield from ()


def show(question: Typed, around: Surroundings, random: Random) -> Shown:
    """Return the question as shown."""
    return Shown(ask=question.ask, entry="text")


def solution(question: Typed, shown: Shown) -> Answer:
    """Return the answer."""
    return question.answer


def grade(question: Typed, shown: Shown, answer: Answer) -> Graded:
    """Return whether the answer is right, a slip of the fingers included."""
    if not isinstance(answer, str):
        raise ValueError("the answer is a text")
    from quizapp.core.answer_difference import PartsDifference

    judged = judge(answer, [question.answer, *question.accept], case=question.case)
    right, said = judged.verdict != "wrong", remark(answer, judged)
    return Graded(
        correct=right,
        score=float(right),
        expected=question.answer,
        remarks=(said,) if said else (),
        difference=PartsDifference(of="text", parts=(part_of(answer, judged),)),
    )
