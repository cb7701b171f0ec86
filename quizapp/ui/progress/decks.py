"""The sixth tab: how far the decks are, and what it takes to finish them."""

from rich.table import Table
from rich.text import Text

from quizapp.core.statistics.progress_report import ProgressReport
from quizapp.ui.course_page import path_lines
from quizapp.ui.escape import visible
from quizapp.ui.hanging import Hanging
from quizapp.ui.progress.charts import Lines, heading, quiet, shortened

TITLE = "Decks"
NARROW = 60  # cells below which there is no table


def lines(report: ProgressReport, width: int) -> Lines:
    """Return a row for each deck, then what other limits of new cards would cost."""
    if not report.decks:
        return [quiet("No decks yet. To import one: quizapp import PATH")]
    rows = [_table(report)] if width >= NARROW else _listed(report)
    parts: Lines = [
        *rows,
        Text(),
        quiet("Days left at the pace of the last 30 days; minutes include the reviews that follow."),
    ]
    for row in report.decks:
        if row.progress.new:
            costs = "; ".join(
                f"{each.new_per_day} a day: {each.days_left} days, {each.minutes_a_day:g} min"
                for each in row.progress.limits
            )
            title = shortened(f"{visible(row.title)}: ", 30)
            parts += [Hanging(title, quiet(costs))] if width >= NARROW else [title, Hanging(Text("  "), quiet(costs))]
    parts.append(quiet("To change the limit: quizapp config new_per_day 10"))
    return [*parts, *_paths(report)]


def _paths(report: ProgressReport) -> Lines:
    """Return the learning paths, each with a bar of the cards that were asked."""
    return [heading("Learning paths"), *path_lines(report.paths, report.new_per_day)] if report.paths else []


def _listed(report: ProgressReport) -> Lines:
    """Return the figures of each deck below its title, for narrow terminals."""
    parts: Lines = []
    for row in report.decks:
        done = row.progress
        told = f"{done.learnt} learnt, {done.learning} learning, {done.new} new"
        left = "" if done.days_left is None else f", {done.days_left} days left"
        parts += [Text(visible(row.title), style="bold")]
        parts.append(Hanging(Text("  "), Text(f"{told}{left}, {done.minutes_a_day:g} min/day")))
    return parts


def _table(report: ProgressReport) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="quiet")
    table.add_column("Deck", no_wrap=True, max_width=26)
    for name in ("learnt", "learning", "new", "days left", "min/day"):
        table.add_column(name, justify="right")
    for row in report.decks:
        done = row.progress
        left = "–" if done.days_left is None else str(done.days_left)
        figures = [str(done.learnt), str(done.learning), str(done.new), left, f"{done.minutes_a_day:g}"]
        table.add_row(Text(visible(row.title)), *figures)
    return table
