"""Prints any text in the encoding of the terminal: what it lacks is replaced by what looks alike."""

import codecs
import io
from typing import TextIO

_ERRORS = "quizapp.alike"
_ALIKE = {
    "█": "#", "▓": "%", "▒": "=", "░": "-", "┊": ":", "▇": "#", "▆": "+", "▅": "+", "▄": ":", "▃": ":", "▂": ".",
    "▁": ".", "▪": "o", "■": "O", "●": "o", "○": "o", "·": ".", "•": "*", "–": "-", "—": "-", "‑": "-", "−": "-",
    "…": "...", "├": "|", "┤": "|", "│": "|", "─": "-", "┌": "+", "┐": "+", "└": "+", "┘": "+", "┼": "+", "→": "->",
    "←": "<-", "↪": ">", "⏎": "<", "✓": "v", "✗": "x", "×": "x", "≈": "~", "≤": "<=", "≥": ">=", "≠": "!=", "‘": "'",
    "’": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ",
}  # fmt: skip


def make_printable(*streams: TextIO) -> None:
    """Let streams write any text: what their encoding cannot express is replaced instead of raising an error."""
    codecs.register_error(_ERRORS, _replace)
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_ERRORS)


def _replace(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_alike(each) for each in error.object[error.start : error.end]), error.end


def _alike(character: str) -> str:
    """Return ASCII text for a character: one that looks alike, its letter without accents, or a question mark."""
    if character in _ALIKE:
        return _ALIKE[character]
    import unicodedata  # hardly ever needed

    plain = unicodedata.normalize("NFKD", character).replace("\u2044", "/").encode("ascii", "ignore").decode()
    return plain or ("" if unicodedata.combining(character) else "?")
