"""The third tab: retention, the distributions of memory states, the forecast, and leeches."""

from datetime import date

from rich.text import Text

from quizapp.core.counting import counted
from quizapp.core.statistics.habit import month_starts
from quizapp.core.statistics.progress_report import MemoryReport, ProgressReport
from quizapp.ui.escape import one_line, visible
from quizapp.ui.progress import charts
from quizapp.ui.progress.charts import Lines, bars, day_name, edges, heading, quiet, share, shortened, spark

TITLE = "Memory"
SHOWN = 8  # weeks of retention
DAY = 11  # cells of a day's name, with the space behind it
NEAR = 14  # days of the forecast that are drawn one by one


def lines(report: ProgressReport, width: int) -> Lines:
    """Return retention, distributions, the forecast, and the cards that are forgotten most."""
    memory = report.memory
    if not any(row.cards for row in memory.stability):
        return [quiet("No reviews yet. To start: quizapp quiz")]
    parts: Lines = [Text(f"Desired: {memory.desired:.0%} recalled when a card is due", style="bold")]
    parts += _retention(memory, width)
    for name, group in (("young", memory.young), ("mature", memory.mature)):
        parts.append(Text(f"{name:>6}: {counted(group.cards, 'card')}, recalled {share(group.reviews)}"))
    for name, unit, bins in (
        ("Stability", " d", memory.stability),
        ("Difficulty", "", memory.difficulty),
        ("Retrievability", "", memory.retrievability),
    ):
        parts += [heading(name), *bars(((edges(each, unit), each.cards, str(each.cards)) for each in bins), width)]
    near, year = memory.forecast[30][:NEAR], memory.forecast[365]
    parts += [
        heading("Due in the coming days"),
        *bars(((day_name(r.day), r.due, str(r.due)) for r in near), width),
    ]
    weeks = [sum(row.due for row in year[start : start + 7]) for start in range(0, 364, 7)]
    parts += [
        heading("Due in the coming 52 weeks"),
        Text(spark(weeks[: width - 1]), style="cyan"),
        quiet(month_axis(report.study_day, min(52, width - 1))),
        quiet("Counts the cards that you have learnt; new cards add to it."),
    ]
    return parts + _trouble(memory, width)


def month_axis(today: str, weeks: int) -> str:
    """Return the names of the coming months, each below the week in which it begins."""
    line = ""
    for week, name in month_starts(date.fromisoformat(today), weeks).items():
        if len(line) <= week and week + len(name) <= weeks:
            line = f"{line:<{week}}{name} "
    return line.rstrip()


def _retention(memory: MemoryReport, width: int) -> Lines:
    rows = memory.retention["week"][-SHOWN:]
    if not rows:
        return [quiet("True retention appears after the first review of a learnt card.")]
    shares = [f"{share(row)}{'  few' if row.small else ''}" for row in rows]
    room = min(charts.LONGEST_BAR, width - DAY - 2 - max(map(len, shares)))
    parts: Lines = [quiet("True retention by week, with its 95% interval; ┊ is the desired one")]
    for row, figures in zip(rows, shares, strict=True):
        line = charts.share_line((row.low, row.high), row.recalled / row.reviews, memory.desired, room)
        parts.append(Text.assemble(f"{day_name(row.start)} ", line, f" {figures}"))
    return [*parts, charts.share_axis(room, memory.desired, DAY)]


def _trouble(memory: MemoryReport, width: int) -> Lines:
    parts: Lines = []
    if memory.lapses:
        named = ((one_line(r.title), r.lapses, f"{r.lapses} in {r.reviews} reviews") for r in memory.lapses)
        parts += [heading("Forgotten most"), *bars(named, width, "red")]
    if memory.leeches:
        parts.append(heading("Leeches: cards that you keep forgetting. Reword, split or suspend them."))
    for row in memory.leeches:
        parts += [
            shortened(visible(row.ask), width),
            quiet(f"  forgotten {row.lapses} times: {row.history[-40:]}"),
            quiet(f"  {visible(row.edit)}   (in the quiz, e edits the card)"),
        ]
    return parts
