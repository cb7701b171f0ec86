"""The end of a session: what was learnt, what comes back, what to do next."""

from collections.abc import Iterator
from datetime import datetime

from rich.text import Text

from quizapp.core.session_values import Summary
from quizapp.ui.escape import visible


def summary_lines(summary: Summary) -> Iterator[Text]:
    """Yield the summary as lines."""
    if summary.answered:
        minutes = max(1, round(summary.seconds / 60))
        yield Text(f"{summary.answered} answered, {summary.correct} right, {minutes} min", style="bold")
    else:
        yield Text("No questions were answered.", style="bold")
    if summary.learnt:
        yield Text(f"New concepts: {visible(', '.join(summary.learnt))}")
    for card, ask in summary.missed[:5]:
        yield Text.assemble("Look again at: ", visible(ask)[:60], (f"  {visible(card)}", "dim"))
    for note in summary.notes:
        yield Text(note)
    if summary.due_tomorrow:
        yield Text(f"Tomorrow: {summary.due_tomorrow} due")
    elif summary.next_due_ms:
        when = datetime.fromtimestamp(summary.next_due_ms / 1000).astimezone()
        yield Text(f"Next: {when:%a %d %b, %H:%M}")
    if summary.streak:
        yield Text(f"Streak: {summary.streak}")
    if summary.advice:
        yield Text(summary.advice, style="dim")
