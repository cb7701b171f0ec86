"""The progress report as one HTML page that needs no network."""

from collections.abc import Iterator, Sequence
from html import escape
from math import exp

from quizapp.core.counting import counted
from quizapp.core.model import SECTION_TITLES, SectionName
from quizapp.core.statistics.deck_pace import DeckProgress
from quizapp.core.statistics.progress_report import MemoryReport, ProgressReport
from quizapp.core.statistics.retention import Bin, Calibration, DueDay, Period
from quizapp.pages import svg
from quizapp.pages.style import STYLE
from quizapp.pages.svg import Table

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def progress_page(report: ProgressReport) -> str:
    """Return the page as HTML; all text from decks is escaped."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Progress on {escape(report.study_day)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>Progress on {escape(report.study_day)}</h1>{progress_body(report)}</main></body></html>\n"
    )


def progress_body(report: ProgressReport) -> str:
    """Return what is below the heading of the page."""
    parts = [
        *_tiles(report),
        *_map(report),
        *_habit(report),
        *_memory(report),
        *_lab(report),
        *_decks(report),
    ]
    return "".join(parts)


def _percent(value: float | None) -> str:
    return "none yet" if value is None else f"{value:.0%}"


def _tiles(report: ProgressReport) -> Iterator[str]:
    shown = {
        "days in a row": report.streak_days,
        "the longest": report.longest_streak_days,
        "reviews": f"{report.reviews:,}",
        "recalled, last 30 days": _percent(report.true_retention.days_30),
        "due in the next 30 days": sum(row.due for row in report.memory.forecast[30]),
    }
    tiles = "".join(f"<li><b>{escape(str(value))}</b>{escape(name)}</li>" for name, value in shown.items())
    yield f'<ul class="tiles">{tiles}</ul><p class="soft">{escape(report.habit.rest)}</p>'


def _map(report: ProgressReport) -> Iterator[str]:
    yield "<h2>What you would recall now</h2>"
    names = {(each.deck, each.concept): each.title for each in report.concepts}
    heads = ["Concept", *SECTION_TITLES.values(), "All", "After"]
    rows = []
    for each in report.concepts:
        cells = "".join(map(_cell, SECTION_TITLES.values(), (each.sections[name] for name in SectionName)))
        needs = ", ".join(names.get((each.deck, other), other) for other in each.requires)
        rows.append(
            f'<tr><th scope="row">{escape(each.title)}</th>{cells}<td data-name="All"><b>{each.mastery:.0%}</b></td>'
            f'<td data-name="After" class="text{"" if needs else " none"}">{escape(needs) or "–"}</td></tr>'
        )
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    inner = f'<table class="blocks"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    yield f'<div class="wide" tabindex="0">{inner}</div>'
    yield '<p class="soft">The chance of recall now (–: not asked yet).</p>'


def _cell(section: str, chance: float | None) -> str:
    if chance is None:
        return f'<td data-name="{escape(section)}" class="none">–</td>'
    style = "good" if chance >= 0.9 else "mid" if chance >= 0.7 else "bad"
    return f'<td data-name="{escape(section)}" class="{style}">{chance:.0%}</td>'


def _habit(report: ProgressReport) -> Iterator[str]:
    habit = report.habit
    yield '<h2>Habit</h2><div class="charts">'
    yield from _calendars(report)
    rated = Table(
        ("day", "again", "hard", "good", "easy"), [(r.day, r.again, r.hard, r.good, r.easy) for r in habit.ratings]
    )
    bars = [(svg.day_label(r.day), r.reviews, f"{r.day}: {r.reviews} reviews, {r.again} again") for r in habit.ratings]
    yield svg.figure("Reviews by day", "The latest days with reviews.", svg.bars(bars), rated)
    known = {row.hour: row.reviews for row in habit.hours}
    bars = [(str(hour), known.get(hour, 0), f"{hour}:00: {known.get(hour, 0)} reviews") for hour in range(24)]
    best = habit.best_hour
    told = f"Recall is best at {best} o'clock." if best is not None else "Too few reviews to name a best hour."
    hours = Table(("hour", "reviews", "recalled"), [(row.hour, row.reviews, row.recalled) for row in habit.hours])
    yield svg.figure("Hours of the day", told, svg.bars(bars), hours) + "</div>"


def _calendars(report: ProgressReport) -> Iterator[str]:
    """Yield the calendars of two half years: side by side on a desktop, one below the other on a phone."""
    days = report.habit.calendar
    for name, back in (("The last half year", 0), ("The half year before", svg.WEEKS)):
        drawing = svg.calendar(days, report.study_day, back)
        shown = [row for row in days if f"<title>{row.day}:" in drawing]
        told = f"{counted(sum(row.reviews for row in shown), 'review')} on {counted(len(shown), 'day')}."
        rows = [(row.day, row.reviews, round(row.seconds / 60, 1)) for row in shown]
        table = Table(("day", "reviews", "minutes"), rows)
        yield svg.figure(name, told, drawing, table, height=svg.CALENDAR_HEIGHT)
    yield svg.legend(days)


def _memory(report: ProgressReport) -> Iterator[str]:
    memory = report.memory
    yield '<h2>Memory</h2><div class="charts">'
    yield from (_retention(memory, period) for period in ("week", "month"))
    yield _distribution("Stability", "days", memory.stability)
    yield _distribution("Difficulty", "1 to 10", memory.difficulty)
    yield _distribution("Retrievability", "chance of recall", memory.retrievability)
    yield from (_forecast(days, rows) for days, rows in memory.forecast.items())
    if report.recall.bins:
        yield _recall(report.recall)
    yield "</div>"
    yield from _trouble(memory)


def _retention(memory: MemoryReport, period: Period) -> str:
    rows = memory.retention[period]
    told = f"Share of due cards that were recalled, with its 95% interval; desired is {memory.desired:.0%}."
    if not rows:
        return svg.no_figure(f"True retention by {period}", "Appears after the first review of a learnt card.")
    listed = [(r.start, r.reviews, r.recalled, round(r.low, 3), round(r.high, 3)) for r in rows]
    table = Table(("from", "reviews", "recalled", "low", "high"), listed)
    return svg.figure(f"True retention by {period}", told, svg.shares(rows, memory.desired), table)


def _distribution(name: str, unit: str, rows: Sequence[Bin]) -> str:
    values = [(f"{r.low:g}", r.cards, f"from {r.low:g}: {r.cards} cards") for r in rows]
    table = Table(("from", "cards"), [(r.low, r.cards) for r in rows])
    return svg.figure(name, f"Cards by {name.lower()} ({unit}).", svg.bars(values), table)


def _forecast(days: int, rows: Sequence[DueDay]) -> str:
    values = [(svg.day_label(row.day), row.due, f"{row.day}: {row.due} due") for row in rows]
    told = f"{sum(row.due for row in rows)} cards are due, without those that you have yet to learn."
    table = Table(("day", "due"), [(row.day, row.due) for row in rows])
    return svg.figure(f"Due in {days} days", told, svg.bars(values), table)


def _recall(found: Calibration) -> str:
    told = f"Log loss {found.log_loss:.4f}, RMSE(bins) {found.rmse_bins:.2%}."
    binned = [(round(row.predicted, 3), round(row.recalled, 3), row.count) for row in found.bins]
    table = Table(("predicted", "recalled", "reviews"), binned)
    return svg.figure("Predicted and actual recall", told, svg.calibration(found.bins), table)


def _trouble(memory: MemoryReport) -> Iterator[str]:
    if memory.lapses:
        worst = [(row.title, row.lapses, row.reviews) for row in memory.lapses]
        yield "<h2>Forgotten most</h2>" + svg.table(Table(("concept", "lapses", "reviews"), worst, "Concepts"))
    if memory.leeches:
        rows = [(row.ask, row.lapses, row.history, row.edit) for row in memory.leeches]
        yield "<h2>Leeches</h2>"
        yield '<p class="soft">Cards that you keep forgetting: reword them, split them, or suspend them.</p>'
        yield svg.table(Table(("card", "lapses", "ratings", "show it"), rows, "Cards"))


def _lab(report: ProgressReport) -> Iterator[str]:
    yield "<h2>Predictions</h2>"
    if not report.prediction_summary.count and not report.verdicts:
        yield '<p class="soft">No predictions yet. To make one: quizapp prove</p>'
        return
    yield from _predictions(report)
    if report.verdicts:
        rows = [(each.experiment, each.verdict, each.before, each.day, each.machine) for each in report.verdicts]
        yield svg.table(Table(("claim", "verdict", "before", "day", "machine"), rows, "Claims on this machine"))
    held = [each for each in report.misconceptions if not each.gone]
    yield "".join(f"<p>Open misconception ({each.count}x): {escape(each.says)}</p>" for each in held)


def _predictions(report: ProgressReport) -> Iterator[str]:
    summary, found = report.prediction_summary, report.predictions
    if found.over_time:
        rows = [(row.day, row.count, round(exp(row.median_error), 2)) for row in found.over_time]
        values = [(svg.day_label(day), factor, f"{day}: off by a factor of {factor:g}") for day, _, factor in rows]
        made, factor = counted(summary.count, "prediction"), exp(summary.median_error or 0)
        told = f"{made}, the median off by a factor of {factor:.2f}."
        numbers = Table(("day", "predictions", "factor"), rows)
        yield f'<div class="charts">{svg.figure("How far off", told, svg.bars(values), numbers)}</div>'
    yield "".join(f"<p>{escape(row.says)}</p>" for row in found.bias)
    sure = [(f"{row.confidence:.0%}", row.count, row.hits) for row in found.intervals]
    if sure:
        yield svg.table(Table(("confidence", "predictions", "right"), sure, "Confidence and hit rate"))


def _decks(report: ProgressReport) -> Iterator[str]:
    yield "<h2>Decks</h2>"
    head = ("deck", "learnt", "learning", "new", "days left", "minutes a day")
    rows = [(row.title, *_figures(row.progress)) for row in report.decks]
    yield svg.table(Table(head, rows, "Progress at the pace of the last 30 days, or since you began"), opened=True)
    if report.paths:
        rows = [(f"{path.path}: {path.title}", path.summary(report.new_per_day)) for path in report.paths]
        yield svg.table(Table(("path", "progress"), rows, "Learning paths"), opened=True)


def _figures(done: DeckProgress) -> tuple[svg.Cell, ...]:
    return done.learnt, done.learning, done.new, done.days_left, done.minutes_a_day
