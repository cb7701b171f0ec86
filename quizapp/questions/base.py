"""What every kind of question has in common. A kind is one file in this folder and one line in QUESTION_KINDS."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Protocol

from quizapp.core.answer import Answer
from quizapp.core.model import Concept, Example, Experiment, Rating
from quizapp.core.question import Shown

if TYPE_CHECKING:
    from quizapp.core.answer_difference import GradedDifference


@dataclass(frozen=True, kw_only=True)
class Graded:
    """How an answer was graded. `correct` is None where the learner judges.

    `remarks` say in words what `difference` shows; `notes` say anything else.
    """

    correct: bool | None
    score: float  # in [0, 1]: the share that was right
    expected: str  # the right answer, readable; Markdown
    remarks: tuple[str, ...] = ()  # such as an accepted spelling, or what was missed
    notes: tuple[str, ...] = ()  # such as that a program was run
    difference: "GradedDifference | None" = None  # None where there is nothing to compare
    rating: Rating | None = None  # where the kind itself suggests one
    rateable: bool = True  # False: a measurement gave no verdict, so that nothing is rated


Fault = tuple[str, str, str, str]
"""A fault that a question finds in itself: (field, code, message, hint)."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a question may refer to: the examples and experiments of its concept."""

    examples: Mapping[str, Example]
    experiments: Mapping[str, Experiment]


class Kind(Protocol):
    """What a module of questions/ offers; the module itself is registered in QUESTION_KINDS."""

    NAME: str
    MODEL: type[Any]  # a frozen dataclass derived from Question
    ABOUT: str  # one line: what the learner does, for the reference page
    EXAMPLE: str  # a small valid question in YAML, for the reference page

    def faults(self, question: Any) -> Iterator[Fault]:
        """Yield the faults of a question that its model cannot see."""

    def references(self, question: Any) -> Iterator[tuple[str, str, str]]:
        """Yield (field, "example" or "experiment", name) for each thing it refers to."""

    def show(self, question: Any, around: Surroundings, random: Random) -> Shown:
        """Return the question as shown; options are shuffled by `random`."""

    def as_text(self, body: Mapping[str, Any]) -> tuple[str, str]:
        """Return the stored question as one text that asks and one that answers, for formats with only two sides."""

    def solution(self, question: Any, shown: Shown) -> Answer | None:
        """Return an answer that grade() accepts, or None if only a run knows it."""

    def grade(self, question: Any, shown: Shown, answer: Answer) -> Graded:
        """Return how `answer` is graded. Raise ValueError with a readable text if the question has no such answer."""


def plain_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a stored question asks, and its field `answer`."""
    return str(body["ask"]), str(body.get("answer", ""))


def listed(ask: str, items: Sequence[str]) -> str:
    """Return what is asked with a list of items below."""
    return "\n".join([ask, "", *(f"- {each}" for each in items)])


def letters(count: int) -> str:
    """Return the letters that label `count` options, at most 26."""
    return "abcdefghijklmnopqrstuvwxyz"[:count]


def letter_of(options: Sequence[str], option: str) -> str:
    """Return the letter under which `option` is shown."""
    return letters(len(options))[list(options).index(option)]


def surroundings(concept: Concept) -> Surroundings:
    """Return what a question of this concept may refer to."""
    return Surroundings(
        examples=concept.examples, experiments={experiment.id: experiment for experiment in concept.experiments}
    )
