"""A question, as a deck has it and as it is shown; the kinds of questions are in quizapp.questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from quizapp.core.model import SectionName, doc
from quizapp.core.prediction import Form

if TYPE_CHECKING:
    from quizapp.core.interleaving.solver import ScheduleTask

# Fields of a stored question that the learner edited, which no deck has: see `quizapp.usecases.deck_import.own_edits`.
EDIT_MARKS = ("edited", "edited_from")


@dataclass(frozen=True, kw_only=True)
class Question:
    """The fields that every question has; a kind's own dataclass inherits them."""

    runs: ClassVar[bool] = False  # graded by running code on this machine
    needs_code: ClassVar[bool] = False  # answering it runs code on this machine, be it the learner's own
    once_a_day: ClassVar[bool] = False  # comes back on another day, whatever the answer
    takes_minutes: ClassVar[bool] = False  # a slow answer is as good as a quick one

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
    was: str = doc(
        "The first id that it had, where its id or its concept changed: `id`, `concept/id` or `deck/concept/id`. It"
        " keeps its history.",
        default="",
    )
    media: list[str] = doc("Files in the deck's folder `media` that belong to it.", default_factory=list)


Entry = Literal["reveal", "pick", "picks", "sequence", "text", "lines", "prediction", "schedule", "program"]
"""How an answer is given: reveal (self-graded), pick one letter, pick several letters, letters in
an order, text (one line per gap), lines of text, a prediction of a figure, a schedule of programs, a program."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A question rendered for the learner, with one seed."""

    ask: str
    entry: Entry
    options: tuple[str, ...] = ()  # lettered a, b, c ...
    aliases: Mapping[str, str] = field(default_factory=dict)  # other keys that pick an option, such as y for a
    prompts: tuple[str, ...] = ()  # what each answer belongs to: gaps ("gap 1"), or the left sides of a match
    code: str = ""  # a program shown under the question
    language: str = "python"
    values: tuple[str, ...] = ()  # prediction: the range that each option is, such as 1.25..2
    form: Form = "point"  # prediction: how it is asked for; the learner may change it
    from_zero: bool = False  # prediction: whether the figure can be 0
    revealed: str = ""  # what is shown instead of an answer that only a run knows; Markdown
    task: "ScheduleTask | None" = None  # schedule: the programs, and what is to be reached
    slots: int = 1  # how many texts (text) or letters (sequence) the answer has
