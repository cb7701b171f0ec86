"""What the tabs draw with: headings, bars, shares, sparklines. Every bar has its number next to it."""

from collections.abc import Iterable, Sequence
from datetime import date

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from quizapp.core.model import Rating
from quizapp.core.statistics.retention import Bin, PeriodRetention, Recalled
from quizapp.core.statistics.review_counts import HourCount
from quizapp.ui.bars import FULL, bar

Lines = list[RenderableType]

LONGEST_BAR, LEAST_BAR = 40, 6  # cells
RATED = tuple(f"rating.{rating}" for rating in Rating)
"""The colours of the ratings, from Again to Easy."""

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
    """Return a line of at most `width` cells for each (label, value, figure), as far as labels and figures allow."""
    listed = list(rows)
    most = max((value for _, value, _ in listed), default=0) or 1
    labels = max((cell_len(label) for label, _, _ in listed), default=0)
    room = bar_room(width, labels, max((cell_len(figure) for *_, figure in listed), default=0))
    return [
        Text.assemble(right_aligned(label, labels), "  ", (bar(value, most, room), style), f" {figure}")
        for label, value, figure in listed
    ]


def bar_room(width: int, labels: int, figures: int) -> int:
    """Return the cells of the longest bar, between labels and figures of so many cells."""
    return max(LEAST_BAR, min(LONGEST_BAR, width - labels - figures - 3))


def right_aligned(label: str, cells: int) -> str:
    """Return a label behind spaces that fill so many cells."""
    return " " * (cells - cell_len(label)) + label


def rating_bars(rows: Sequence[tuple[str, Sequence[int]]], width: int) -> Lines:
    """Return a line for each (label, counts of Again, Hard, Good and Easy): a bar and the counts, in their colours."""
    most = max((sum(counts) for _, counts in rows), default=0) or 1
    columns = [max(len(str(counts[place])) for _, counts in rows) for place in range(len(RATED))] if rows else []
    labels = max((cell_len(label) for label, _ in rows), default=0)
    room = bar_room(width, labels, sum(columns) + len(columns) - 1)
    lines: Lines = []
    for label, counts in rows:
        ends = [round(sum(counts[: place + 1]) / most * room) for place in range(len(RATED))]
        parts = [(FULL * (end - begin), style) for begin, end, style in zip([0, *ends], ends, RATED, strict=False)]
        pad = " " * (room - ends[-1])
        figures = [(f" {n:>{cells}}", style) for n, cells, style in zip(counts, columns, RATED, strict=True)]
        lines.append(Text.assemble(right_aligned(label, labels), "  ", *parts, pad, *figures))
    return lines


def share_axis(room: int, desired: float, indent: int) -> Text:
    """Return the axis of shares below a chart `room` cells wide: its ends, and the desired share below its line."""
    told = f"{desired:.0%}"
    at = max(3, round(desired * room) - len(told) // 2)
    line = f"{'0%':<{at}}{told}"
    rest = room + 3 - len(line)
    return Text(" " * indent + line + (right_aligned("100%", rest) if rest > len("100%") else ""), style="quiet")


def shortened(text: str, cells: int) -> Text:
    """Return a text of at most so many cells, with an ellipsis where it is longer."""
    shown = Text(text)
    shown.truncate(cells, overflow="ellipsis")
    return shown


def share_line(interval: tuple[float, float], recalled: float, desired: float, room: int) -> Text:
    """Return a share as a dot on its interval, with a line at the desired share; the line is `room` + 1 cells long."""
    cells = [" "] * (room + 1)
    first, last = (round(end * room) for end in interval)
    cells[first : last + 1] = ["├", *"─" * (last - first - 1), "┤"][: last - first + 1]
    wanted = round(desired * room)
    cells[wanted] = "┊" if cells[wanted] in " ─" else cells[wanted]
    cells[round(recalled * room)] = "●"
    return Text("".join(cells))


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
