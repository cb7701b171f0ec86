"""The third tab: retention, the distributions of memory states, the forecast, and leeches."""

from rich.text import Text

from quizapp.core.counting import counted
from quizapp.core.statistics.progress_report import MemoryReport, ProgressReport
from quizapp.ui.escape import visible
from quizapp.ui.progress.charts import Lines, bars, day_name, edges, heading, quiet, share, spark

TITLE = "Memory"
SHOWN = 8  # weeks of retention
NEAR = 14  # days of the forecast that are drawn one by one


def lines(report: ProgressReport, width: int) -> Lines:
    """Return retention, distributions, the forecast, and the cards that are forgotten most."""
    memory = report.memory
    if not any(row.cards for row in memory.stability):
        return [quiet("No reviews yet. To start: quizapp quiz")]
    parts: Lines = [Text(f"Desired: {memory.desired:.0%} recalled when a card is due", style="bold")]
    parts += _retention(memory)
    for name, group in (("young", memory.young), ("mature", memory.mature)):
        parts.append(Text(f"{name:>6}: {counted(group.cards, 'card')}, recalled {share(group.reviews)}"))
    for name, unit, bins in (
        ("Stability", " d", memory.stability),
        ("Difficulty", "", memory.difficulty),
        ("Retrievability", "", memory.retrievability),
    ):
        parts += [heading(name), *bars(((edges(each, unit), each.cards, str(each.cards)) for each in bins), 30)]
    near, year = memory.forecast[30][:NEAR], memory.forecast[365]
    parts += [
        heading("Due in the coming days"),
        *bars(((day_name(r.day), r.due, str(r.due)) for r in near), 30),
    ]
    weeks = [sum(row.due for row in year[start : start + 7]) for start in range(0, 364, 7)]
    parts += [
        Text(f"52 weeks: {spark(weeks)}"),
        quiet("Counts the cards that you have learnt; new cards add to it."),
    ]
    return parts + _trouble(memory)


def _retention(memory: MemoryReport) -> Lines:
    rows = memory.retention["week"][-SHOWN:]
    if not rows:
        return [quiet("True retention appears after the first review of a learnt card.")]
    parts: Lines = [quiet("True retention by week, with its 95% interval")]
    for row in rows:
        low, high = round(row.low * 40), round(row.high * 40)
        line = " " * low + "├" + "─" * max(0, high - low - 1) + "┤"
        at = round(row.recalled / row.reviews * 40)
        line = line[:at] + "●" + line[at + 1 :]
        few = "  few" if row.small else ""
        parts.append(Text(f"{day_name(row.start)} {line:<42} {share(row)}{few}"))
    return parts


def _trouble(memory: MemoryReport) -> Lines:
    parts: Lines = []
    if memory.lapses:
        named = ((visible(r.title), r.lapses, f"{r.lapses} in {r.reviews} reviews") for r in memory.lapses)
        parts += [heading("Forgotten most"), *bars(named, 20, "red")]
    if memory.leeches:
        parts.append(heading("Leeches: cards that you keep forgetting. Reword, split or suspend them."))
    for row in memory.leeches:
        parts += [
            Text(visible(row.ask)[:74]),
            quiet(f"  forgotten {row.lapses} times: {row.history[-40:]}"),
            quiet(f"  {visible(row.edit)}   (in the quiz, e edits the card)"),
        ]
    return parts
