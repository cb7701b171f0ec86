"""A line of text that fits into a number of cells."""

from rich.cells import cell_len, set_cell_size


def fitted(text: str, width: int) -> str:
    """Return a text that takes at most `width` cells, with an ellipsis where it was cut."""
    if cell_len(text) <= width:
        return text
    return f"{set_cell_size(text, width - 1).rstrip()}…" if width > 0 else ""


def padded(text: str, width: int) -> str:
    """Return a text that takes exactly `width` cells: cut, or followed by blanks."""
    return set_cell_size(fitted(text, width), width)
