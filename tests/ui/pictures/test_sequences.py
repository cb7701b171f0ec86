"""What is written to draw a picture, read back by decoders of our own."""

import base64
import io
import re

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from quizapp.ui.pictures.sequences import Cells, iterm, kitty, sixel

NOISE = Image.effect_noise((120, 90), 80).convert("RGBA")


def _image(data: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA")


def test_kitty_gets_the_picture_in_chunks_with_its_size_in_cells() -> None:
    found = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", sent := kitty(NOISE, Cells(12, 4)))
    assert "".join(f"\x1b_G{keys};{data}\x1b\\" for keys, data in found) == sent
    assert found[0][0] == "a=T,f=100,q=2,C=1,c=12,r=4,m=1"
    assert [keys for keys, _ in found[1:]] == ["m=1"] * (len(found) - 2) + ["m=0"]
    assert all(len(data) <= 4096 for _, data in found)
    assert _image("".join(data for _, data in found)).tobytes() == NOISE.tobytes()


def test_iterm_gets_the_picture_in_one_sequence() -> None:
    sent = iterm(NOISE, Cells(12, 4))
    found = re.fullmatch(r"\x1b\]1337;File=inline=1;size=(\d+);width=12;height=4;[^:]*:([^\x07]*)\x07", sent)
    assert found is not None
    assert int(found[1]) == len(base64.b64decode(found[2]))
    assert _image(found[2]).tobytes() == NOISE.tobytes()


_SIXELS = re.compile(r"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)([?-~])|([?-~])|(\$)|(-)")


def _read_sixels(sent: str) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the colour in percent of each pixel that sixels draw."""
    header = re.match(r'\x1bP0;1;0q"1;1;\d+;\d+', sent)
    assert header and sent.endswith("\x1b\\")
    colors: dict[int, tuple[int, ...]] = {}
    pixels: dict[tuple[int, int], tuple[int, ...]] = {}
    x = y = color = 0
    for found in _SIXELS.finditer(sent[header.end() : -2]):
        number, *rgb = found.group(1, 2, 3, 4)
        if number and rgb[0] is not None:
            colors[int(number)] = tuple(map(int, rgb))
        elif number:
            color = int(number)
        elif found[8]:
            x = 0
        elif found[9]:
            x, y = 0, y + 6
        else:
            bits, count = ord(found[6] or found[7]) - 63, int(found[5] or 1)
            for at in range(x, x + count):
                pixels.update({(at, y + row): colors[color] for row in range(6) if bits >> row & 1})
            x += count
    return pixels


PIXEL = st.sampled_from([(255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (255, 255, 255, 255), (9, 9, 9, 0)])


@given(st.data(), st.integers(1, 17), st.integers(1, 14))
def test_sixels_draw_each_pixel_in_its_colour_and_no_transparent_one(
    data: st.DataObject, width: int, height: int
) -> None:
    image = Image.new("RGBA", (width, height))
    drawn = {}
    for x in range(width):
        for y in range(height):
            pixel = data.draw(PIXEL)
            image.putpixel((x, y), pixel)
            if pixel[3]:
                drawn[x, y] = tuple(round(value * 100 / 255) for value in pixel[:3])
    assert _read_sixels(sixel(image, Cells(1, 1))) == drawn
