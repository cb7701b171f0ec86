"""true_false: the learner says whether a statement holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from quizapp.core.answer import Answer
from quizapp.core.model import doc
from quizapp.core.question import Question, Shown
from quizapp.questions.base import Fault, Graded, Surroundings
from quizapp.questions.option_picking import pick_one

NAME = "true_false"
ABOUT = "says whether a statement holds; a false one carries its correction"
EXAMPLE = """\
- id: threads-share-memory
  kind: true_false
  section: what
  ask: Each thread has a memory space of its own.
  answer: false
  correction: The threads of a process share its memory; only the stacks are separate.
"""

OPTIONS = ("True", "False")
ALIASES = {"t": "a", "y": "a", "f": "b", "n": "b"}
_WORDS = {"t": True, "true": True, "y": True, "yes": True, "f": False, "false": False, "n": False, "no": False}


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    """A statement that holds or does not."""

    answer: bool = doc("Whether the statement holds.")
    correction: str = doc("What holds instead; needed where the statement is false.", default="")


MODEL = TrueFalse


def faults(question: TrueFalse) -> Iterator[Fault]:
    """Yield what is wrong with the question in itself."""
    if not question.answer and not question.correction.strip():
        yield (
            "answer",
            "true-false-no-correction",
            "a false statement has no correction",
            "Add `correction:` with what is true instead, so that nobody learns the false statement.",
        )


def references(question: TrueFalse) -> Iterator[tuple[str, str, str]]:
    """A statement refers to nothing."""
    yield from ()


def show(question: TrueFalse, around: Surroundings, random: Random) -> Shown:
    """Return the statement; True and False keep their places."""
    return Shown(ask=question.ask, entry="pick", options=OPTIONS, aliases=ALIASES)


def as_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stored question as one text that asks and one that answers."""
    answer = "True" if body["answer"] else f"False. {body.get('correction', '')}".strip()
    return str(body["ask"]), answer


def solution(question: TrueFalse, shown: Shown) -> Answer:
    """Return the letter of the right option."""
    return "a" if question.answer else "b"


def _said(answer: Answer) -> bool:
    if isinstance(answer, bool):
        return answer
    if isinstance(answer, str) and answer.strip().lower() in _WORDS:
        return _WORDS[answer.strip().lower()]
    return pick_one(OPTIONS, answer) == "True"


def grade(question: TrueFalse, shown: Shown, answer: Answer) -> Graded:
    """Return whether the statement was judged correctly."""
    from quizapp.core.answer_difference import OptionsDifference

    said = _said(answer)
    right = said == question.answer
    expected = "True" if question.answer else f"False. {question.correction}"
    difference = OptionsDifference(
        picked=(said, not said),
        right=(question.answer, not question.answer),
        note="" if question.answer else question.correction,
    )
    return Graded(correct=right, score=float(right), expected=expected, difference=difference)
