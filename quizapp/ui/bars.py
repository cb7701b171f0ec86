"""A prediction beside its measurement, as bars."""

from rich.text import Text

from quizapp.ui.safe import visible

WIDTH = 36


def bars(prediction: float | None, value: float, low: float, high: float, unit: str) -> Text:
    """Return a line for the prediction (where there is one) and one for the measurement with its interval."""
    most = max(high, prediction or 0.0) or 1.0
    lines = Text()
    if prediction is not None:
        lines.append("you       ", style="dim")
        lines.append("█" * max(1, round(prediction / most * WIDTH)), style="cyan")
        lines.append(f" {prediction:.2f} {visible(unit)}\n")
    lines.append("measured  ", style="dim")
    lines.append("█" * max(1, round(value / most * WIDTH)), style="green")
    lines.append(f" {value:.2f} {visible(unit)}  ({low:.2f} to {high:.2f})")
    return lines
