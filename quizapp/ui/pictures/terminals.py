"""Which terminals show pictures, by their environment: a question to the terminal could swallow keys."""

import fcntl
import struct
import termios
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PictureProtocol = Literal["kitty", "iterm", "sixel"]

_BY_TERM: tuple[tuple[str, PictureProtocol], ...] = (
    ("xterm-kitty", "kitty"),
    ("xterm-ghostty", "kitty"),
    ("foot", "sixel"),
    ("mlterm", "sixel"),
)
_BY_PROGRAM: Mapping[str, PictureProtocol] = {"iTerm.app": "iterm", "WezTerm": "iterm", "ghostty": "kitty"}
_MULTIPLEXERS = ("TMUX", "STY", "ZELLIJ")  # pass pictures on only if they are told to, which cannot be seen here
_ASSUMED = (10, 20)  # pixels of a cell where the terminal does not report them


@dataclass(frozen=True, slots=True)
class PictureTerminal:
    """How a terminal is sent a picture, and the width and height of a cell in pixels."""

    protocol: PictureProtocol
    cell: tuple[int, int]


def protocol_of(environ: Mapping[str, str]) -> PictureProtocol | None:
    """Return how the terminal of an environment is sent pictures; None if it shows none, or might not."""
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    if any(environ.get(name) for name in _MULTIPLEXERS) or term.startswith(("tmux", "screen")):
        return None
    for prefix, protocol in _BY_TERM:
        if term.startswith(prefix):
            return protocol
    if program:
        return _BY_PROGRAM.get(program)
    # Variables that other programs inherit or that ssh passes on; a terminal that names itself has been found above.
    if environ.get("KITTY_WINDOW_ID"):
        return "kitty"
    return "iterm" if environ.get("LC_TERMINAL") == "iTerm2" else None


def picture_terminal(environ: Mapping[str, str], fd: int) -> PictureTerminal | None:
    """Return how to show pictures on the terminal of a file descriptor; None if it cannot.

    Sixels are pixels, so they need the size of a cell; the other protocols scale a picture to cells.
    """
    protocol = protocol_of(environ)
    if protocol is None:
        return None
    cell = _cell(fd)
    if cell is None and protocol == "sixel":
        return None
    return PictureTerminal(protocol, cell or _ASSUMED)


def _cell(fd: int) -> tuple[int, int] | None:
    try:
        packed = fcntl.ioctl(fd, termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return None
    rows, columns, width, height = struct.unpack("HHHH", packed)
    if not (rows and columns and width >= columns and height >= rows):
        return None
    return width // columns, height // rows
