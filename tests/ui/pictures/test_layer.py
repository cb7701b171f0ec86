"""Pictures over the lines of a frame: their size, what of them is in sight, and when they are drawn again."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from quizapp.ui.pictures.layer import PictureLayer
from quizapp.ui.pictures.picture import MOST_PIXELS, Picture, read_picture
from quizapp.ui.pictures.sequences import KITTY_ERASE
from quizapp.ui.pictures.terminals import PictureTerminal

KITTY = PictureTerminal("kitty", (10, 20))
FOOT = PictureTerminal("sixel", (10, 20))


def _saved(path: Path, size: tuple[int, int]) -> Path:
    Image.new("RGB", size, "red").save(path)
    return path


def _rows(picture: Picture, console: Console) -> list[list]:  # type: ignore[type-arg]
    return console.render_lines(picture, console.options.update(width=76), pad=False)


@pytest.mark.parametrize(
    ("pixels", "cells"),
    [
        ((200, 100), (20, 5)),
        ((1000, 100), (76, 4)),
        ((100, 10000), (1, 12)),
        ((1, 1), (1, 1)),
        ((4000, 4000), (24, 12)),
    ],
)
def test_picture_is_made_smaller_to_fit_and_never_larger(
    tmp_path: Path, pixels: tuple[int, int], cells: tuple[int, int]
) -> None:
    picture = read_picture(_saved(tmp_path / "a.png", pixels), KITTY)
    assert picture is not None
    rows = _rows(picture, Console(width=80, height=24, file=io.StringIO()))
    assert (len(rows[0][0].text), len(rows)) == cells


def test_picture_is_drawn_once_and_again_where_it_has_moved(tmp_path: Path) -> None:
    layer = PictureLayer(KITTY)
    (picture,) = layer.pictures([_saved(tmp_path / "a.png", (200, 200))])
    rows = _rows(picture, Console(width=80, height=24, file=io.StringIO()))
    first = layer.over([[], *rows, []], margin=2)
    assert (first.before, first.kept) == ("", frozenset())
    assert first.after.startswith("\x1b[2;3H\x1b_Ga=T,f=100,q=2,C=1,c=20,r=10,")
    again = layer.over([[], *rows, []], margin=2)
    assert (again.before, again.after, again.kept) == ("", "", frozenset(range(1, 11)))
    scrolled = layer.over([*rows[4:], [], []], margin=2)
    assert scrolled.before == KITTY_ERASE
    assert scrolled.after.startswith("\x1b[1;3H\x1b_Ga=T,f=100,q=2,C=1,c=20,r=6,")
    gone = layer.over([[], []], margin=2)
    assert (gone.before, gone.after, layer.erased()) == (KITTY_ERASE, "", "")


def test_two_pictures_one_below_the_other_are_two(tmp_path: Path) -> None:
    layer = PictureLayer(FOOT)
    files = [_saved(tmp_path / "a.png", (20, 40)), _saved(tmp_path / "b.png", (30, 60))]
    console = Console(width=80, height=24, file=io.StringIO())
    rows = [row for picture in layer.pictures([*files, files[0]]) for row in _rows(picture, console)]
    over = layer.over(rows, margin=0)
    assert [part.partition("H")[0] for part in over.after.split("\x1b[")[1:]] == ["1;1", "3;1", "6;1"]
    assert over.after.count("\x1bP") == 3
    assert layer.over([], margin=0).before == ""  # text erases sixels


def _huge() -> bytes:
    """Return a PNG whose header promises more pixels than are read."""
    header = b"IHDR" + struct.pack(">IIBBBBB", MOST_PIXELS // 1000 + 1, 1000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG", b"<svg/>", b"%PDF-1.4", _huge()], ids=["empty", "cut", "svg", "pdf", "huge"]
)
def test_what_cannot_be_shown_is_no_picture(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    assert PictureLayer(KITTY).pictures([tmp_path / "a.png", tmp_path / "missing.png"]) == []
