"""Says what a file is that no format reads."""

import re
from pathlib import Path

from quizapp.formats.common.text_source import head_text
from quizapp.formats.foreign.by_bytes import kind_by_bytes
from quizapp.formats.foreign.by_name import kind_by_name
from quizapp.formats.foreign.by_text import kind_by_text
from quizapp.formats.foreign.kinds import ForeignKind, Unread

_CARD = "A card has a front and a back, such as {front: ..., back: ...}, and is in a list."
_ORG = re.compile(r"(?m)^\*+ (?:TODO|DONE) \S|^\*+ \S.*\n(?:SCHEDULED: <.*\n)?[ \t]*:PROPERTIES:[ \t]*$")
_ORG_CARDS = "Cards are headings with the tag :drill: or :fc:."
_LINES = 100
_YAML_LINE = re.compile(r"\s*(?:- |#|---|[\w\"'$./-]+[\w \"'$./-]*:(?:\s|$))")


def certainly_foreign(path: Path, head: bytes) -> ForeignKind | None:
    """Return the kind of a text that its name or its beginning gives away, whatever the cards in it look like."""
    if path.is_dir() or head.startswith(b"PK"):
        return None
    return kind_by_name(path, head) or kind_by_text(head_text(head))


def foreign_kind(path: Path, head: bytes) -> ForeignKind | None:
    """Return the kind of a file that no format has recognised; None where it is not known."""
    return certainly_foreign(path, head) or kind_by_bytes(path, head) or _org(path, head)


def _org(path: Path, head: bytes) -> ForeignKind | None:
    """Return the kind of an Org document in which no cards were recognised."""
    is_org = path.suffix.lower() == ".org" or _ORG.search(head_text(head))
    return ForeignKind("an Org document without cards of org-drill or org-fc", _ORG_CARDS) if is_org else None


def unread_data(head: bytes) -> Unread | None:
    """Return what data in JSON, YAML or XML is that no format has recognised; None for any other file."""
    text = head_text(head).lstrip("\ufeff \t\r\n")
    if found := re.match(r"(?:<[?!][^>]*>\s*)*<([A-Za-z][\w:.-]{0,40})", text):
        message = f"this is XML of another program, `{found[1]}`, in which no cards are known."
        return Unread(message, "Export the cards as CSV or JSON, or name the format with --as.")
    if re.match(r"[{\[]\s*[\"{\[\d\]}]", text):
        return Unread("this is JSON in which no cards are known.", _CARD)
    lines = [line for line in text.split("\n")[:_LINES] if line.strip()]
    keyed = sum(bool(_YAML_LINE.match(line)) for line in lines)
    is_yaml = len(lines) > 1 and keyed >= 0.8 * len(lines)
    return Unread("this is YAML in which no cards are known.", _CARD) if is_yaml else None


def is_bare_repository(folder: Path) -> bool:
    """Return whether a folder is a git repository without a working tree: its files are packed in objects."""
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()
