"""Wraps lines of plain text at words for a terminal: hanging indents, and widths in the terminal's cells."""

from collections.abc import Iterator

LEAST = 12  # cells that a wrapped line has at least, however far it hangs


def wrapped(line: str, width: int, hang: int | None = None) -> Iterator[str]:
    """Yield a line in pieces of at most `width` cells, broken at spaces where there are any.

    The pieces after the first are indented by `hang` cells, or by the line's own indent and two more; by less where
    that would leave too little room.
    """
    from rich.cells import cell_len

    indent = min(len(line) - len(line.lstrip(" ")), width // 2)
    line = " " * indent + line.lstrip(" ")
    hang = min(indent + 2 if hang is None else hang, max(0, width - LEAST), width // 2)
    while cell_len(line) > width:
        at = _break(line, width, max(indent, hang))
        yield line[:at].rstrip(" ")
        line, indent = " " * hang + line[at:].lstrip(" "), hang
    yield line


def _break(line: str, width: int, indent: int) -> int:
    """Return where a line is broken: at the last space that fits, or within a word that alone is too long."""
    from rich.cells import cell_len, set_cell_size

    fitting = len(set_cell_size(line, width))
    while cell_len(line[:fitting]) > width:  # a wide character that is cut in half becomes a space
        fitting -= 1
    space = line.rfind(" ", indent + 1, fitting + 1)
    return space if space > indent else max(fitting, indent + 1)
