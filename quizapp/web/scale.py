"""A prediction and a measurement on one scale, as a drawing without styles of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from quizapp.core.figures import figure, with_unit
from quizapp.web.text import plain

WIDTH, LEFT, RIGHT = 600, 124, 14  # in units of the drawing


def comparison(
    predicted: tuple[float, float] | None, value: float, measured: tuple[float, float], unit: str
) -> Markup:  # fmt: skip
    """Return bars from 0 to the largest figure: the prediction, and the measured value with its interval."""
    most = max(measured[1], value, predicted[1] if predicted else 0.0) * 1.08 or 1.0
    rows = [("measured", value, measured)]
    if predicted:
        middle = predicted[0] if predicted[0] == predicted[1] else (predicted[0] * predicted[1]) ** 0.5 or predicted[1]
        rows.insert(0, ("predicted", middle, predicted))
    parts = [_row(number, row, most) for number, row in enumerate(rows)]
    told = "; ".join(f"{name} {plain(with_unit(at, unit))}" for name, at, _ in rows)
    height = 44 * len(rows) + 30
    axis = _axis(44 * len(rows) + 6, most, unit)
    return Markup('<svg class="scale" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>').format(
        WIDTH, height, told, Markup("").join(parts), axis
    )


def _row(number: int, row: tuple[str, float, tuple[float, float]], most: float) -> Markup:
    name, value, (low, high) = row
    top = 44 * number + 8
    return Markup(
        '<g class="{kind}"><text x="0" y="{text}">{name}</text>'
        '<rect class="bar" x="{left}" y="{top}" width="{bar:.1f}" height="22" rx="3"/>'
        '<line class="range" x1="{low:.1f}" x2="{high:.1f}" y1="{mid}" y2="{mid}"/>'
        '<line class="end" x1="{low:.1f}" x2="{low:.1f}" y1="{above}" y2="{below}"/>'
        '<line class="end" x1="{high:.1f}" x2="{high:.1f}" y1="{above}" y2="{below}"/></g>'
    ).format(
        name=name, kind=name.split()[0], text=top + 16, left=LEFT, top=top, bar=max(1.0, _at(value, most) - LEFT),
        low=_at(low, most),
        high=_at(high, most), mid=top + 11, above=top + 5, below=top + 17,
    )  # fmt: skip


def _at(value: float, most: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * min(1.0, max(0.0, value / most))


def _axis(top: int, most: float, unit: str) -> Markup:
    marks = [Markup('<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(LEFT, WIDTH - RIGHT, top, top)]
    for share in (0.0, 0.5, 0.92):
        anchor = "start" if share == 0 else "middle" if share == 0.5 else "end"
        place = _at(most * share, most) if share < 0.9 else WIDTH - RIGHT
        text = figure(most * share) if share else "0"
        marks.append(
            Markup('<text x="{:.1f}" y="{}" text-anchor="{}">{}</text>').format(
                place, top + 18, anchor, f"{text} {unit}" if share > 0.9 else text
            )
        )
    return Markup("").join(marks)


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured for one value of a parameter."""

    at: int
    value: float
    low: float
    high: float
    unit: str


def curve(name: str, points: Sequence[Point]) -> Markup:
    """Return a bar with its interval for each value of a parameter."""
    most = max((point.high for point in points), default=1.0) * 1.08 or 1.0
    rows = [_row(number, (f"{name} {point.at}", point.value, (point.low, point.high)), most)
            for number, point in enumerate(points)]  # fmt: skip
    axis = _axis(44 * len(points) + 6, most, points[0].unit) if points else ""
    told = (
        "; ".join(f"{name} {point.at}: {plain(with_unit(point.value, point.unit))}" for point in points)
        or "not measured"
    )
    return Markup('<svg class="scale" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>').format(
        WIDTH, 44 * len(points) + 30, told, Markup("").join(rows), axis
    )
