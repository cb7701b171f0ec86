"""Reads Mnemosyne: the XML of version 1, and the packages of version 2."""

from pathlib import Path

from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import ReadOptions, text_file
from quizapp.formats.mnemosyne.package_reader import is_package, read_package
from quizapp.formats.mnemosyne.xml_reader import is_export, read_export

NAME = "mnemosyne"
TITLE = "Mnemosyne's XML and packages (.cards)"


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is an export of version 1, or a package of version 2."""
    return is_export(head) or is_package(path, head)


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards with their tags, states and media. Raises QuizError where the file cannot be read."""
    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    return imported_cards(*(read_package(path, options.limits) if packed else read_export(path, text_file(path))))
