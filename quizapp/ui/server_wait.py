"""Shows on the screen of a session that the server does not answer, and since when."""

import sys
from contextlib import ExitStack

from rich.console import Console

from quizapp.core.counting import counted
from quizapp.ui.keys import Keys
from quizapp.ui.line_mode import LineInput
from quizapp.ui.screen import Screen

LINE_SECONDS = 10  # between two lines where nothing is redrawn


class ServerWait:
    """A listener of the store: the last line of the screen tells how long the wait is; Esc leaves."""

    def __init__(self, screen: Screen, keys: "Keys | LineInput", leave: str = "leave, your answer is kept") -> None:
        self._screen, self._keys, self._leave = screen, keys, leave
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
            self._draw(f"Waiting for the server, {counted(whole, 'second')}     Esc  {self._leave}")
        return self._keys.pressed("esc")

    def clear(self) -> None:
        """Draw the screen as it was."""
        self._told = None
        self._screen.redraw()

    def _draw(self, text: str) -> None:
        size = self._screen.console.size
        sys.stdout.write(f"\x1b7\x1b[{size.height};1H\x1b[0;7m\x1b[2K {text[: size.width - 2]}\x1b[0m\x1b8")
        sys.stdout.flush()


class OpeningWait:
    """A listener of the store before a session: it opens a screen once the server does not answer, and closes it."""

    def __init__(self, console: Console, *, linear: bool) -> None:
        self._console, self._linear = console, linear
        self._stack = ExitStack()
        self._wait: ServerWait | None = None

    def __enter__(self) -> "OpeningWait":
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, seconds: float) -> bool:
        """Show a wait; return whether Esc was pressed."""
        if self._wait is None:
            screen = self._stack.enter_context(Screen(self._console, linear=self._linear))
            keys = LineInput() if self._linear else self._stack.enter_context(Keys(screen))
            self._wait = ServerWait(screen, keys, "leave")
        return self._wait.show(seconds)

    def clear(self) -> None:
        """Close the screen."""
        self._wait = None
        self._stack.close()
