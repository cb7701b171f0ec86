"""The heat map of the second tab."""

from datetime import date

from quizapp.core.statistics.habit import StudyDay, level, month_starts
from quizapp.ui.progress.habit import MARKS, heat_map, legend

DAYS = [StudyDay("2026-03-01", 1, 60.0, 1), StudyDay("2026-03-02", 40, 600.0, 30), StudyDay("2026-02-27", 20, 60.0, 9)]


def test_the_heat_map_has_a_column_for_each_week_and_names_the_months() -> None:
    """It ends today; a month is named above the week of its first day."""
    lines = [line.plain for line in heat_map(DAYS, "2026-03-02", 6)]
    assert lines == [
        "    Feb     Mar",
        "Mon · · · · · █",
        "Tue · · · · ·",
        "Wed · · · · ·",
        "Thu · · · · ·",
        "Fri · · · · ▒",
        "Sat · · · · ·",
        "Sun · · · · ░",
    ]


def test_a_level_is_a_quarter_of_the_busiest_day() -> None:
    """Five levels, the first for nothing."""
    assert [level(reviews, 40) for reviews in (0, 1, 10, 11, 20, 21, 30, 31, 40)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert len(MARKS) == len(set(MARKS)) == 5
    assert legend(40).plain == "none · ░ ▒ ▓ █ 40 reviews"


def test_months_begin_in_the_week_of_their_first_day() -> None:
    """Weeks from Monday 26 January: February begins on their Sunday, March five weeks later."""
    assert month_starts(date(2026, 1, 26), 10) == {0: "Feb", 4: "Mar", 9: "Apr"}
