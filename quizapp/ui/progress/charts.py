"""What the tabs draw with: headings, bars, shares, sparklines. Every bar has its number next to it."""

from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.statistics.retention import Bin, PeriodRetention, Recalled
from quizapp.core.statistics.review_counts import HourCount
from quizapp.ui.bars import bar

Lines = list[RenderableType]

SPARKS = "▁▂▃▄▅▆▇█"


def heading(text: str) -> Text:
    """Return a heading with an empty line above it."""
    return Text(f"\n{text}", style="bold")


def quiet(text: str) -> Text:
    """Return a remark in dim text."""
    return Text(text, style="quiet")


def style_of(chance: float | None) -> str:
    """Return the colour of a chance of recall."""
    if chance is None:
        return "dim"
    return "green" if chance >= 0.9 else "yellow" if chance >= 0.7 else "red"


def bars(rows: Iterable[tuple[str, float, str]], width: int, style: str = "cyan") -> Lines:
    """Return a line for each (label, value, figure); the longest bar is `width` wide."""
    listed = list(rows)
    most = max((value for _, value, _ in listed), default=0) or 1
    room = max((len(label) for label, _, _ in listed), default=0)
    return [
        Text.assemble(f"{label:>{room}}  ", (bar(value, most, width), style), f" {figure}")
        for label, value, figure in listed
    ]


def spark(values: Sequence[float]) -> str:
    """Return a sparkline: a character for each value, its height relative to the greatest."""
    most = max(values, default=0) or 1
    return "".join(SPARKS[min(len(SPARKS) - 1, int(value / most * len(SPARKS)))] if value else "·" for value in values)


def share(counted: Recalled | PeriodRetention | HourCount) -> str:
    """Return the share that was recalled and the number of reviews."""
    return f"{counted.recalled / counted.reviews:.0%} of {counted.reviews}" if counted.reviews else "none yet"


def day_name(text: str) -> str:
    """Return a day as `Mon 02 Mar`."""
    return date.fromisoformat(text).strftime("%a %d %b")


def edges(row: Bin, unit: str = "") -> str:
    """Return the range of a bin."""
    return f"{row.low:g}{unit} and more" if row.high is None else f"{row.low:g} to {row.high:g}{unit}"
