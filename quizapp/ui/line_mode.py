"""Line mode, for screen readers and dumb terminals: nothing is redrawn, and answers are lines."""

import contextlib
import sys
from collections.abc import Iterator

from quizapp.core.question import Shown
from quizapp.settings.keymap import DEFAULTS
from quizapp.ui.entering import Command, EntryResult, Revealed
from quizapp.ui.entries.base import EntryKind, entry_kind
from quizapp.ui.escape import visible


class LineInput:
    """A keyboard whose input comes in lines, with the interface of Keys."""

    def __enter__(self) -> "LineInput":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """Do nothing: the terminal is always in its ordinary mode."""
        yield

    def next(self) -> str:
        """Return a line as a key: its first character, the key of a command for its name, enter for an empty line."""
        line = self.line()
        return DEFAULTS.get(line.lower(), line[:1]) if line else "enter"

    def line(self, prompt: str = "> ") -> str:
        """Return the next line without white space around it. Raises EOFError at the end of input."""
        sys.stdout.write(visible(prompt))
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()


INTRODUCTION = """\
Answer with a line; Enter alone shows the answer.
Commands are lines too: undo, hint, read, quit. keys lists them all."""


def line_help(shown: Shown) -> str:
    """Return what to type for a question."""
    return entry_kind(shown.entry).line_help(shown)


def take_line(shown: Shown, source: LineInput) -> EntryResult:
    """Read an answer, a wish to see it, or a command, from one line or more."""
    line, entry = source.line(), entry_kind(shown.entry)
    if (command := _command(entry, line)) is not None:
        return command
    return entry.take_line(shown, line, source) if line else Revealed()


def _command(entry: EntryKind, line: str) -> Command | None:
    """Return the command that a line names, or None."""
    word = line.lower()
    if word in DEFAULTS and DEFAULTS[word] not in ("space", "1", "2", "3", "4"):
        return Command(DEFAULTS[word])
    return Command(word) if not entry.types and word in ("?", "q", "u") else None
