"""Reads QTI: an XML document, a content package, or a Common Cartridge with quizzes."""

import re
from pathlib import Path

from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import head_text
from quizapp.formats.common.zip_source import names_in
from quizapp.formats.qti.names import MANIFEST

NAME = "qti"
TITLE = "QTI and Common Cartridge quizzes"
FACTS = Facts(
    name="QTI 1.2, 2 and 3, Common Cartridge (Canvas, Blackboard, ILIAS)",
    section="qti-and-common-cartridge",
    evidence="QTI's XML elements, or an archive with `imsmanifest.xml`",
    keeps=("media",),
    samples=("cartridge.imscc",),
)

_SIGN = re.compile(r"<(?:[\w-]{1,20}:)?(?:questestinterop|assessmentItem|qti-assessment-item)\b")


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is QTI's XML, or an archive with a manifest of IMS."""
    if head.startswith(b"PK"):
        return MANIFEST in names_in(path, head)
    text = head_text(head[:8192]).lstrip()
    return text.startswith("<") and bool(_SIGN.search(text))


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the questions of a document or a package. Raises QuizError where it cannot be read."""
    # Loaded here: every import loads the table of readers.
    from quizapp.formats.qti.packages import read_document, read_package

    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    return imported_cards(*(read_package(path, options.limits) if packed else read_document(path, text_file(path))))
