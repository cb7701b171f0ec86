"""Entering an answer: what was entered so far, what it is entered with, and the results."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from rich.console import RenderableType

from quizapp.core.answer import ProgramAnswer
from quizapp.core.prediction import Form
from quizapp.ui.text_field import TextField

if TYPE_CHECKING:
    from quizapp.ui.program_draft import ProgramDesk, ProgramDraft

SHOW_ANSWER = "show the answer"

Draw = Callable[[list[RenderableType], str], None]
"""Draws the lines of the entry under the question, with a line of help."""


class NextKey(Protocol):
    """Reads the keyboard."""

    def __call__(self, own: Collection[str] = (), /) -> str:
        """Return the next key. Keys of `own` come through where they would scroll the screen otherwise."""


@dataclass(slots=True)
class Draft:
    """What was entered so far. It outlives a hint, a page, an answer that cannot be read and a refused consent."""

    fields: list[TextField] = field(default_factory=list)  # a text for each gap, or for each line
    at: int = 0  # the field that has the cursor
    letters: str = ""  # options that are marked, or placed in an order
    program: "ProgramDraft | None" = None  # how far the learner is with a program, whose lines are the fields
    form: Form | None = None  # of a prediction, once the learner chose another than the one it is asked in

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return not (self.letters or self.at or any(each.text for each in self.fields))


Given = str | list[str] | ProgramAnswer
"""What was entered: letters, text, a prediction, a list with a text for each gap, or a program; see `read_answer`."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The learner gave an answer."""

    answer: Given


@dataclass(frozen=True, slots=True)
class Revealed:
    """The learner wants to see the answer."""


@dataclass(frozen=True, slots=True)
class Command:
    """The learner pressed the key of a command instead, such as u, perhaps after Esc."""

    key: str


EntryResult = Answered | Revealed | Command


@dataclass(frozen=True, slots=True)
class Entering:
    """A draft with the keyboard and the screen."""

    key: NextKey
    draw: Draw
    draft: Draft
    desk: "ProgramDesk | None" = None  # for a program: what runs and edits it
    nothing: str = SHOW_ANSWER  # what giving no answer does
