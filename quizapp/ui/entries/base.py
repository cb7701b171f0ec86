"""What every way of entering an answer has in common: a module in this folder, named as in core.question.Entry."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Protocol

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.question import Entry, Shown
from quizapp.questions.base import letters
from quizapp.ui.entering import Answered, Command, Entering, EntryResult, NextKey
from quizapp.ui.hanging import Hanging
from quizapp.ui.text import inline


class LineSource(Protocol):
    """Reads lines, for screen readers and dumb terminals."""

    def line(self, prompt: str = "> ") -> str:
        """Return the next line without white space around it. Raises EOFError at the end of input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryKind:
    """One way of entering an answer; each module of this folder has one, named ENTRY."""

    take: Callable[[Shown, Entering], EntryResult]
    """Read keys until there is an answer, a wish to see it, or a command; the draft keeps what was entered."""
    line_help: Callable[[Shown], str]
    """Return what to type where answers are lines."""
    take_line: Callable[[Shown, str, LineSource], EntryResult]
    """Return the answer of a line that is not empty; more lines are read where it has several."""
    picks: bool = False  # letters pick options
    types: bool = False  # keys are text, so that commands need Esc
    draws_code: bool = False  # it draws the program of the question itself
    above_code: bool = False  # it is drawn above the program of the question, as all are in a window that is too low
    compares_code: bool = False  # its feedback shows the program of the question
    needs_desk: bool = False  # programs are run and edited while they are entered


@cache
def entry_kind(name: Entry) -> EntryKind:
    """Return a way of entering an answer. Its module is imported when a question needs it."""
    entry: EntryKind = import_module(f"quizapp.ui.entries.{name}").ENTRY
    return entry


def command_of(pressed: str, key: NextKey) -> Command:
    """Return the command of a key; Esc takes the key that follows."""
    return Command(key() if pressed == "esc" else pressed)


def options_lines(shown: Shown, marked: str = "") -> list[RenderableType]:
    """Return the options with their letters; those in `marked` are shown as picked."""
    lines: list[RenderableType] = []
    for letter, option in zip(letters(len(shown.options)), shown.options, strict=True):
        box = f"[{'x' if letter in marked else ' '}] " if shown.entry == "picks" else "  "
        prefix = Text(f"{box}{letter}  ", style="accent" if letter in marked else "bold")
        lines.append(Hanging(prefix, inline(option)))
    return lines


def entry_lines(shown: Shown) -> list[RenderableType]:
    """Return the options and the gaps, for a screen that is not redrawn."""
    gaps: list[RenderableType] = [inline(f"{number}. {prompt}") for number, prompt in enumerate(shown.prompts, 1)]
    return [*gaps, *options_lines(shown)]


def picked(pressed: str, labels: str) -> str:
    """Return the letter that a key picks, itself a letter or a digit from 1 on; '' if it picks none."""
    if pressed.isdecimal() and 0 < int(pressed) <= len(labels):
        return labels[int(pressed) - 1]
    return pressed.lower() if len(pressed) == 1 and pressed.lower() in labels else ""


def option_range(shown: Shown) -> str:
    """Return the keys that pick, such as 'a to d' or 'a or b, y or n'."""
    labels = letters(len(shown.options))
    listed = f"{labels[0]} or {labels[-1]}" if len(labels) == 2 else f"{labels[0]} to {labels[-1]}"
    first = dict.fromkeys(shown.aliases.values())
    words = [next(key for key, letter in shown.aliases.items() if letter == each) for each in first]
    return ", ".join(filter(None, (listed, " or ".join(words))))


def line_of_letters(shown: Shown, line: str, source: LineSource) -> EntryResult:
    """Return the letters of a line, which may have blanks and commas between them, and digits instead of letters."""
    labels = letters(len(shown.options))
    kept = re.sub(r"[\s,.;]", "", line.lower())
    return Answered("".join(labels[int(c) - 1] if c.isdigit() and 0 < int(c) <= len(labels) else c for c in kept))


def line_for_each_gap(shown: Shown, line: str, source: LineSource) -> EntryResult:
    """Return a line as the answer, or with a further line for each further gap."""
    prompts = (shown.prompts or ("",) * shown.slots)[1 : shown.slots]
    given = [line, *(source.line(f"{prompt}> ") for prompt in prompts)]
    return Answered(line if shown.slots == 1 else given)
