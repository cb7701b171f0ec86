"""Tables and a picture of the figures of simulated learners, with bootstrap intervals over the seeds."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from random import Random
from statistics import fmean
from typing import Any

Results = Mapping[tuple[str, str, int], Mapping[str, Any]]  # by learner, scheduler and seed
Figure = Callable[[Mapping[str, Any]], float]
OURS = "quizapp"
RESAMPLED = 2000
COLOURS = ("#0072b2", "#56b4e9", "#d55e00", "#009e73", "#8c6d31", "#cc79a7")
WIDTH, LEFT, ROW, TOP = 760, 170, 13, 34


def interval(values: Sequence[float], seed: int = 1) -> tuple[float, float, float]:
    """Return the mean with a 95% bootstrap interval; the same values give the same interval."""
    chance, count = Random(seed), len(values)
    means = sorted(fmean(chance.choices(values, k=count)) for _ in range(RESAMPLED))
    return fmean(values), means[RESAMPLED // 40], means[-RESAMPLED // 40 - 1]


def names(results: Results, part: int) -> list[str]:
    """Return the learners (part 0) or the schedulers (1), in their order."""
    return list(dict.fromkeys(str(key[part]) for key in results))


def values(results: Results, who: str, how: str, figure: Figure) -> list[float]:
    """Return a figure for each seed."""
    return [figure(row) for (learner, scheduler, _), row in results.items() if (learner, scheduler) == (who, how)]


def at_day(day: str, name: str = "rate") -> Figure:
    """Return the figure `name` at a day."""
    return lambda row: float(row[name][day])


def after_break(name: str) -> Figure:
    """Return a figure of the weeks after an absence."""
    return lambda row: float(row["break"][name])


def text(found: tuple[float, float, float], digits: int) -> str:
    """Return a mean with its interval."""
    mean, low, high = (f"{each:.{digits}f}" for each in found)
    return f"{mean} ({low} to {high})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))


def days_of(results: Results) -> list[str]:
    """Return the days that were measured."""
    return list(next(iter(results.values()))["rate"])


def main_table(results: Results) -> str:
    """Return cards known a minute at each day, and what is behind it at the end."""
    days = days_of(results)
    last = days[-1]
    head = ["learner", "scheduler", *(f"a minute, day {day}" for day in days), f"known, day {last}", "hours"]
    rows = []
    for who in names(results, 0):
        for how in names(results, 1):

            def cell(figure: Figure, digits: int, who: str = who, how: str = how) -> str:
                return text(interval(values(results, who, how, figure)), digits)

            rates = [cell(at_day(day), 3) for day in days]
            known, hours = cell(lambda row: row["known"][last], 0), cell(lambda row: row["minutes"][last] / 60, 1)
            rows.append([who, how, *rates, known, hours])
    return table(head, rows)


def others_of(results: Results) -> list[str]:
    """Return the schedulers that quizapp is compared with."""
    schedulers = names(results, 1)
    return [how for how in schedulers if how != OURS] if OURS in schedulers else []


def gains(results: Results, figure: Figure, who: str, other: str) -> list[float]:
    """Return how much higher quizapp's figure is than that of another scheduler, in percent, seed by seed."""
    pairs = zip(values(results, who, OURS, figure), values(results, who, other, figure), strict=True)
    return [100 * (a / b - 1) for a, b in pairs]


def paired_table(results: Results) -> str:
    """Return quizapp against each other scheduler, in pairs of the same seed."""
    days = days_of(results)
    rows = []
    for who in names(results, 0):
        for other in others_of(results):
            cells = [text(interval(gains(results, at_day(day), who, other)), 1) for day in days]
            rows.append([who, other, *cells])
    return table(["learner", "quizapp against", *(f"day {day}, %" for day in days)], rows)


def summary_table(results: Results) -> str:
    """Return quizapp against each other scheduler over all learners, and for which of them it is ahead or behind.

    It is level where the interval of the last day holds 0. The interval over all learners has a value for each learner
    and seed, which are not independent: it is narrower than it should be.
    """
    days = days_of(results)
    rows = []
    for other in others_of(results):
        cells = []
        for day in days:
            pairs = [each for who in names(results, 0) for each in gains(results, at_day(day), who, other)]
            cells.append(text(interval(pairs), 1))
        rows.append([other, *cells, *_verdicts(results, other, at_day(days[-1]))])
    head = ["quizapp against", *(f"day {day}, %" for day in days), "ahead for", "behind for"]
    return table(head, rows) if rows else ""


