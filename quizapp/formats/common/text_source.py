"""Decodes the text of a file: encoding, line ends, damaged characters."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from quizapp.errors import Location, Problem
from quizapp.formats.common.mojibake import repair

MOST_BYTES = 20 * 1024 * 1024
MOST_PROBLEMS = 1000

_MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f]")
_CONTROLS = tuple(letter for letter in map(chr, range(128)) if _CONTROL.match(letter))
# Repairing costs time in every run of letters that are not ASCII; this finds the lines where it can change
# something: a byte that opens a sequence and two that continue it, as Mac Roman or as cp1252 shows them.
_OPEN, _GO_ON = range(0xE2, 0xF5), range(0x80, 0xC0)


def _shown(codes: range, encoding: str) -> str:
    return "".join(re.escape(bytes([code]).decode(encoding, "ignore") or chr(code)) for code in codes)


_DAMAGED = re.compile(
    "|".join(f"[{_shown(_OPEN, name)}][{_shown(_GO_ON, name)}]{{2}}" for name in ("mac_roman", "cp1252"))
)


@dataclass(slots=True)
class ProblemLog:
    """The problems found in a file: at most MOST_PROBLEMS, and the number of others."""

    file: str
    found: list[Problem] = field(default_factory=list)
    more: int = 0

    def warn(self, code: str, message: str, hint: str, line: int = 0, column: int = 0) -> None:
        """Add a warning at a line and a column, both from 1; 0 is the file as a whole."""
        self._add("warning", Location(self.file, line, (column or 1) if line else 0), (code, message, hint))

    def error(self, code: str, message: str, hint: str, line: int = 0, column: int = 0) -> None:
        """Add an error at a line and a column, both from 1; 0 is the file as a whole."""
        self._add("error", Location(self.file, line, (column or 1) if line else 0), (code, message, hint))

    def _add(self, severity: Literal["error", "warning"], place: Location, texts: tuple[str, str, str]) -> None:
        self.add(Problem(place, *texts, severity))

    def add(self, problem: Problem) -> None:
        """Add a problem."""
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(problem)
        else:
            self.more += 1

    def unplaced(self, what: str, line: int, column: int = 1, why: str = "It was left out.") -> None:
        """Add a warning that something could not be placed, with the hint `why`."""
        self.warn("unplaced", f"{what} could not be placed", why, line, column)

    @property
    def has_errors(self) -> bool:
        """Return whether an error was found."""
        return any(problem.severity == "error" for problem in self.found)

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems, with a last one that counts the omitted ones."""
        if not self.more:
            return tuple(self.found)
        last = Problem(Location(self.file), "more-problems", f"{self.more} more problems were found", "", "warning")
        return (*self.found, last)


def text_of(path: Path, content: bytes, notes: ProblemLog) -> str | None:
    """Return the text with `\\n` as line ends, repaired and without control characters; None for a binary file.

    UTF-8, and UTF-16 and UTF-32 with a byte order mark are certain. A UTF-16 without one, cp1252 and Latin-1 are
    guesses, which the notes name.
    """
    if is_too_large(content, notes):
        return None
    text = _decoded(content, notes)
    return None if text is None else _clean(text, notes)


def is_too_large(content: bytes, notes: ProblemLog) -> bool:
    """Return whether a file is larger than MOST_BYTES, which is then an error in the log."""
    if len(content) <= MOST_BYTES:
        return False
    notes.error("file-too-large", f"the file is larger than {MOST_BYTES >> 20} MB", "Split it.")
    return True


def head_text(head: bytes) -> str:
    """Return the text of a file's first bytes, to recognise it; '' for a binary file."""
    text = _decoded(_whole(head), ProblemLog(""))
    return "" if text is None else text.replace("\r\n", "\n").replace("\r", "\n")


def _whole(head: bytes) -> bytes:
    """Return the bytes without a UTF-8 sequence that was cut at the end."""
    for size in (1, 2, 3):
        if len(head) >= size and head[-size] >= 0xC0:
            return head[:-size]
        if len(head) < size or head[-size] < 0x80:
            break
    return head


def _decoded(content: bytes, notes: ProblemLog) -> str | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if b"\0" in content:
        return _without_mark(content, notes)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    # cp1252 leaves five bytes open; a text that has one of them was not written in it.
    encoding = "latin-1" if re.search(rb"[\x81\x8d\x8f\x90\x9d]", content) else "cp1252"
    message = f"the file is not UTF-8; it was read as {encoding}, which is a guess"
    notes.warn("encoding-guessed", message, "Where letters came out wrong, save it as UTF-8.", line)
    return content.decode(encoding)


def _without_mark(content: bytes, notes: ProblemLog) -> str | None:
    """Return UTF-16 that lacks its mark: where nearly every second byte is NUL. Anything else with NUL is no text."""
    sample = content[: 4096 & ~1]
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if (
            len(sample) >= 4
            and sample[first::2].count(0) * 10 >= len(sample) * 4
            and sample[1 - first :: 2].count(0) == 0
        ):
            message = f"the file was read as {encoding}, which is a guess"
            notes.warn("encoding-guessed", message, "Where letters came out wrong, save it as UTF-8.")
            return content.decode(encoding, "replace")
    line = content.count(b"\n", 0, content.index(b"\0")) + 1
    notes.error("nul-byte", "there is a NUL byte: this is no text", "Name a text file.", line)
    return None


def _clean(text: str, notes: ProblemLog) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Searching for each one separately is five times as fast as a character class; few files have any.
    if any(letter in text for letter in _CONTROLS) and (control := _CONTROL.search(text)):
        line, column = line_at(text, control.start())
        message = f"there is a control character, U+{ord(control[0]):04X}"
        notes.warn("control-character", message, "All of them were left out.", line, column)
        text = _CONTROL.sub("", text)
    if not text.isascii() and _DAMAGED.search(text):
        text = "\n".join(repair(line) if _DAMAGED.search(line) else line for line in text.split("\n"))
    return text


def line_at(text: str, index: int) -> tuple[int, int]:
    """Return the line and the column of an index, both from 1. It counts from the start: not for every item."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
