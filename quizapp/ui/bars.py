"""Bars of characters: every bar of the terminal is drawn by `bar` or `span`."""

from rich.text import Text

from quizapp.ui.escape import visible

FULL = "█"
WIDTH = 36  # of a comparison


def bar(value: float, most: float, width: int, mark: str = FULL) -> str:
    """Return a bar from 0 to a value on a scale that ends at `most`; a value over 0 has at least one mark."""
    return mark * max(round(value / most * width), value > 0) if most > 0 else ""


def span(low: float, high: float, most: float, width: int) -> str:
    """Return a bar from one value to another on a scale that ends at `most`, at least one mark wide."""
    left, right = round(low / most * width), round(high / most * width)
    return " " * min(left, width - 1) + FULL * max(1, right - left)


def comparison(guess: tuple[float, float] | None, value: float, low: float, high: float, unit: str) -> Text:
    """Return the prediction, a point or a range, above the measurement with its interval, on one scale."""
    most = max(high, guess[1] if guess else 0.0) or 1.0
    lines = Text()
    if guess is not None:
        point = guess[0] == guess[1]
        lines.append("you       ", style="dim")
        lines.append(bar(guess[1], most, WIDTH) if point else span(*guess, most, WIDTH), style="cyan")
        figure = f"{guess[0]:.3g}" if point else f"{guess[0]:.3g} to {guess[1]:.3g}"
        lines.append(f" {figure} {visible(unit)}\n")
    lines.append("measured  ", style="dim")
    lines.append(bar(value, most, WIDTH), style="green")
    lines.append(f" {value:.3g} {visible(unit)}  ({low:.3g} to {high:.3g})")
    return lines
