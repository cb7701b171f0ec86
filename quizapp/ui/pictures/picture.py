"""A picture as a part of a frame: blank lines of its size, over which the screen draws it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.style import Style

from quizapp.ui.pictures.sequences import ENCODERS, Cells
from quizapp.ui.pictures.terminals import PictureTerminal

if TYPE_CHECKING:
    from PIL.Image import Image

MARK = "picture"
"""The key of a segment's style that holds the picture's path and the number of its row."""

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")  # the decoders that a deck's file can reach
MOST_PIXELS = 40_000_000  # 160 MB in memory


class Picture:
    """A picture that was read, and how it is drawn on a terminal."""

    def __init__(self, path: Path, image: "Image", terminal: PictureTerminal) -> None:
        self.path, self._image, self._terminal = path, image, terminal
        self._scaled: tuple[tuple[int, int], Image] | None = None

    def size(self, columns: int, rows: int) -> tuple[int, int]:
        """Return the columns and rows it takes of at most so many; it is never enlarged."""
        width, height = self._image.size
        across, down = self._terminal.cell
        factor = min(1.0, columns * across / width, rows * down / height)
        return _cells(width * factor, across, columns), _cells(height * factor, down, rows)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        columns, rows = self.size(options.max_width, max(3, console.height // 2))
        for row in range(rows):
            yield Segment(" " * columns, Style(meta={MARK: (str(self.path), row, columns, rows)}))
            yield Segment.line()

    def drawn(self, columns: int, rows: int, seen: range) -> str:
        """Return what draws some of its rows at the cursor, when it is `columns` wide and `rows` high."""
        across, down = self._terminal.cell
        scaled = self._scaled_to((columns * across, rows * down))
        part = scaled.crop((0, seen.start * down, scaled.width, seen.stop * down))
        return ENCODERS[self._terminal.protocol](part, Cells(columns, len(seen)))

    def _scaled_to(self, size: tuple[int, int]) -> "Image":
        if self._scaled is None or self._scaled[0] != size:
            self._scaled = size, self._image.resize(size)
        return self._scaled[1]


def _cells(pixels: float, cell: int, most: int) -> int:
    return max(1, min(most, round(pixels / cell)))


def read_picture(path: Path, terminal: PictureTerminal) -> Picture | None:
    """Return the picture in a file; None if it is no picture, is damaged or too large, or Pillow is not installed."""
    try:
        return Picture(path, _image_in(path), terminal)
    except Exception:  # a decoder may raise anything at a damaged file, and the card can be answered without it
        return None


def _image_in(path: Path) -> "Image":
    """Return the first frame of an image file, upright. Raises ImportError without Pillow, ValueError and others."""
    import warnings

    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
        opened = Image.open(path, formats=FORMATS)
    with opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError(f"more than {MOST_PIXELS:,} pixels")
        upright: Image.Image = ImageOps.exif_transpose(opened)
        return upright.convert("RGBA")
