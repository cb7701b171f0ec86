"""Line mode, for screen readers and dumb terminals: nothing is redrawn, and answers are lines."""

import contextlib
import re
import sys
from collections.abc import Iterator

from quizapp.core.question import Shown
from quizapp.questions.base import letters
from quizapp.settings.keymap import DEFAULTS
from quizapp.ui.entering import Answered, Command, EntryResult, Revealed
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
    helps = {
        "reveal": "Enter shows the answer",
        "pick": f"a letter, a to {letters(len(shown.options))[-1:]}",
        "picks": "the letters of all that are true, such as ac",
        "sequence": "all letters in their order, such as bca",
        "lines": "what it prints, line by line; an empty line ends it",
        "schedule": "the numbers of the programs in the order of their steps, such as 1221, or none",
        "program": "Enter shows a solution to compare with yours; then you rate yourself",
        "prediction": "a number, an interval such as 1.5..2, or a range and how sure you are, such as 2..4@80%",
    }
    return helps.get(shown.entry, "your answer")


def take_line(shown: Shown, source: LineInput) -> EntryResult:
    """Read an answer, a wish to see it, or a command, from one line or more."""
    labels = letters(len(shown.options))
    line = source.line()
    if (command := _command(shown, line)) is not None:
        return command
    if not line or shown.entry == "program":  # here nothing is run: the learner compares
        return Revealed()
    if shown.entry in ("pick", "picks", "sequence"):
        return Answered(_letters(line, labels))
    if shown.entry == "lines":
        return Answered(_until_empty(source, line))
    given = [line] + [source.line(f"{prompt}> ") for prompt in (shown.prompts or ("",) * shown.slots)[1 : shown.slots]]
    return Answered(given[0] if shown.slots == 1 else given)


def _command(shown: Shown, line: str) -> Command | None:
    """Return the command that a line names, or None."""
    word = line.lower()
    if word in DEFAULTS and DEFAULTS[word] not in ("space", "1", "2", "3", "4"):
        return Command(DEFAULTS[word])
    if shown.entry in ("pick", "picks", "sequence", "reveal", "schedule", "program") and word in ("?", "q", "u"):
        return Command(word)
    return None


def _letters(line: str, labels: str) -> str:
    kept = re.sub(r"[\s,.;]", "", line.lower())
    return "".join(labels[int(c) - 1] if c.isdigit() and 0 < int(c) <= len(labels) else c for c in kept)


def _until_empty(source: LineInput, line: str) -> str:
    given = []
    while line:
        given.append(line)
        line = source.line()
    return "\n".join(given)
