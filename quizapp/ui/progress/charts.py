"""What the tabs draw with: headings, bars of counts, shares, sparks. Every figure stands beside its drawing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from rich.text import Text

Document = Mapping[str, Any]
Lines = list[Any]
"""What Rich can print."""

BAR = "█"
SPARKS = "▁▂▃▄▅▆▇█"
ASCII = str.maketrans("█▁▂▃▄▅▆▇▪■·–…├─┤●", "#..::++#oO.-.|-|o")


def heading(text: str) -> Text:
    """Return a heading with room above it."""
    return Text(f"\n{text}", style="bold")


def quiet(text: str) -> Text:
    """Return a remark."""
    return Text(text, style="quiet")


def style_of(chance: float | None) -> str:
    """Return the colour of a chance of recall; the number beside it says the same."""
    if chance is None:
        return "dim"
    return "green" if chance >= 0.9 else "yellow" if chance >= 0.7 else "red"


def bars(rows: Iterable[tuple[str, float, str]], width: int, style: str = "cyan") -> Lines:
    """Return a line for each (label, value, figure): the longest bar is `width` wide."""
    listed = list(rows)
    most = max((value for _, value, _ in listed), default=0) or 1
    room = max((len(label) for label, _, _ in listed), default=0)
    return [
        Text.assemble(f"{label:>{room}}  ", (BAR * max(round(value / most * width), value > 0), style), f" {figure}")
        for label, value, figure in listed
    ]


def spark(values: Sequence[float]) -> str:
    """Return a character for each value, from the lowest to the highest line."""
    most = max(values, default=0) or 1
    return "".join(SPARKS[min(len(SPARKS) - 1, int(value / most * len(SPARKS)))] if value else "·" for value in values)


def share(recalled: int, reviews: int) -> str:
    """Return a share with what it is of."""
    return f"{recalled / reviews:.0%} of {reviews}" if reviews else "none yet"


def day_name(text: str) -> str:
    """Return a day as `Mon 02 Mar`."""
    return date.fromisoformat(text).strftime("%a %d %b")


def edges(row: Mapping[str, Any], unit: str = "") -> str:
    """Return the range of a bin."""
    low, high = row["low"], row["high"]
    return f"{low:g}{unit} and more" if high is None else f"{low:g} to {high:g}{unit}"
