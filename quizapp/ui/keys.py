"""Reads keys one at a time. The terminal is in cbreak mode meanwhile, and is restored whatever happens."""

import codecs
import contextlib
import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Iterator
from typing import Any

from quizapp.ui.key_sequences import KeyParser

ESC_WAIT = 0.05  # seconds to wait for the rest of a sequence after Esc
PASTE_WAIT = 1.0  # seconds to wait for more of a text that is being pasted


class Keys:
    """The keyboard during a session, as a context manager. A resize of the terminal is the key `resize`.

    Keys that were pressed early are kept.
    """

    def __init__(self) -> None:
        self._fd = sys.stdin.fileno()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._parser = KeyParser()
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
            self._pending += self._read()
        return self._pending.pop(0)

    def _read(self) -> list[str]:
        """Return the keys of what can be read; a sequence that has begun gets a moment to end."""
        keys = self._parser.feed(self._characters())
        while self._parser.waiting:
            wait = PASTE_WAIT if self._parser.pasting else ESC_WAIT
            if not select.select([self._fd], [], [], wait)[0]:
                return keys + self._parser.flush()
            keys += self._parser.feed(self._characters())
        return keys

    def _characters(self) -> str:
        data = os.read(self._fd, 4096)
        if not data:
            raise EOFError
        return self._decoder.decode(data)
