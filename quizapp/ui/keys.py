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


class Terminated(KeyboardInterrupt):
    """The terminal was closed, or the program was asked to end: unlike Ctrl-C, this always leaves."""


class Keys:
    """The keyboard during a session, as a context manager. A resize of the terminal is the key `resize`.

    Keys that were pressed early are kept, until `discard` is called. Ctrl-Z gives the terminal back to the shell until the program goes on; `screen`
    is left and entered again meanwhile.
    """

    def __init__(self, screen: "contextlib.AbstractContextManager[object] | None" = None) -> None:
        self._screen = screen
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
            (signal.SIGTSTP, self._stop),
            (signal.SIGTERM, self._leave),
            (signal.SIGHUP, self._leave),
        ):
            self._handlers[number] = signal.signal(number, handler)
        self._cbreak()
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._restore()
        for fd in self._pipe:
            os.close(fd)

    def _cbreak(self) -> None:
        with contextlib.suppress(termios.error):
            tty.setcbreak(self._fd, termios.TCSADRAIN)

    def _restore(self) -> None:
        if self._before is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)

    def _wake(self, *_: object) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._pipe[1], b"r")

    def _stop(self, *_: object) -> None:
        """Stop as any program does, with the terminal as it was found."""
        if self._screen is not None:
            self._screen.__exit__(None, None, None)
        self._restore()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        # Here the program goes on.
        signal.signal(signal.SIGTSTP, self._stop)
        if self._screen is not None:
            self._screen.__enter__()
        self._resume()

    def _resume(self, *_: object) -> None:
        self._cbreak()
        self._wake()

    def _leave(self, *_: object) -> None:
        raise Terminated

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """Restore the terminal for a while, for an editor or a line of input."""
        self._restore()
        before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)  # the screen is another program's
        try:
            yield
        finally:
            signal.signal(signal.SIGTSTP, before)
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

    def pressed(self, name: str) -> bool:
        """Return whether a key was pressed by now, without waiting for one; other keys are kept."""
        if select.select([self._fd], [], [], 0)[0]:
            self._pending += self._read()
        if name not in self._pending:
            return False
        self._pending.clear()
        return True

    def discard(self) -> None:
        """Forget the keys that were pressed and not read: they were meant for another screen than the next one."""
        self._pending.clear()
        with contextlib.suppress(termios.error):
            termios.tcflush(self._fd, termios.TCIFLUSH)

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
