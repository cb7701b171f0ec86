"""Charts of progress in the terminal: numbers beside colour, right at 80 columns."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from quizapp.core.model import SECTION_TITLES
from quizapp.ui.safe import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

SHORT = {"what": "what", "why": "why", "how": "how", "example": "exam", "when": "when", "pros_cons": "pros",
         "related": "rel", "conclusion": "conc"}  # fmt: skip
BLOCKS = " ▁▂▃▄▅▆▇█"


def style_of(chance: float | None) -> str:
    """Return the colour of a chance of recall."""
    if chance is None:
        return "dim"
    return "green" if chance >= 0.9 else "yellow" if chance >= 0.7 else "red"


def understanding_map(concepts: Sequence[Mapping[str, Any]]) -> "Table":
    """Return concepts by sections, each cell the chance of recall now in percent."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 1), pad_edge=False)
    table.add_column("Concept", no_wrap=True, max_width=18)
    for name in SECTION_TITLES:
        table.add_column(SHORT[name], justify="right")
    table.add_column("all", justify="right")
    for concept in concepts:
        cells = [_cell(concept["sections"][name]) for name in SECTION_TITLES]
        table.add_row(Text(visible(concept["title"])), *cells, Text(f"{concept['mastery']:.0%}", style="bold"))
    return table


def _cell(chance: float | None) -> "Text":
    from rich.text import Text

    return Text("–" if chance is None else f"{chance:.0%}", style=style_of(chance))


def calendar(per_day: Sequence[Mapping[str, Any]], today: str, weeks: int = 20) -> list[str]:
    """Return seven lines, Monday to Sunday, a mark for each day of the last weeks: · none, ▪ some, ■ many."""
    counts = {row["day"]: row["reviews"] for row in per_day}
    end = date.fromisoformat(today)
    start = end - timedelta(days=end.weekday(), weeks=weeks - 1)
    lines = []
    for weekday, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        days = [start + timedelta(days=weekday, weeks=week) for week in range(weeks)]
        marks = [_mark(counts.get(day.isoformat(), 0)) if day <= end else " " for day in days]
        lines.append(f"{name} {' '.join(marks)}".rstrip())
    return lines


def _mark(count: int) -> str:
    return "·" if not count else "▪" if count < 20 else "■"


def bars(forecast: Sequence[Mapping[str, Any]], width: int = 40) -> list[str]:
    """Return a line a day: its name, a bar, the number."""
    most = max((row["due"] for row in forecast), default=0) or 1
    lines = []
    for row in forecast:
        day = date.fromisoformat(row["day"]).strftime("%a %d %b")
        lines.append(f"{day}  {'█' * round(row['due'] / most * width)} {row['due']}")
    return lines


def print_progress(console: "Console", document: Mapping[str, Any]) -> None:
    """Print the whole screen: map, habit, memory, forecast."""
    from rich.text import Text

    ascii_only = not (console.encoding or "").lower().startswith("utf")
    plain = str.maketrans("█▪■·–", "#oO.-") if ascii_only else {}

    def heading(text: str) -> None:
        console.print(Text(f"\n{text}", style="bold"))

    console.print(Text("What you would recall now, in percent (– is not asked yet)", style="bold"))
    console.print(understanding_map(document["concepts"]))
    streak, best = document["streak_days"], document["longest_streak_days"]
    heading(f"Habit: {streak} days in a row, longest {best}, {document['study_days']} study days in all")
    for line in calendar(document["per_day"], document["study_day"]):
        console.print(Text(line.translate(plain)))
    heading("Due in the next two weeks")
    for line in bars(document["forecast"]):
        console.print(Text(line.translate(plain)))
    heading("Memory and predictions")
    for line in figures(document):
        console.print(Text(line))


def figures(document: Mapping[str, Any]) -> list[str]:
    """Return the figures as lines of text."""
    retention = document["true_retention"]
    shown = {name: "none yet" if value is None else f"{value:.0%}" for name, value in retention.items()}
    lines = [
        f"{document['reviews']} reviews",
        f"true retention: 7 days {shown['7']}, 30 days {shown['30']}, all {shown['all']}",
    ]
    predicted = document["calibration"]["predictions"]
    if predicted["count"]:
        off = 2.718281828 ** predicted["median_error"]
        lines.append(f"{predicted['count']} predictions, the median off by a factor of {off:.2f}")
    proofs = document["proofs"]
    if proofs:
        held = sum(each["verdict"] == "confirmed" for each in proofs)
        lines.append(f"{len(proofs)} claims proved on this machine, {held} confirmed")
    for each in proofs:
        if each["before"]:
            what = f"{visible(each['experiment'])} on {visible(each['machine'])}"
            lines.append(f"changed: {what} was {each['before']}, is {each['verdict']}")
    for each in document["misconceptions"][:3]:
        if not each["gone"]:
            lines.append(f"still to be shaken off ({each['count']}x): {visible(each['says'])}")
    if document["leeches"]:
        lines.append(f"leeches: {', '.join(visible(card) for card in document['leeches'][:5])}")
    return lines


def print_plain(document: Mapping[str, Any]) -> list[str]:
    """Return every figure as text, one record a line, for a screen reader or a pipe."""
    lines = [f"study day {document['study_day']}", f"streak {document['streak_days']} days", *figures(document)]
    for concept in document["concepts"]:
        known = [f"{name} {value:.0%}" for name, value in concept["sections"].items() if value is not None]
        lines.append(f"{concept['title']}: mastery {concept['mastery']:.0%}; {', '.join(known) or 'nothing asked yet'}")
    lines += [f"due {row['day']}: {row['due']}" for row in document["forecast"]]
    return lines
