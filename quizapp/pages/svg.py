"""Charts as inline SVG, each with a title, a description, values on hover, and a table of its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from math import ceil, floor, log10

from quizapp.core.counting import counted
from quizapp.core.statistics.habit import LEVELS, StudyDay, level, month_starts
from quizapp.core.statistics.retention import CalibrationBin, PeriodRetention

WIDTH, HEIGHT = 440, 132  # in SVG units, about a pixel each: a chart scales with the page
LEFT, RIGHT, TOP, FOOT = 46, 8, 10, 22  # units around the plot
FLOOR = HEIGHT - FOOT
LETTER = 7.5  # units of a letter of a label
WEEKS = 27  # of a calendar
SQUARE = 15  # units of a day in it
MOST_COLUMNS = 3  # of a table that fits on a phone
LONG = 16  # characters from which the text of a cell may wrap
CALENDAR_TOP, CALENDAR_LEFT = 18, 34
CALENDAR_HEIGHT = CALENDAR_TOP + 7 * SQUARE
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


def no_figure(name: str, told: str) -> str:
    """Return the caption of a chart that has no numbers yet, and when it will have some."""
    return f'<figure><figcaption>{escape(name)}</figcaption><p class="told">{escape(told)}</p></figure>'


def table(numbers: Table, *, opened: bool = False) -> str:
    """Return a table that the reader can open; `opened` shows it at once."""
    label = f"<summary>{escape(numbers.label)}</summary>"
    return f"<details{' open' if opened else ''}>{label}{plain_table(numbers)}</details>"


def plain_table(numbers: Table) -> str:
    """Return a table. Of many columns, each row becomes a block of named cells on a phone, where they do not fit."""
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in numbers.head)
    rows = "".join(f"<tr>{''.join(map(_cell, numbers.head, row))}</tr>" for row in numbers.rows)
    name = ' class="blocks"' if len(numbers.head) > MOST_COLUMNS else ""
    head, body = f"<thead><tr>{heads}</tr></thead>", f"<tbody>{rows}</tbody>"
    return f'<div class="wide" tabindex="0"><table{name}>{head}{body}</table></div>'


def _cell(name: str, cell: Cell) -> str:
    wraps = ' class="text"' if isinstance(cell, str) and len(cell) > LONG else ""
    return f'<td data-name="{escape(name)}"{wraps}>{shown(cell)}</td>'


def shown(cell: Cell) -> str:
    """Return the text of a cell, escaped."""
    return "–" if cell is None else escape(f"{cell:g}" if isinstance(cell, float) else str(cell))


def day_label(day: str) -> str:
    """Return an ISO date as a label of an axis, such as `2 Mar`."""
    found = date.fromisoformat(day)
    return f"{found.day} {found:%b}"


def ticks(most: float) -> list[float]:
    """Return two to five round numbers for an axis from 0; the last is at least `most`."""
    power = 10.0 ** floor(log10(most)) if most > 0 else 1.0
    step = next(size * power for size in (0.25, 0.5, 1, 2, 2.5, 5) if size * power * 4 >= most)
    return [step * number for number in range(max(1, ceil(most / step)) + 1)]


def _y(share: float) -> float:
    return TOP + (FLOOR - TOP) * (1 - share)


def _y_axis(named: Sequence[tuple[float, str]]) -> str:
    """Return a line across the plot with its label for each (share of the height, label)."""
    return "".join(
        f'<line class="floor" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(at):.1f}" y2="{_y(at):.1f}"/>'
        f'<text x="{LEFT - 5}" y="{_y(at) + 4:.1f}" text-anchor="end">{escape(label)}</text>'
        for at, label in named
    )


def _percent_axis() -> str:
    return _y_axis([(0, "0%"), (0.5, "50%"), (1, "100%")])


def _x_axis(labels: Sequence[str], step: float) -> str:
    """Return as many of the labels as fit below columns that are `step` wide; none reaches beyond the chart."""
    widest = max(map(len, labels), default=0) * LETTER
    parts = []
    for index in range(0, len(labels), max(1, ceil((widest + 8) / step))):
        half = len(labels[index]) * LETTER / 2
        x = min(LEFT + (index + 0.5) * step, WIDTH - half)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(labels[index])}</text>')
    return "".join(parts)


def bars(values: Sequence[tuple[str, float, str]]) -> str:
    """Return a bar for each (label, value, hover text), a y axis, and as many labels as fit."""
    if not values:
        return ""
    marks = ticks(max(value for _, value, _ in values))
    step = (WIDTH - LEFT - RIGHT) / len(values)
    parts = [_y_axis([(mark / marks[-1], f"{mark:g}") for mark in marks])]
    for index, (_, value, hover) in enumerate(values):
        tall = max(value / marks[-1] * (FLOOR - TOP), 1.5 if value else 0)
        left, wide = LEFT + index * step + min(2, step * 0.1), max(0.6, step - min(4, step * 0.2))
        parts.append(
            f'<rect class="bar" x="{left:.1f}" y="{FLOOR - tall:.1f}" width="{wide:.1f}" '
            f'height="{tall:.1f}"><title>{escape(hover)}</title></rect>'
        )
    return "".join(parts) + _x_axis([label for label, _, _ in values], step)


def shares(rows: Sequence[PeriodRetention], desired: float) -> str:
    """Return retention over time with its intervals, and a line at the desired retention."""
    if not rows:
        return ""
    step = (WIDTH - LEFT - RIGHT) / len(rows)
    wanted = f'y1="{_y(desired):.1f}" y2="{_y(desired):.1f}"'
    parts = [_percent_axis(), f'<line class="wanted" x1="{LEFT}" x2="{WIDTH - RIGHT}" {wanted}/>']
    for index, row in enumerate(rows):
        middle, share = LEFT + (index + 0.5) * step, row.recalled / row.reviews
        hover = f"{row.start}: {share:.0%} of {row.reviews} ({row.low:.0%} to {row.high:.0%})"
        parts.append(
            f'<g><title>{escape(hover)}</title><line class="range" x1="{middle:.1f}" x2="{middle:.1f}" '
            f'y1="{_y(row.low):.1f}" y2="{_y(row.high):.1f}"/>'
            f'<circle class="{"few" if row.small else "dot"}" cx="{middle:.1f}" cy="{_y(share):.1f}" r="3.5"/></g>'
        )
    return "".join(parts) + _x_axis([day_label(row.start) for row in rows], step)


def calendar(days: Sequence[StudyDay], today: str, weeks_back: int = 0) -> str:
    """Return a square for each day of half a year, in five levels, with the names of months and days.

    The half year ends today, or so many weeks before.
    """
    known, end = {row.day: row for row in days}, date.fromisoformat(today)
    most = max((row.reviews for row in days), default=0)
    start = end - timedelta(days=end.weekday(), weeks=WEEKS - 1 + weeks_back)
    parts = [_calendar_names(start)]
    for offset in range(min(WEEKS * 7, (end - start).days + 1)):
        day = (start + timedelta(days=offset)).isoformat()
        row = known.get(day)
        shade = level(row.reviews, most) if row else 0
        hover = f"{day}: {row.reviews} reviews, {row.seconds / 60:.0f} min" if row else f"{day}: nothing"
        x, y = CALENDAR_LEFT + offset // 7 * SQUARE, CALENDAR_TOP + offset % 7 * SQUARE
        size = f'width="{SQUARE - 2}" height="{SQUARE - 2}"'
        parts.append(f'<rect class="l{shade}" x="{x}" y="{y}" {size}><title>{hover}</title></rect>')
    return "".join(parts)


def _calendar_names(start: date) -> str:
    """Return the names of the months that begin in the weeks from `start`, and of every other day of the week."""
    months = [
        f'<text x="{CALENDAR_LEFT + week * SQUARE}" y="12">{name}</text>'
        for week, name in month_starts(start, WEEKS - 1).items()
    ]
    days = [
        f'<text x="0" y="{CALENDAR_TOP + row * SQUARE + 11}">{name}</text>'
        for row, name in ((0, "Mon"), (2, "Wed"), (4, "Fri"))
    ]
    return "".join((*months, *days))


def legend(days: Sequence[StudyDay]) -> str:
    """Return the five levels of a calendar, with what the darkest means."""
    squares = "".join(f'<span class="k{shade}"></span>' for shade in range(LEVELS))
    most = max((row.reviews for row in days), default=0)
    return f'<p class="soft levels">none {squares} {counted(most, "review")}</p>'


def calibration(rows: Sequence[CalibrationBin]) -> str:
    """Return actual against predicted recall; on the diagonal they are equal."""
    wide = WIDTH - LEFT - RIGHT
    parts = [_percent_axis()]
    parts.append(f'<line class="wanted" x1="{LEFT}" y1="{FLOOR}" x2="{WIDTH - RIGHT}" y2="{TOP}"/>')
    for row in rows:
        hover = f"predicted {row.predicted:.0%}, recalled {row.recalled:.0%} of {row.count}"
        x, y = LEFT + row.predicted * wide, _y(row.recalled)
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{escape(hover)}</title></circle>')
    names = ((LEFT, "start", "0%"), (LEFT + wide / 2, "middle", "predicted 50%"), (LEFT + wide, "end", "100%"))
    parts += [f'<text x="{x}" y="{HEIGHT - 6}" text-anchor="{anchor}">{name}</text>' for x, anchor, name in names]
    return "".join(parts)
