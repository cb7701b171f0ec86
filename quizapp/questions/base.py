"""What every kind of question has in common. A kind is one file in this folder and one line in QUESTION_KINDS."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Literal, Protocol

from quizapp.core.answer import Answer
from quizapp.core.model import Concept, Example, Rating, SectionName, doc
from quizapp.core.prediction import Form


@dataclass(frozen=True, kw_only=True)
class Question:
    """The fields that every question has; a kind's own dataclass inherits them."""

    runs: ClassVar[bool] = False  # graded by running code on this machine
    once_a_day: ClassVar[bool] = False  # comes back on another day, whatever the answer

    id: str = doc("Unique in its concept: lower case, digits, hyphens; never changes.")
    section: SectionName = doc("The section that it tests.")
    ask: str = doc("What is asked; Markdown.")
    hint: str = doc("Shown on request; a right answer with it is rated Hard.", default="")
    explain: str = doc("Shown after the answer: why.", default="")
    tags: list[str] = doc("Words to find it by.", default_factory=list)
    note: str = doc(
        "Cards of one note are siblings: only one of them is asked on a day. Left out, those of a section are.",
        default="",
    )
    media: list[str] = doc("Files in the deck's folder `media` that belong to it.", default_factory=list)


Entry = Literal["reveal", "pick", "picks", "sequence", "text", "lines", "prediction"]
"""How an answer is given: reveal (self-graded), pick one letter, pick several letters, letters in
an order, text (one line per gap), lines of text, a prediction of a figure."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A question rendered for the learner, with one seed."""

    ask: str
    entry: Entry
    options: tuple[str, ...] = ()  # lettered a, b, c ...
    prompts: tuple[str, ...] = ()  # what each answer belongs to: gaps ("gap 1"), or the left sides of a match
    code: str = ""  # a program shown under the question
    language: str = "python"
    values: tuple[str, ...] = ()  # prediction: the range that each option is, such as 1.25..2
    form: Form = "point"  # prediction: how it is asked for; the learner may change it
    slots: int = 1  # how many texts (text) or letters (sequence) the answer has


@dataclass(frozen=True, kw_only=True)
class Graded:
    """How an answer was graded. `correct` is None where the learner judges."""

    correct: bool | None
    score: float  # in [0, 1]: the share that was right
    expected: str  # the right answer, readable; Markdown
    remarks: tuple[str, ...] = ()  # such as an accepted spelling, or what was missed
    rating: Rating | None = None  # where the kind itself suggests one


Fault = tuple[str, str, str, str]
"""A fault that a question finds in itself: (field, code, message, hint)."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a question may refer to: the examples and experiments of its concept."""

    examples: Mapping[str, Example]
    experiments: Mapping[str, Any]


Runner = Callable[[str, Any], Any]


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

    def solution(self, question: Any, shown: Shown) -> Answer | None:
        """Return an answer that grade() accepts, or None if only a run knows it."""

    def grade(self, question: Any, shown: Shown, answer: Answer) -> Graded:
        """Return how `answer` is graded. Raise ValueError with a readable text if the question has no such answer."""


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
