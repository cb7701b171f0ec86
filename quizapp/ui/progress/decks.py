"""The sixth tab: how far the decks are, and what it takes to finish them."""

from rich.table import Table
from rich.text import Text

from quizapp.core.counting import counted
from quizapp.core.statistics.deck_pace import LimitCost
from quizapp.core.statistics.progress_report import DeckRow, ProgressReport
from quizapp.ui.course_page import path_lines
from quizapp.ui.escape import one_line
from quizapp.ui.hanging import Hanging
from quizapp.ui.progress.charts import Lines, heading, quiet

TITLE = "Decks"
NARROW = 60  # cells below which there is no table
WIDEST_TITLE = 26  # cells


def lines(report: ProgressReport, width: int) -> Lines:
    """Return a row for each deck, then what other limits of new cards would cost."""
    if not report.decks:
        return [quiet("No decks yet. To import one: quizapp import PATH")]
    rows = [_table(report)] if width >= NARROW else _listed(report)
    told = quiet("Days left at the pace of the last 30 days, or since you began; minutes include later reviews.")
    return [*rows, told, *_limits(report, width), *_paths(report)]


def _limits(report: ProgressReport, width: int) -> Lines:
    """Return what each limit of new cards would cost for each deck that has new cards."""
    unfinished = [row for row in report.decks if row.progress.new]
    if not unfinished:
        return []
    title = heading("With so many new cards a day")
    told = quiet("To change the limit: quizapp config new_per_day 10")
    if width < NARROW:
        return [title, *(line for row in unfinished for line in _costs(row)), told]
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="quiet")
    table.add_column("", no_wrap=True, max_width=WIDEST_TITLE)
    for each in unfinished[0].progress.limits:
        table.add_column(f"{each.new_per_day} a day", justify="right")
    for row in unfinished:
        table.add_row(Text(one_line(row.title)), *map(_cost, row.progress.limits))
    return [title, table, told]


def _costs(row: DeckRow) -> Lines:
    """Return a deck's title and below it a line for each limit, for narrow terminals."""
    costs = (Text(f"  {each.new_per_day:>3} a day: {_cost(each)}") for each in row.progress.limits)
    return [Text(one_line(row.title), style="bold"), *costs]


def _cost(limit: LimitCost) -> str:
    days = "–" if limit.days_left is None else counted(limit.days_left, "day")
    return f"{days}, {limit.minutes_a_day:.{0 if limit.minutes_a_day >= 10 else 1}f} min"


def _paths(report: ProgressReport) -> Lines:
    """Return the learning paths, each with a bar of the cards that were asked."""
    return [heading("Learning paths"), *path_lines(report.paths, report.new_per_day)] if report.paths else []


def _listed(report: ProgressReport) -> Lines:
    """Return the figures of each deck below its title, for narrow terminals."""
    parts: Lines = []
    for row in report.decks:
        done = row.progress
        told = f"{done.learnt} learnt, {done.learning} learning, {done.new} new"
        left = "" if done.days_left is None else f", {counted(done.days_left, 'day')} left"
        parts += [Text(one_line(row.title), style="bold")]
        parts.append(Hanging(Text("  "), Text(f"{told}{left}, {done.minutes_a_day:g} min/day")))
    return parts


def _table(report: ProgressReport) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="quiet")
    table.add_column("Deck", no_wrap=True, max_width=WIDEST_TITLE)
    for name in ("learnt", "learning", "new", "days left", "min/day"):
        table.add_column(name, justify="right")
    for row in report.decks:
        done = row.progress
        left = "–" if done.days_left is None else str(done.days_left)
        figures = [str(done.learnt), str(done.learning), str(done.new), left, f"{done.minutes_a_day:g}"]
        table.add_row(Text(one_line(row.title)), *figures)
    return table
