"""The second tab: when and how much was studied."""

from collections.abc import Sequence
from datetime import date, timedelta

from rich.text import Text

from quizapp.core.counting import counted
from quizapp.core.statistics.habit import DayRatings, StudyDay
from quizapp.core.statistics.progress_report import ProgressReport
from quizapp.ui.progress.charts import Lines, bars, day_name, heading, quiet, spark

TITLE = "Habit"
SHOWN = 14  # days with their ratings


def lines(report: ProgressReport, width: int) -> Lines:
    """Return the streak, a calendar of the last year (as many weeks as fit), ratings and hours."""
    if not report.reviews:
        return [quiet("No reviews yet. To start: quizapp quiz")]
    habit = report.habit
    streak = f"{_days(report.streak_days)} in a row, the longest {_days(report.longest_streak_days)}"
    seconds = sum(row.seconds for row in report.per_day)
    per_day = seconds / max(1, report.study_days) / 60
    told = f"{counted(report.reviews, 'review')} on {_days(report.study_days)}, {per_day:.1f} minutes a day"
    parts: Lines = [Text(streak, style="bold"), Text(told), quiet(habit.rest), Text()]
    weeks = min(53, (width - 4) // 2)
    parts += [Text(line) for line in calendar(habit.calendar, report.study_day, weeks)]
    parts.append(quiet("· none  ▪ some  ■ 20 or more"))
    parts += [heading("Ratings by day: again, hard, good, easy"), *_ratings(habit.ratings[-SHOWN:])]
    hours = {row.hour: row.reviews for row in habit.hours}
    best = habit.best_hour
    parts += [
        heading("Hours of the day"),
        Text(f"0h {spark([hours.get(hour, 0) for hour in range(24)])} 23h"),
        quiet(f"Recall is best at {best} o'clock." if best is not None else "Too few reviews to name a best hour."),
    ]
    return parts


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def calendar(per_day: Sequence[StudyDay], today: str, weeks: int) -> list[str]:
    """Return seven lines, Monday to Sunday, with a mark for each day of the last weeks."""
    counts = {row.day: row.reviews for row in per_day}
    end = date.fromisoformat(today)
    start = end - timedelta(days=end.weekday(), weeks=weeks - 1)
    found = []
    for weekday, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        days = [start + timedelta(days=weekday, weeks=week) for week in range(weeks)]
        marks = [_mark(counts.get(day.isoformat(), 0)) if day <= end else " " for day in days]
        found.append(f"{name} {' '.join(marks)}".rstrip())
    return found


def _mark(count: int) -> str:
    return "·" if not count else "▪" if count < 20 else "■"


def _ratings(rows: Sequence[DayRatings]) -> Lines:
    named = [(day_name(r.day), r.reviews, f"{r.again}, {r.hard}, {r.good}, {r.easy}") for r in rows]
    return bars(named, 30)
