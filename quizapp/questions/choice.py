"""choice: the learner picks one of several."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from quizapp.core.answer import Answer
from quizapp.core.model import doc
from quizapp.core.question import Question, Shown
from quizapp.questions.base import Fault, Graded, Surroundings, letter_of, listed
from quizapp.questions.option_picking import pick_one, shuffled

NAME = "choice"
ABOUT = "picks one of several"
EXAMPLE = """\
- id: own-memory
  kind: choice
  section: what
  ask: What does each process have of its own?
  answer: A memory space
  distractors: [A processor core, A copy of the operating system]
  explain: The operating system gives every process its own address space.
"""


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """One right option among wrong ones."""

    answer: str = doc("The right option.")
    distractors: list[str] = doc("Wrong options; real misconceptions make the best.")


MODEL = Choice


def faults(question: Choice) -> Iterator[Fault]:
    """Yield what is wrong with the question in itself."""
    wrong = question.distractors
    if question.answer in wrong:
        yield (
            "distractors",
            "choice-answer-among-distractors",
            f"the answer `{question.answer}` is among the distractors",
            "Remove it there: a right option cannot be wrong too.",
        )
    if not wrong:
        yield ("distractors", "choice-no-distractors", "there is nothing to choose from", "Add wrong options.")
    if len(set(wrong)) != len(wrong):
        yield ("distractors", "choice-duplicate-distractors", "a distractor occurs twice", "Remove one of them.")
    if len(wrong) > 25:
        yield ("distractors", "too-many-options", "there are more than 26 options", "Keep the best few.")
    if not question.answer.strip():
        yield ("answer", "empty-answer", "the answer is empty", "Write the right option.")


def references(question: Choice) -> Iterator[tuple[str, str, str]]:
    """A choice refers to nothing."""
    yield from ()


def show(question: Choice, around: Surroundings, random: Random) -> Shown:
    """Return the question with its options shuffled."""
    return Shown(ask=question.ask, entry="pick", options=shuffled([question.answer, *question.distractors], random))


def as_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stored question as one text that asks and one that answers."""
    return listed(body["ask"], sorted([body["answer"], *body.get("distractors", [])])), body["answer"]


def solution(question: Choice, shown: Shown) -> Answer:
    """Return the letter of the right option."""
    return letter_of(shown.options, question.answer)


def grade(question: Choice, shown: Shown, answer: Answer) -> Graded:
    """Return whether the right option was picked."""
    from quizapp.core.answer_difference import options_difference

    picked = pick_one(shown.options, answer)
    right = picked == question.answer
    expected = f"{letter_of(shown.options, question.answer)}. {question.answer}"
    difference = options_difference([picked], [question.answer], shown.options)
    return Graded(correct=right, score=float(right), expected=expected, difference=difference)
