"""Reads Mnemosyne: the XML of version 1, and the packages of version 2."""

import re
from pathlib import Path

from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import head_text
from quizapp.formats.common.zip_source import names_in
from quizapp.formats.mnemosyne.names import CARDS, METADATA

NAME = "mnemosyne"
TITLE = "Mnemosyne's XML and packages (.cards)"
FACTS = Facts(
    name="Mnemosyne: XML, `.cards`",
    section="mnemosyne-supermemo-mochi",
    evidence="the XML element `mnemosyne`, or an archive with `cards.xml` and `METADATA`",
    keeps=("tags", "media", "history", "schedule"),
    samples=("mnemosyne.xml", "mnemosyne.cards"),
)


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is an export of version 1, or a package of version 2."""
    if head.startswith(b"PK"):
        return {CARDS, METADATA} <= set(names_in(path, head))
    text = head_text(head[:8192]).lstrip()
    return text.startswith("<") and bool(re.search(r"<mnemosyne\b", text))


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards with their tags, states and media. Raises QuizError where the file cannot be read."""
    # Loaded here: every import loads the table of readers.
    from quizapp.formats.mnemosyne.package_reader import read_package
    from quizapp.formats.mnemosyne.xml_reader import read_export

    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    if packed:
        return imported_cards(*read_package(path, options.limits))
    return imported_cards(*read_export(path, text_file(path), options.zone))
