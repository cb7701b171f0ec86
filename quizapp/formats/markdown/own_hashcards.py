"""How quizapp writes a text into hashcards' dialect so that no line of it begins a card, and reads it back exactly."""

import re

from quizapp.formats.common.question_fields import FILL, Body

OWN = "# Written by quizapp"  # a comment in the front matter: lines are escaped as below, headings name lists

_RULE = re.compile(r"\s*-{3,}\s*")
_MARK = re.compile(r"\\*(?:[QAC]:|\s*#)")


def starts_own_file(content: bytes) -> bool:
    """Return whether a file is one that quizapp wrote."""
    return content.startswith(f"---\n{OWN}\n".encode())


def exact_text(content: bytes) -> str | None:
    """Return the text of a file that quizapp wrote, every character as it is; None for any other file."""
    try:
        return content.decode("utf-8") if starts_own_file(content) else None
    except UnicodeDecodeError:  # another program saved it
        return None


def cloze(before: str, answer: str, after: str) -> Body:
    """Return a text with a gap; braces beside it stay as they were written."""
    return {"kind": "cloze", "ask": FILL, "text": f"{before}{{{{{answer}}}}}{after}"}


def escaped(text: str) -> str:
    """Return a text whose lines after the first begin no card, end none and are no heading.

    A mark gets a backslash, and a rule one dash more, which Markdown shows in the same way.
    """
    lines = text.split("\n")
    return "\n".join([lines[0], *map(_escaped_line, lines[1:])])


def plain(text: str) -> str:
    """Return the text that `escaped` was given."""
    lines = text.split("\n")
    return "\n".join([lines[0], *map(_plain_line, lines[1:])])


def _escaped_line(line: str) -> str:
    if _RULE.fullmatch(line):
        return line.replace("---", "----", 1)
    return f"\\{line}" if _MARK.match(line) else line


def _plain_line(line: str) -> str:
    if line.strip() != "---" and _RULE.fullmatch(line):
        return line.replace("----", "---", 1)
    return line[1:] if line[:1] == "\\" and _MARK.match(line) else line
