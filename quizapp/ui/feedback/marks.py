"""The marks of right and wrong. A mark or a word says it always: colour alone is not enough."""

from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from quizapp.ui.console import Console, unicode_ok
from quizapp.ui.hanging import Hanging

Lines = list[RenderableType]


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands before something right and something wrong."""

    right: str = "✓"
    wrong: str = "✗"

    def of(self, right: bool) -> Text:
        """Return the mark in its colour."""
        return Text(self.right, style="good") if right else Text(self.wrong, style="bad")


ASCII_MARKS = Marks("+", "x")
"""For terminals whose encoding has no others."""


def marks_of(console: Console) -> Marks:
    """Return the marks that a terminal can show."""
    return Marks() if unicode_ok(console) else ASCII_MARKS


LABEL_WIDTH = 11


def labelled(label: str, body: Text, width: int = LABEL_WIDTH) -> Hanging:
    """Return a text behind a label, the texts of several labels below each other."""
    return Hanging(Text(f"{label:{width}}", style="quiet"), body)
