"""The second tab: when and how much was studied."""

from collections.abc import Sequence
from datetime import date, timedelta

from rich.text import Text

from quizapp.core.counting import counted
from quizapp.core.model import Rating
from quizapp.core.statistics.habit import StudyDay, level, month_starts
from quizapp.core.statistics.progress_report import ProgressReport
from quizapp.ui.progress.charts import Lines, day_name, heading, quiet, rating_bars, spark

TITLE = "Habit"
SHOWN = 14  # days with their ratings
NAMES = 4  # cells for the names of the days
MARKS = "·░▒▓█"
"""A mark for each level of the heat map: the marks differ without colours too."""
STYLES = ("quiet", "green", "green", "green", "bold green")
RATING_NAMES = Text(" ").join(Text(rating.capitalize(), style=f"rating.{rating}") for rating in Rating)


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
    most = max((row.reviews for row in habit.calendar), default=0)
    parts += heat_map(habit.calendar, report.study_day, min(53, (width - NAMES) // 2))
    parts += [legend(most), heading("Ratings by day"), RATING_NAMES]
    rows = [(day_name(r.day), (r.again, r.hard, r.good, r.easy)) for r in habit.ratings[-SHOWN:]]
    parts += [*rating_bars(rows, width), heading("Hours of the day"), *_hours(report)]
    return parts


def _hours(report: ProgressReport) -> Lines:
    hours, best = {row.hour: row.reviews for row in report.habit.hours}, report.habit.best_hour
    return [
        Text(spark([hours.get(hour, 0) for hour in range(24)]), style="cyan"),
        quiet("0     6     12    18   23"),
        quiet(f"The tallest: {counted(max(hours.values(), default=0), 'review')}."),
        quiet(f"Recall is best at {best} o'clock." if best is not None else "Too few reviews to name a best hour."),
    ]


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def heat_map(per_day: Sequence[StudyDay], today: str, weeks: int) -> list[Text]:
    """Return the names of the months above seven lines, Monday to Sunday, with a mark for each day of these weeks."""
    counts = {row.day: row.reviews for row in per_day}
    most = max(counts.values(), default=0)
    end = date.fromisoformat(today)
    start = end - timedelta(days=end.weekday(), weeks=weeks - 1)
    found = [Text(month_line(start, weeks), style="quiet")]
    for weekday, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        days = [start + timedelta(days=weekday, weeks=week) for week in range(weeks)]
        levels = [level(counts.get(day.isoformat(), 0), most) for day in days if day <= end]
        marks = [part for each in levels for part in ((MARKS[each], STYLES[each]), " ")]
        found.append(Text.assemble(f"{name} ", *marks[:-1]))
    return found


def month_line(start: date, weeks: int) -> str:
    """Return the names of the months, each above the week in which it begins; none where the next one is too near."""
    line = " " * NAMES
    for week, name in month_starts(start, weeks).items():
        if len(line) <= NAMES + 2 * week and 2 * week + len(name) < 2 * weeks:
            line = f"{line:<{NAMES + 2 * week}}{name} "
    return line.rstrip()


def legend(most: int) -> Text:
    """Return the marks of the levels, from no review to the most of a day."""
    marks = [part for mark, style in zip(MARKS, STYLES, strict=True) for part in ((mark, style), " ")]
    return Text.assemble(("none ", "quiet"), *marks, (f"{counted(most, 'review')}", "quiet"))
