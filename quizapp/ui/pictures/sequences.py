"""What is written to a terminal to draw a picture at the cursor.

Sources: the kitty graphics protocol (sw.kovidgoyal.net/kitty/graphics-protocol), inline images of iTerm2
(iterm2.com/documentation-images.html), and DEC's sixels (VT330/VT340 Programmer Reference Manual, chapter 14).
"""

import base64
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

    from quizapp.ui.pictures.terminals import PictureProtocol

KITTY_ERASE = "\x1b_Ga=d,d=A,q=2\x1b\\"
"""Deletes all pictures that are in sight, and their data."""

_CHUNK = 4096  # characters of data in one sequence of kitty
_COLORS = 64  # of a picture in sixels
_OPAQUE = 128  # the alpha value from which a pixel is drawn in sixels
_REPEATED = re.compile(rb"(.)\1{3,254}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cells:
    """The columns and rows of the window that a picture covers."""

    columns: int
    rows: int


def _png(image: "Image") -> str:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return base64.b64encode(out.getvalue()).decode("ascii")


def kitty(image: "Image", cells: Cells) -> str:
    """Return the sequences of kitty: in chunks, without a reply (q=2), the cursor stays (C=1)."""
    data = _png(image)
    chunks = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)]
    first = f"a=T,f=100,q=2,C=1,c={cells.columns},r={cells.rows},"
    return "".join(
        f"\x1b_G{first if not number else ''}m={int(number + 1 < len(chunks))};{chunk}\x1b\\"
        for number, chunk in enumerate(chunks)
    )


def iterm(image: "Image", cells: Cells) -> str:
    """Return the sequence of iTerm2, which WezTerm knows too."""
    data = _png(image)
    size = f"width={cells.columns};height={cells.rows};preserveAspectRatio=0;doNotMoveCursor=1"
    return f"\x1b]1337;File=inline=1;size={len(base64.b64decode(data))};{size}:{data}\x07"


def sixel(image: "Image", cells: Cells) -> str:
    """Return the picture in sixels of at most 64 colours; what is transparent is left as it is (P2=1)."""
    palettes = image.convert("RGB").quantize(_COLORS)
    colors = palettes.getpalette() or []
    pixels = palettes.tobytes()
    shown = image.getchannel("A").point([255 * (alpha >= _OPAQUE) for alpha in range(256)]).tobytes()
    used = sorted(set(pixels))
    parts = [f'\x1bP0;1;0q"1;1;{image.width};{image.height}']
    parts += [f"#{n};2;" + ";".join(str(round(v * 100 / 255)) for v in colors[3 * n : 3 * n + 3]) for n in used]
    for top in range(0, image.height, 6):
        band = slice(top * image.width, (top + 6) * image.width)
        parts.append("$".join(_band(pixels[band], shown[band], image.width)) + "-")
    return "".join(parts) + "\x1b\\"


def _band(pixels: bytes, shown: bytes, width: int) -> Iterator[str]:
    """Yield the six rows of a band once for each of its colours.

    Rows are combined as whole numbers of `width` bytes: 30 times as fast as pixel by pixel.
    """
    rows = [pixels[at : at + width] for at in range(0, len(pixels), width)]
    masks = [int.from_bytes(shown[at : at + width]) for at in range(0, len(shown), width)]
    for color in sorted(set(pixels)):
        bits = 0
        for number, (row, mask) in enumerate(zip(rows, masks, strict=True)):
            bits |= int.from_bytes(row.translate(_only(color, 1 << number))) & mask
        if bits:
            yield f"#{color}" + _packed(bits.to_bytes(width))


def _only(color: int, bit: int) -> bytes:
    return bytes(color) + bytes([bit]) + bytes(255 - color)


def _packed(bits: bytes) -> str:
    """Return sixel characters; a character that comes four times or more is written once, with its count."""
    characters = bytes(bit + 63 for bit in bits).rstrip(b"?")
    return _REPEATED.sub(lambda run: b"!%d%c" % (len(run[0]), run[0][0]), characters).decode("ascii")


ENCODERS: "Mapping[PictureProtocol, Callable[[Image, Cells], str]]" = {"kitty": kitty, "iterm": iterm, "sixel": sixel}
