"""Charts as inline SVG, each with a title, a description, values on hover, and a table of its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from quizapp.core.statistics.habit import StudyDay
from quizapp.core.statistics.retention import CalibrationBin, PeriodRetention

WIDTH, HEIGHT, FOOT = 640, 180, 22  # in SVG units; a chart scales with the page
Cell = str | int | float | None
"""What a table shows in one place; None is a dash."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its column names and the label that opens it."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    label: str = "The numbers"


def figure(name: str, told: str, drawing: str, numbers: Table, height: int = HEIGHT) -> str:
    """Return a chart with its caption, a sentence about it, and the table of its numbers."""
    key = "".join(character if character.isalnum() else "-" for character in name.lower())
    return (
        f'<figure><figcaption id="{key}">{escape(name)}</figcaption>'
        f'<svg role="img" aria-labelledby="{key}-title" aria-describedby="{key}-desc" viewBox="0 0 {WIDTH} {height}">'
        f'<title id="{key}-title">{escape(name)}</title><desc id="{key}-desc">{escape(told)}</desc>{drawing}</svg>'
        f'<p class="told">{escape(told)}</p>{table(numbers)}</figure>'
    )


def table(numbers: Table, *, opened: bool = False) -> str:
    """Return a table that the reader can open; `opened` shows it at once."""
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in numbers.head)
    body = "".join(f"<tr>{''.join(f'<td>{shown(cell)}</td>' for cell in row)}</tr>" for row in numbers.rows)
    inner = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    label = f"<summary>{escape(numbers.label)}</summary>"
    return f'<details{" open" if opened else ""}>{label}<div class="wide" tabindex="0">{inner}</div></details>'


def shown(cell: Cell) -> str:
    """Return the text of a cell, escaped."""
    return "–" if cell is None else escape(f"{cell:g}" if isinstance(cell, float) else str(cell))


def bars(values: Sequence[tuple[str, float, str]]) -> str:
    """Return a bar for each (label, value, hover text), with as many labels as fit."""
    if not values:
        return ""
    most = max((value for _, value, _ in values), default=0) or 1
    step = WIDTH / len(values)
    every = max(1, round(len(values) * 46 / WIDTH))
    parts = []
    for index, (label, value, hover) in enumerate(values):
        tall = value / most * (HEIGHT - FOOT - 8)
        left = index * step + min(2, step * 0.1)
        wide = max(0.6, step - min(4, step * 0.2))
        parts.append(
            f'<rect class="bar" x="{left:.1f}" y="{HEIGHT - FOOT - tall:.1f}" width="{wide:.1f}" '
            f'height="{max(tall, 1.5 if value else 0):.1f}"><title>{escape(hover)}</title></rect>'
        )
        if index % every == 0:
            parts.append(
                f'<text x="{index * step + step / 2:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(label)}</text>'
            )
    return "".join(parts) + _floor()


def _floor() -> str:
    return f'<line class="floor" x1="0" x2="{WIDTH}" y1="{HEIGHT - FOOT}" y2="{HEIGHT - FOOT}"/>'


def shares(rows: Sequence[PeriodRetention], desired: float) -> str:
    """Return retention over time with its intervals, and a line at the desired retention."""
    if not rows:
        return ""

    def y(share: float) -> float:
        return 6 + (HEIGHT - FOOT - 6) * (1 - share)

    step = WIDTH / len(rows)
    every = max(1, round(len(rows) * 60 / WIDTH))
    parts = [f'<line class="wanted" x1="0" x2="{WIDTH}" y1="{y(desired):.1f}" y2="{y(desired):.1f}"/>']
    for index, row in enumerate(rows):
        middle, share = index * step + step / 2, row.recalled / row.reviews
        hover = f"{row.start}: {share:.0%} of {row.reviews} ({row.low:.0%} to {row.high:.0%})"
        parts.append(
            f'<g><title>{escape(hover)}</title><line class="range" x1="{middle:.1f}" x2="{middle:.1f}" '
            f'y1="{y(row.low):.1f}" y2="{y(row.high):.1f}"/>'
            f'<circle class="{"few" if row.small else "dot"}" cx="{middle:.1f}" cy="{y(share):.1f}" r="4"/></g>'
        )
        if index % every == 0:
            parts.append(f'<text x="{middle:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(row.start[5:])}</text>')
    return "".join(parts) + _floor()


def calendar(days: Sequence[StudyDay], today: str) -> str:
    """Return a square for each day of the last year, darker with more reviews."""
    known = {row.day: row for row in days}
    most = max((row.reviews for row in days), default=0) or 1
    end = date.fromisoformat(today)
    start = end - timedelta(days=end.weekday() + 52 * 7)
    parts = []
    for offset in range((end - start).days + 1):
        day = (start + timedelta(days=offset)).isoformat()
        row = known.get(day)
        level = 0 if row is None else 1 + min(3, int(row.reviews / most * 4))
        hover = f"{day}: {row.reviews} reviews, {row.seconds / 60:.0f} min" if row else f"{day}: nothing"
        x, top = offset // 7 * 12, offset % 7 * 12
        parts.append(f'<rect class="l{level}" x="{x}" y="{top}" width="10" height="10"><title>{hover}</title></rect>')
    return "".join(parts)


def calibration(rows: Sequence[CalibrationBin]) -> str:
    """Return actual against predicted recall; on the diagonal they are equal."""
    side, left = HEIGHT - FOOT, (WIDTH - HEIGHT + FOOT) / 2
    parts = [f'<line class="wanted" x1="{left}" y1="{side}" x2="{left + side}" y2="0"/>']
    for row in rows:
        hover = f"predicted {row.predicted:.0%}, recalled {row.recalled:.0%} of {row.count}"
        x, y = left + row.predicted * side, side * (1 - row.recalled)
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="5"><title>{escape(hover)}</title></circle>')
    middle = WIDTH / 2
    return "".join(parts) + f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">predicted, 0 to 100%</text>'
