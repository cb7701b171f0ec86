"""Draws the pictures of the terminal in docs/: PYTHONPATH=. python docs/picture.py

Each shows what the program draws at 80x24: screen.svg a question of the shipped deck, prediction.svg a measurement on
this computer, page.svg a concept, progress.svg a year of made-up reviews.
"""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pexpect
from rich.console import Console
from rich.text import Text

from quizapp.ui.console import THEME
from tests.year import NOW, a_year

_MOVES = re.compile(r"\x1b\[[0-9;?]*[A-Za-ln-z]")  # everything but colours

RIGHT = "A memory space"  # the answer of the first question


def console_of(width: int = 80) -> Console:
    """Return a console that records what it prints."""
    return Console(record=True, width=width, theme=THEME, file=Path("/dev/null").open("w"), highlight=False)


def write(name: str, console: Console) -> None:
    """Write what a console recorded; no font is fetched by the picture."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="quizapp"), flags=re.DOTALL)
    Path(__file__).with_name(name).write_text(svg, "utf-8")


class Terminal:
    """The program on a terminal of 80 columns and 24 rows."""

    def __init__(self, command: str, environ: Mapping[str, str]) -> None:
        words = ["-m", "quizapp", *command.split()]
        self._child = pexpect.spawn(
            sys.executable, words, env=dict(environ), dimensions=(24, 80), encoding="utf-8", timeout=60
        )
        self._sent = ""

    @property
    def frame(self) -> str:
        """The newest whole frame, with its colours."""
        return self._sent.rpartition("\x1b[J")[0].rpartition("\x1b[H")[2].replace("\r", "")

    @property
    def text(self) -> str:
        """The newest frame without its colours."""
        return Text.from_ansi(_MOVES.sub("", self.frame)).plain

    def press(self, key: str, *shown: str) -> str:
        """Send keys; return the first frame after that with one of these texts."""
        self._child.send(key)
        while not any(text in self.text for text in shown):
            self._sent += self._child.read_nonblocking(4096, timeout=60)
        return self.frame

    def draw(self, name: str) -> None:
        """Write the newest frame as a picture, and quit."""
        console = console_of()
        console.print(Text.from_ansi(_MOVES.sub("", self.frame)))
        write(name, console)
        self._child.send("\x1bq")
        self._child.expect(pexpect.EOF)


def draw_question(environ: Mapping[str, str]) -> None:
    """Draw a question of the shipped deck that was answered wrongly."""
    terminal = Terminal("quiz process", environ)
    terminal.press("", "New: ")
    terminal.press("\r", RIGHT)
    wrong = next(letter for letter in "ab" if not re.search(rf"\b{letter}  {RIGHT}", terminal.text))
    terminal.press(wrong, "1 Again")
    terminal.draw("screen.svg")


def draw_prediction(environ: Mapping[str, str]) -> None:
    """Draw a prediction with what was measured here: of memory, which other programs do not disturb."""
    terminal = Terminal("quiz process", environ)
    terminal.press("", "New: ")
    terminal.press("\r", RIGHT)
    terminal.press("p", "Predict and prove")
    memory = next(letter for letter in "abcdefghij" if f"{letter}  The memory of a process by fork" in terminal.text)
    terminal.press(memory, "your prediction")
    terminal.press("40\r", "Claim:")
    terminal.draw("prediction.svg")


def main() -> None:
    """Write the pictures."""
    with TemporaryDirectory() as folder:
        database = f"{folder}/q.db"
        own = {"QUIZAPP_DB": database, "QUIZAPP_NOW": NOW, "TZ": "UTC", "TERM": "xterm-256color", "HOME": folder}
        environ = os.environ | own
        a_year(database)
        page = Terminal("learn process", environ)
        page.press("", "more below")
        page.draw("page.svg")
        progress = Terminal("progress", environ)
        progress.press("", "1 Map")
        progress.press("2", "in a row")
        progress.draw("progress.svg")
        for name, draw in (("a", draw_question), ("b", draw_prediction)):
            draw(environ | {"QUIZAPP_DB": f"{folder}/{name}.db"})


if __name__ == "__main__":
    main()
