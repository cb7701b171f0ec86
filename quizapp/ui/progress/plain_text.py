"""The progress report as plain text, one record a line, for screen readers and pipes."""

from collections.abc import Iterator

from quizapp.core.counting import nouns
from quizapp.core.statistics.progress_report import ProgressReport
from quizapp.ui.escape import visible
from quizapp.ui.progress.charts import share


def plain_lines(report: ProgressReport) -> Iterator[str]:
    """Yield the lines in the order of the tabs."""
    yield f"study day {report.study_day}"
    for each in report.concepts:
        known = [f"{name} {value:.0%}" for name, value in each.sections.items() if value is not None]
        needs = f"; after {', '.join(each.requires)}" if each.requires else ""
        told = f"{each.title}: mastery {each.mastery:.0%}; {', '.join(known) or 'nothing asked yet'}{needs}"
        yield visible(told)
    yield from _habit(report)
    yield from _memory(report)
    yield from _predictions(report)
    for row in report.decks:
        done = row.progress
        told = f"{done.learnt} learnt, {done.learning} learning, {done.new} new"
        left = "" if done.days_left is None else f", {_count(done.days_left, 'day')} to finish"
        yield visible(f"deck {row.title}: {told}{left}, {done.minutes_a_day:g} minutes a day")
    for path in report.paths:
        yield visible(f"path {path.path}: {path.summary(report.new_per_day)}{'; followed' if path.followed else ''}")


def _count(number: int, noun: str) -> str:
    """Return a number as JSON has it, with its noun."""
    return f"{number} {nouns(number, noun)}"


def _habit(report: ProgressReport) -> Iterator[str]:
    yield f"streak {_count(report.streak_days, 'day')}, longest {report.longest_streak_days}"
    yield f"{_count(report.reviews, 'review')} on {_count(report.study_days, 'study day')}"
    for day in report.per_day:
        yield f"day {day.day}: {_count(day.reviews, 'review')}, {day.recalled} recalled, {day.seconds:g} seconds"
    for hour in report.habit.hours:
        yield f"hour {hour.hour}: {share(hour)} recalled"


def _memory(report: ProgressReport) -> Iterator[str]:
    memory, windows = report.memory, report.true_retention
    for when, value in (("7 days", windows.days_7), ("30 days", windows.days_30), ("all", windows.all)):
        yield f"true retention, {when}: {'none yet' if value is None else f'{value:.0%}'}"
    for period, rows in memory.retention.items():
        for row in rows:
            few = ", few" if row.small else ""
            ends = f"{row.low:.0%} to {row.high:.0%}"
            yield f"{period} from {row.start}: {share(row)} recalled ({ends}{few})"
    for name, group in (("young", memory.young), ("mature", memory.mature)):
        yield f"{name}: {_count(group.cards, 'card')}, {share(group.reviews)} recalled"
    for name, bins in (
        ("stability", memory.stability),
        ("difficulty", memory.difficulty),
        ("retrievability", memory.retrievability),
    ):
        yield f"{name}: " + ", ".join(f"from {each.low:g}: {each.cards} cards" for each in bins)
    for day in memory.forecast[30]:
        yield f"due {day.day}: {day.due}"
    for leech in memory.leeches:
        yield visible(f"leech {leech.card}: forgotten {leech.lapses} times; {leech.edit}")
    for worst in memory.lapses:
        yield visible(f"forgotten most: {worst.title}, {worst.lapses} times in {worst.reviews} reviews")


def _predictions(report: ProgressReport) -> Iterator[str]:
    recall, summary = report.recall, report.prediction_summary
    if recall.bins:
        yield f"scheduler: log loss {recall.log_loss:.4f}, RMSE(bins) {recall.rmse_bins:.4f}"
    for row in recall.bins:
        yield f"predicted {row.predicted:.0%}: recalled {row.recalled:.0%} of {row.count}"
    yield f"{_count(summary.count, 'prediction')} of measurements"
    yield from (row.says for row in report.predictions.bias)
    for claim in report.verdicts:
        changed = f", was {claim.before}" if claim.before else ""
        yield visible(f"claim {claim.experiment}: {claim.verdict}{changed} on {claim.day}, {claim.machine}")
    for each in report.misconceptions:
        yield visible(f"misconception{' (gone)' if each.gone else ''}, {each.count} times: {each.says}")
