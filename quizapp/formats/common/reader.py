"""The interface of a reader, which each module in the registry's table implements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Literal, Protocol

from quizapp.errors import QuizError
from quizapp.formats.common.archive_limits import DEFAULT, ArchiveLimits
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.text_source import MOST_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Options for reading a file; each reader uses those that apply to it."""

    deck_id: str | None = None  # id of the deck made from a concept document
    mapping: Mapping[str, str] | None = None  # column name -> role, for the columns of a table
    limits: ArchiveLimits = DEFAULT
    zone: tzinfo | None = None  # of the learner, for times without an offset; None: that of this machine


Part = Literal["tags", "media", "history", "schedule"]  # of what is kept, beyond the texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the table of docs/formats.md says of a format; `section` is the anchor of its part of the page."""

    name: str
    section: str
    evidence: str  # by which a file is recognised
    keeps: tuple[Part, ...] = ()  # of what a file holds, when it is read
    samples: tuple[str, ...] = ()  # files in data/samples
    written: str = ""  # how it is written, where no writer of the registry does


class Reader(Protocol):
    """A module that reads one format; listed by name in the registry."""

    NAME: str  # the name for `quizapp import --as`
    TITLE: str  # the name of the format in messages
    FACTS: Facts

    def recognise(self, path: Path, head: bytes) -> bool:
        """Return whether a file is in this format, from its first bytes; `head` is empty for a folder."""

    def read(self, path: Path, options: ReadOptions) -> Imported:
        """Return the content of a file. Raises QuizError for a file that cannot be read as a whole."""


def text_file(path: Path) -> bytes:
    """Return the content of a text file. Raises QuizError for a file larger than MOST_BYTES."""
    if path.stat().st_size > MOST_BYTES:
        raise QuizError(f"{path}: the file is larger than {MOST_BYTES >> 20} MB.", "Split it into several files.")
    return path.read_bytes()
