"""Reads org-mode files with the cards of org-drill or org-fc."""

import re
from pathlib import Path

from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import head_text

NAME = "org"
TITLE = "org-mode files with cards of org-drill or org-fc"
FACTS = Facts(
    name="Org-mode: org-drill, org-fc",
    section="org-mode",
    evidence="headings with asterisks, and keywords, drawers or tags",
    keeps=("tags", "media", "history", "schedule"),
    samples=("org-drill.org", "org-fc/processes.org"),
)

_HEADING = re.compile(r"(?m)^\*{1,8} \S")
_SIGN = re.compile(r"(?mi)^#\+(?:title|filetags|startup|begin_\w+|todo|seq_todo|property|options|author|date):?|"
                   r"^[ \t]*:(?:PROPERTIES|END):[ \t]*$|^\*{1,8} .{0,300}[ \t]:(?:[\w@#%]+:)+[ \t]*$")  # fmt: skip


def recognise(path: Path, head: bytes) -> bool:
    """Return whether headings begin with asterisks, and keywords, drawers or tags are written as org-mode has them."""
    text = head_text(head)
    return bool(_HEADING.search(text) and _SIGN.search(text)) and not re.search(r"(?m)^#{2,6} \S", text)


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    # Loaded here: every import loads the table of readers.
    from quizapp.formats.org.org_cards import read_cards

    return imported_cards(*read_cards(path, text_file(path)))
