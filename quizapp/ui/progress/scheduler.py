"""The fourth tab: how well the scheduler predicts recall."""

from rich.text import Text

from quizapp.core.statistics.progress_report import ProgressReport
from quizapp.ui.progress.charts import Lines, heading, quiet

TITLE = "Scheduler"
NARROW = 60  # cells below which the words are short


def lines(report: ProgressReport, width: int) -> Lines:
    """Return log loss, RMSE(bins), and predicted and actual recall by tenths."""
    found = report.recall
    if not found.bins:
        return [quiet("Predicted and actual recall are compared here after the first review on another day.")]
    parts: Lines = [
        Text(f"Log loss {found.log_loss:.4f}, RMSE(bins) {found.rmse_bins:.2%}", style="bold"),
        quiet("Smaller is better. `quizapp optimize` fits the scheduler to your reviews."),
        heading("Predicted and actual recall"),
        quiet("predicted  recalled  reviews"),
    ]
    tail = " than predicted" if width >= NARROW else ""
    for row in found.bins:
        off = row.recalled - row.predicted
        word = "as predicted" if abs(off) < 0.02 else f"{'more' if off > 0 else 'less'}{tail}"
        parts.append(Text(f"{row.predicted:>9.0%}  {row.recalled:>8.0%}  {row.count:>7}  {word}"))
    return parts
