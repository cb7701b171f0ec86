"""The end of a session: what was learnt, what comes back, what to do next."""

from collections.abc import Iterator
from datetime import datetime

from rich.text import Text

from quizapp.core.session_values import Summary
from quizapp.ui.escape import visible

SOON_MS = 60_000  # a step that comes back within a minute is asked now


def summary_lines(summary: Summary) -> Iterator[Text]:
    """Yield the summary as lines: what was done, what to look at again, and what comes next."""
    if summary.answered:
        minutes = max(1, round(summary.seconds / 60))
        yield Text(f"{summary.answered} answered, {summary.correct} right, {minutes} min", style="bold")
    elif not summary.is_done and not summary.notes:
        yield Text("No questions were answered.", style="bold")
    if summary.learnt:
        yield Text(f"New concepts: {visible(', '.join(summary.learnt))}")
    for card, ask in summary.missed[:5]:
        yield Text.assemble("Look again at: ", visible(ask)[:60], (f"  {visible(card)}", "dim"))
    for note in summary.notes:
        yield Text(note)
    yield from _next(summary)
    if summary.streak:
        yield Text(f"Streak: {summary.streak}")
    if summary.advice:
        yield Text(summary.advice, style="dim")


def _next(summary: Summary) -> Iterator[Text]:
    """Yield what is left today, else what comes next."""
    if summary.is_done:
        later = _when(summary, "The next card comes {:%a %d %b, %H:%M}.")
        yield Text(f"Done for today. {f'{summary.due_tomorrow} tomorrow.' if summary.due_tomorrow else later}".strip())
        return
    if summary.left:
        is_later = not summary.new_left and (summary.next_due_ms or 0) > summary.now_ms + SOON_MS
        when = _when(summary, "the next at {:%H:%M}.") if is_later else "run `quizapp` to continue."
        yield Text(f"{summary.left} more {'waits' if summary.left == 1 else 'wait'} today: {when}")
    if summary.due_tomorrow:
        yield Text(f"Tomorrow: {summary.due_tomorrow} due")


def _when(summary: Summary, form: str) -> str:
    """Return when the next card comes, in the learner's time zone."""
    if summary.next_due_ms is None:
        return ""
    return form.format(datetime.fromtimestamp(summary.next_due_ms / 1000, summary.zone))
