"""Bars of characters: every bar of the terminal is drawn by `bar` or `span`."""

from rich.text import Text

from quizapp.core.figures import figure, with_kept_unit
from quizapp.ui.escape import visible

FULL = "█"
WIDTH = 36  # of a bar in a comparison, at most
LEAST_WIDTH = 6  # of such a bar
NAME_WIDTH = 10


def bar(value: float, most: float, width: int, mark: str = FULL) -> str:
    """Return a bar from 0 to a value on a scale that ends at `most`; a value over 0 has at least one mark."""
    return mark * max(round(value / most * width), value > 0) if most > 0 else ""


def span(low: float, high: float, most: float, width: int) -> str:
    """Return a bar from one value to another on a scale that ends at `most`, at least one mark wide."""
    left, right = round(low / most * width), round(high / most * width)
    return " " * min(left, width - 1) + FULL * max(1, right - left)


def comparison(
    guess: tuple[float, float] | None, value: float, interval: tuple[float, float], unit: str, width: int = 80
) -> Text:
    """Return the prediction, a point or a range, above the measurement with its interval, on one scale.

    The lines fit into `width` cells; where little is left beside the figures, there are no bars.
    """
    low, high = interval
    measured = f"{figure(value)} {visible(unit)}  ({figure(low)} to {figure(high)})"
    rows = [("measured", "green", (value, value), measured)]
    if guess is not None:
        named = figure(guess[0]) if guess[0] == guess[1] else f"{figure(guess[0])} to {figure(guess[1])}"
        rows.insert(0, ("you", "cyan", guess, f"{named} {visible(unit)}"))
    most = max(high, guess[1] if guess else 0.0) or 1.0
    room = min(WIDTH, width - NAME_WIDTH - 1 - max(len(figures) for *_, figures in rows))
    return Text("\n").join(_row((*row[:3], with_kept_unit(row[3], visible(unit))), most, room) for row in rows)


def _row(row: tuple[str, str, tuple[float, float], str], most: float, room: int) -> Text:
    """Return one bar with its name and its figures; without the bar where there is no room for it."""
    name, style, (low, high), figures = row
    if room < LEAST_WIDTH:
        return Text.assemble((f"{name} ", "dim"), figures)
    drawn = bar(high, most, room) if low == high else span(low, high, most, room)
    return Text.assemble((f"{name:{NAME_WIDTH}}", "dim"), (drawn, style), f" {figures}")
