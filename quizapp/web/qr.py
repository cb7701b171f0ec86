"""An address as a QR code for a terminal."""

from collections.abc import Iterator


def lines(address: str) -> Iterator[str]:
    """Yield the lines of a QR code, two rows of modules in each; dark is blank, as on a dark terminal."""
    import segno

    rows = [list(row) for row in segno.make(address, error="l", micro=False).matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    for above, below in zip(rows[::2], rows[1::2], strict=True):
        yield "".join(_BLOCKS[bool(one), bool(other)] for one, other in zip(above, below, strict=True))


_BLOCKS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
