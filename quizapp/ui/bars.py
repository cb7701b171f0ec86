"""A prediction beside its measurement, as bars on one scale."""

from rich.text import Text

from quizapp.ui.escape import visible

WIDTH = 36


def bars(guess: tuple[float, float] | None, value: float, low: float, high: float, unit: str) -> Text:
    """Return a line for the prediction, a point or a range, and one for the measurement with its interval."""
    most = max(high, guess[1] if guess else 0.0) or 1.0
    lines = Text()
    if guess is not None:
        lines.append("you       ", style="dim")
        lines.append_text(_bar(guess[0], guess[1], most, "cyan"))
        figure = f"{guess[0]:.3g}" if guess[0] == guess[1] else f"{guess[0]:.3g} to {guess[1]:.3g}"
        lines.append(f" {figure} {visible(unit)}\n")
    lines.append("measured  ", style="dim")
    lines.append_text(_bar(value, value, most, "green"))
    lines.append(f" {value:.3g} {visible(unit)}  ({low:.3g} to {high:.3g})")
    return lines


def _bar(start: float, end: float, most: float, style: str) -> Text:
    """Return a bar from nothing to a point, or from one point to another."""
    left, right = round(start / most * WIDTH), max(1, round(end / most * WIDTH))
    if left >= right:
        return Text("█" * right, style=style)
    return Text(" " * left + "█" * (right - left), style=style)
