"""What is said of a file of a foreign kind."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ForeignKind:
    """A kind of file that is not read."""

    name: str  # such as `Python source code`; follows `this is`
    advice: str
    is_media: bool = False  # it may be what cards show: a folder with such files is not asked about them


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a file is not read, and what to do about it."""

    message: str
    hint: str


EXPORT = "Where a program keeps cards in it, export them from there as CSV, JSON or an Anki package."
COPY = "Copy its questions and answers into a text file, such as a CSV with the columns front,back."
DESCRIBES = "It configures a program. Import the files with the cards instead."
MEDIA = "Put it in the folder of a deck, and name it in a card."


def code(language: str) -> ForeignKind:
    """Return the kind of a program's source."""
    return ForeignKind(f"{language} source code", EXPORT)


def settings(name: str) -> ForeignKind:
    """Return the kind of a file that configures something."""
    return ForeignKind(name, DESCRIBES)


def document(name: str) -> ForeignKind:
    """Return the kind of a document that people read."""
    return ForeignKind(name, COPY)


def data(name: str, advice: str = EXPORT) -> ForeignKind:
    """Return the kind of a file with other data."""
    return ForeignKind(name, advice)


def media(name: str) -> ForeignKind:
    """Return the kind of a file that a card may show."""
    return ForeignKind(name, MEDIA, is_media=True)