def _verdicts(results: Results, other: str, figure: Figure) -> tuple[str, str]:
    """Return the learners for whom quizapp is ahead, and those for whom it is behind; one seed has no interval."""
    if len({seed for _, _, seed in results}) < 2:
        return "one seed", "one seed"
    found = {who: interval(gains(results, figure, who, other)) for who in names(results, 0)}
    ahead = [who for who, (_, low, _) in found.items() if low > 0]
    behind = [who for who, (_, _, high) in found.items() if high < 0]
    return ", ".join(ahead) or "none", ", ".join(behind) or "none"


def peak_table(results: Results) -> str:
    """Return the busiest day against the mean of the days studied, and in minutes."""
    rows = []
    for who in names(results, 0):
        for how in names(results, 1):
            peaks = interval(values(results, who, how, lambda row: row["peak"]))
            busiest = interval(values(results, who, how, lambda row: row["busiest"]))
            rows.append([who, how, text(peaks, 2), text(busiest, 1)])
    return table(["learner", "scheduler", "busiest day / mean", "busiest day, minutes"], rows)


BREAK = (("left", 0), ("back", 0), ("first", 1), ("busiest", 1), ("minutes", 0), ("known", 0))


def break_table(results: Results) -> str:
    """Return the weeks after an absence; '' where nobody was away for long."""
    rows = []
    for who in names(results, 0):
        for how in names(results, 1):
            if "break" in results[who, how, min(key[2] for key in results)]:
                cells = [text(interval(values(results, who, how, after_break(name))), digits) for name, digits in BREAK]
                rows.append([how, *cells])
    head = ["scheduler", "known before", "known after it", "first day, minutes", "busiest, minutes"]
    return table([*head, "four weeks, minutes", "known after four weeks"], rows) if rows else ""


def report(results: Results) -> str:
    """Return all tables."""
    parts = {
        "quizapp against the others, all learners": summary_table(results),
        "Cards known for each minute studied": main_table(results),
        "quizapp against the others, seed by seed": paired_table(results),
        "Busiest day": peak_table(results),
        "Two weeks away": break_table(results),
    }
    return "\n\n".join(f"### {title}\n\n{body}" for title, body in parts.items() if body)


def picture(results: Results) -> str:
    """Return an SVG: cards known a minute at the last day, with intervals, by learner and scheduler."""
    last = days_of(results)[-1]
    learners, schedulers = names(results, 0), names(results, 1)
    found = {
        (who, how): interval(values(results, who, how, lambda row: row["rate"][last]))
        for who in learners
        for how in schedulers
    }
    block = ROW * len(schedulers) + 14
    scale = (WIDTH - LEFT - 60) / max(high for _, _, high in found.values())
    height = TOP + block * len(learners) + 20 * len(schedulers) + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="18">cards known for each minute studied, after {last} days (lines: 95% intervals)</text>',
    ]
    for number, who in enumerate(learners):
        y = TOP + number * block
        parts.append(f'<text x="{LEFT - 10}" y="{y + block / 2}" text-anchor="end">{escape(who)}</text>')
        for row, how in enumerate(schedulers):
            parts += _bar(found[who, how], y + row * ROW, scale, COLOURS[row])
    for row, how in enumerate(schedulers):
        y = TOP + block * len(learners) + 20 * row
        parts.append(f'<rect x="{LEFT}" y="{y}" width="18" height="10" fill="{COLOURS[row]}"/>')
        parts.append(f'<text x="{LEFT + 26}" y="{y + 10}">{escape(how)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _bar(found: tuple[float, float, float], y: int, scale: float, colour: str) -> list[str]:
    mean, low, high = (LEFT + each * scale for each in found)
    middle = y + ROW / 2
    return [
        f'<rect x="{LEFT}" y="{y}" width="{mean - LEFT:.1f}" height="{ROW - 3}" fill="{colour}"/>',
        f'<path d="M{low:.1f} {middle - 1.5}H{high:.1f}" stroke="#222"/>',
        f'<text x="{high + 6:.1f}" y="{y + ROW - 3}" font-size="10">{found[0]:.2f}</text>',
    ]
