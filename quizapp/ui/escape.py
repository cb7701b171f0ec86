"""Makes text safe for a terminal: characters that could act on it become visible marks."""

import re

from quizapp.core import line_ends

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028\u2029"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
    "|(?<![\u0600-\u0dff])\u200c|\u200c(?![\u0600-\u0dff])"  # between letters of Persian and Hindi it means something
)


def _mark(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def visible(text: str) -> str:
    """Return the text with control, bidirectional and invisible characters as marks, and tabs as spaces."""
    return _HIDDEN.sub(_mark, text.replace("\r\n", "\n").replace("\t", "    "))


def one_line(text: str) -> str:
    """Return a name as one line: a line end in it would look like the next message."""
    return line_ends.one_line(visible(text))
