"""recall: the learner answers in their head, reveals, and rates themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from quizapp.core.answer import Answer
from quizapp.core.model import doc
from quizapp.core.question import Question, Shown
from quizapp.questions.base import Fault, Graded, Surroundings, plain_text

NAME = "recall"
ABOUT = "answers in their head, reveals, and rates themselves"
EXAMPLE = """\
- id: what-is-a-process
  kind: recall
  section: what
  ask: What is a process?
  answer: A running program with its own memory space and system resources.
"""


@dataclass(frozen=True, kw_only=True)
class Recall(Question):
    """A question whose answer is revealed."""

    answer: str = doc("What a good answer says; Markdown.")


MODEL = Recall


def faults(question: Recall) -> Iterator[Fault]:
    """Yield what is wrong with the question in itself."""
    if not question.answer.strip():
        yield ("answer", "empty-answer", "the answer is empty", "Write what a good answer says.")


def references(question: Recall) -> Iterator[tuple[str, str, str]]:
    """A recall refers to nothing."""
    yield from ()


def show(question: Recall, around: Surroundings, random: Random) -> Shown:
    """Return the question as shown."""
    return Shown(ask=question.ask, entry="reveal")


def as_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stored question as one text that asks and one that answers."""
    return plain_text(body)


def solution(question: Recall, shown: Shown) -> Answer:
    """Return the answer."""
    return question.answer


def grade(question: Recall, shown: Shown, answer: Answer) -> Graded:
    """The learner judges; the answer is shown."""
    return Graded(correct=None, score=0.0, expected=question.answer)
