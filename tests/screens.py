"""A program on a pseudo-terminal whose last whole frame can be looked at, line by line."""

import re
import sys
from collections.abc import Mapping

import pexpect

SIZES = [(80, 24), (120, 40), (40, 15), (200, 60)]  # columns, rows
_STYLES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def newest_frame(sent: str) -> list[str]:
    """Return the lines of the newest whole frame in what was sent to a terminal."""
    frame = sent.rpartition("\x1b[J")[0].rpartition("\x1b[H")[2]
    return [_STYLES.sub("", line).rstrip() for line in frame.split("\r\n")]


class TerminalScreen:
    """The quiz on a terminal. It draws a frame at a time, each from the upper left corner with one write."""

    def __init__(self, environ: Mapping[str, str], *words: str, size: tuple[int, int] = (80, 24), **more: str) -> None:
        columns, rows = size
        env = dict(environ) | {"TERM": "xterm-256color"} | more
        self.columns = columns
        self._sent = ""
        self._child = pexpect.spawn(
            sys.executable, ["-m", "quizapp", *words], env=env, dimensions=(rows, columns), encoding="utf-8",
            timeout=30,
        )  # fmt: skip

    def press(self, *keys: str) -> "TerminalScreen":
        """Send keys one after another."""
        for key in keys:
            self._child.send(key)
        return self

    def shows(self, text: str) -> list[str]:
        """Wait until a frame has a text, words and their spaces compared; return the lines of that frame."""
        wanted = " ".join(text.split())
        while wanted not in " ".join(" ".join(self.lines).split()):
            self.receive()
        return self.lines

    def sends(self, text: str) -> str:
        """Wait until the program has sent a text, in a frame or not; return all that it sent."""
        while text not in self._sent:
            self.receive()
        return self._sent

    def ends(self) -> tuple[str, int | None]:
        """Wait for the end; return all that was sent, and the exit code."""
        self._child.expect(pexpect.EOF)
        self._child.close()
        return self._sent + str(self._child.before), self._child.exitstatus

    def receive(self) -> None:
        """Wait for more output."""
        self._sent += self._child.read_nonblocking(4096, timeout=30)

    @property
    def lines(self) -> list[str]:
        """The lines of the newest whole frame."""
        return newest_frame(self._sent)

    def everything(self, leave: str = "\x1bq") -> str:
        """Quit, wait for the end and return all that was sent."""
        self._child.send(leave)
        self._child.expect(pexpect.EOF)
        self._child.close()
        return self._sent + str(self._child.before)

    def close(self) -> str:
        """Quit, wait for the end and return what was printed after the last frame."""
        self._child.send("\x1bq")
        self._child.expect(pexpect.EOF)
        self._child.close()
        rest = self._sent + self._child.before
        return _STYLES.sub("", rest.rpartition("\x1b[?1049l")[2])
