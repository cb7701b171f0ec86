"""Shows on the screen of a session that the server does not answer, and since when."""

import sys

from quizapp.core.counting import counted
from quizapp.ui.keys import Keys
from quizapp.ui.line_mode import LineInput
from quizapp.ui.screen import Screen

LINE_SECONDS = 10  # between two lines where nothing is redrawn


class ServerWait:
    """A listener of the store: the last line of the screen tells how long the wait is; Esc leaves."""

    def __init__(self, screen: Screen, keys: "Keys | LineInput") -> None:
        self._screen, self._keys = screen, keys
        self._told: int | None = None  # seconds

    def show(self, seconds: float) -> bool:
        """Show a wait; return whether Esc was pressed. Line by line, only Ctrl-C leaves."""
        whole = int(seconds)
        if isinstance(self._keys, LineInput):
            if self._told is None or whole >= self._told + LINE_SECONDS:
                self._told = whole
                self._screen.say(f"Waiting for the server, {counted(whole, 'second')} so far. Ctrl-C leaves.")
            return False
        if whole != self._told:
            self._told = whole
            self._draw(f"Waiting for the server, {counted(whole, 'second')}     Esc  leave, your answer is kept")
        return self._keys.pressed("esc")

    def clear(self) -> None:
        """Draw the screen as it was."""
        self._told = None
        self._screen.redraw()

    def _draw(self, text: str) -> None:
        size = self._screen.console.size
        sys.stdout.write(f"\x1b7\x1b[{size.height};1H\x1b[0;7m\x1b[2K {text[: size.width - 2]}\x1b[0m\x1b8")
        sys.stdout.flush()
