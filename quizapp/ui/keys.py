"""Reads keys one at a time. The terminal is in cbreak mode meanwhile, and is restored whatever happens."""

import codecs
import contextlib
import os
import re
import select
import signal
import sys
import termios
import tty
from collections.abc import Iterator
from typing import Any

ESC_WAIT = 0.05  # seconds to wait for the rest of a sequence after Esc
_ANSWER = re.compile(r"\x1b[]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)")  # reports of the terminal about itself: no keys

_NAMES = {
    "\r": "enter", "\n": "enter", " ": "space", "\x7f": "backspace", "\x08": "backspace", "\t": "tab", "\x04": "end-of-input",
    "\x1b[A": "up", "\x1b[B": "down", "\x1b[C": "right", "\x1b[D": "left", "\x1b[5~": "pgup", "\x1b[6~": "pgdn",
    "\x1bOA": "up", "\x1bOB": "down", "\x1bOC": "right", "\x1bOD": "left", "\x1b[H": "home", "\x1b[F": "end",
}  # fmt: skip


class Keys:
    """The keyboard during a session, as a context manager. A resize of the terminal is the key `resize`.

    Keys that were pressed early are kept.
    """

    def __init__(self) -> None:
        self._fd = sys.stdin.fileno()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pending: list[str] = []
        self._before: list[Any] | None = None
        self._pipe = (-1, -1)
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> "Keys":
        self._before = termios.tcgetattr(self._fd)
        self._pipe = os.pipe()
        os.set_blocking(self._pipe[1], False)
        for number, handler in (
            (signal.SIGWINCH, self._wake),
            (signal.SIGCONT, self._resume),
            (signal.SIGTERM, self._leave),
            (signal.SIGHUP, self._leave),
        ):
            self._handlers[number] = signal.signal(number, handler)
        self._cbreak()
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        if self._before is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)
        for fd in self._pipe:
            os.close(fd)

    def _cbreak(self) -> None:
        with contextlib.suppress(termios.error):
            tty.setcbreak(self._fd, termios.TCSADRAIN)

    def _wake(self, *_: object) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._pipe[1], b"r")

    def _resume(self, *_: object) -> None:
        self._cbreak()
        self._wake()

    def _leave(self, *_: object) -> None:
        raise KeyboardInterrupt

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """Restore the terminal for a while, for an editor or a line of input."""
        if self._before is not None:
            termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)
        try:
            yield
        finally:
            self._cbreak()

    def next(self) -> str:
        """Return the next key: a character, or a name such as enter or up. Raises EOFError at the end of input."""
        while not self._pending:
            ready, _, _ = select.select([self._fd, self._pipe[0]], [], [])
            if self._pipe[0] in ready:
                os.read(self._pipe[0], 64)
                return "resize"
            self._pending += self._split(self._read())
        return self._pending.pop(0)

    def _read(self) -> str:
        data = os.read(self._fd, 1024)
        if not data:
            raise EOFError
        text = self._decoder.decode(data)
        while text.endswith("\x1b") and select.select([self._fd], [], [], ESC_WAIT)[0]:
            text += self._decoder.decode(os.read(self._fd, 64))
        return text

    def _split(self, text: str) -> list[str]:
        keys, index = [], 0
        while index < len(text):
            if answer := _ANSWER.match(text, index):
                index = answer.end()
                continue
            size = next((n for n in (4, 3) if text[index : index + n] in _NAMES), 1)
            piece = text[index : index + size]
            if piece == "\x1b" and text[index + 1 : index + 2] == "[":
                index = self._skip(text, index)
                continue
            keys.append("esc" if piece == "\x1b" else _NAMES.get(piece, piece))
            index += size
        return keys

    def _skip(self, text: str, index: int) -> int:
        """Return the index after a sequence without a meaning here, such as a function key."""
        index += 2
        while index < len(text) and not "@" <= text[index] <= "~":
            index += 1
        return index + 1
