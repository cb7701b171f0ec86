"""What quizapp writes into the comments of a bank in GIFT: who wrote it, and ids and tags as Moodle reads them."""

import re
from collections.abc import Iterable

OWN = "// Written by quizapp"

_MARK = re.compile(r"\[(id|tag|list):((?:\\.|[^\]\\\n]){1,200})\]")
_SPECIAL = re.compile(r"[\]\\]")


def exact_text(content: bytes) -> str | None:
    """Return the text of a bank that quizapp wrote, every character as it is; None for any other file."""
    try:
        return content.decode("utf-8") if content.startswith(f"{OWN}\n".encode()) else None
    except UnicodeDecodeError:  # another program saved it
        return None


def marks_line(marks: Iterable[tuple[str, str]]) -> str:
    """Return a comment with ids and tags."""
    return "// " + " ".join(f"[{name}:{_SPECIAL.sub(_escape, value)}]" for name, value in marks)


def marks_in(comment: str) -> list[tuple[str, str]]:
    """Return the ids and tags of a comment."""
    return [(name, re.sub(r"\\([\]\\])", r"\1", value)) for name, value in _MARK.findall(comment)]


def _escape(found: re.Match[str]) -> str:
    return f"\\{found[0]}"
