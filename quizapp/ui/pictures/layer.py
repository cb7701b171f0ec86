"""Draws the pictures of a frame after its text, and erases those of the frame before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.segment import Segment

from quizapp.ui.pictures.picture import MARK, Picture, read_picture
from quizapp.ui.pictures.sequences import KITTY_ERASE
from quizapp.ui.pictures.terminals import PictureTerminal


@dataclass(frozen=True, slots=True)
class Placed:
    """The rows of a picture that are in sight, and the row of the window where they begin."""

    path: str
    window_row: int
    seen: range
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is written before and after the text of a frame, and the window's rows whose picture stays."""

    before: str = ""
    after: str = ""
    kept: frozenset[int] = frozenset()


class PictureLayer:
    """The pictures that were read, and those that are on the screen."""

    def __init__(self, terminal: PictureTerminal) -> None:
        self._terminal = terminal
        self._read: dict[Path, Picture | None] = {}
        self._drawn: tuple[Placed, ...] = ()

    def pictures(self, files: Sequence[Path]) -> list[Picture]:
        """Return those of some files that can be shown."""
        for file in files:
            if file not in self._read:
                self._read[file] = read_picture(file, self._terminal)
        return [found for file in files if (found := self._read[file])]

    def over(self, rows: Sequence[Sequence[Segment]], margin: int) -> Overlay:
        """Return what draws the pictures of a frame's rows; those that are on the screen already are kept."""
        placed = tuple(_placed(rows))
        if placed == self._drawn:
            return Overlay(kept=frozenset(row for each in placed for row in _window_rows(each)))
        erased, self._drawn = self.erased(), placed
        return Overlay(erased, "".join(self._sequence(each, margin) for each in placed))

    def erased(self) -> str:
        """Return what erases the pictures on the screen; text erases those of other protocols than kitty's."""
        erase = KITTY_ERASE if self._drawn and self._terminal.protocol == "kitty" else ""
        self._drawn = ()
        return erase

    def _sequence(self, placed: Placed, margin: int) -> str:
        picture = self._read[Path(placed.path)]
        assert picture is not None
        drawn = picture.drawn(placed.columns, placed.rows, placed.seen)
        return f"\x1b[{placed.window_row + 1};{margin + 1}H{drawn}"


def _window_rows(placed: Placed) -> range:
    return range(placed.window_row, placed.window_row + len(placed.seen))


def _placed(rows: Sequence[Sequence[Segment]]) -> Iterator[Placed]:
    """Yield the pictures whose rows are among those of a window."""
    last: Placed | None = None
    for window_row, row in enumerate(rows):
        mark = next((each.style.meta[MARK] for each in row if each.style and MARK in each.style.meta), None)
        if last and (mark is None or mark[1] != last.seen.stop or mark[0] != last.path):
            yield last
            last = None
        if mark is None:
            continue
        path, number, columns, height = mark
        begun = (last.window_row, last.seen.start) if last else (window_row, number)
        last = Placed(path, begun[0], range(begun[1], number + 1), columns, height)
    if last:
        yield last
