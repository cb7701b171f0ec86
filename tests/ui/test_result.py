"""The lines after an answer: ratings, and the measurement next to the prediction."""

from itertools import pairwise

import pytest
from rich.text import Text

from quizapp.core.answer_difference import ProgramDifference
from quizapp.core.model import Rating
from quizapp.core.program_run import ProgramRun
from quizapp.core.question import Shown
from quizapp.core.rating_choice import ratings_of
from quizapp.core.session_values import Outcome
from quizapp.ui.console import THEME
from quizapp.ui.feedback.base import Judged
from quizapp.ui.feedback.marks import Marks
from quizapp.ui.result import RatingChoice, choices, result_lines

PREVIEWS = {Rating.AGAIN: "1m", Rating.HARD: "6m", Rating.GOOD: "10m", Rating.EASY: "4d"}


def keys_for(buttons: int) -> dict[Rating, str]:
    """The keys of the ratings: their numbers."""
    return {rating: str(number) for number, rating in enumerate(ratings_of(buttons), 1)}


@pytest.mark.parametrize(
    ("buttons", "suggested", "line"),
    [
        (4, Rating.GOOD, " 1 Again 1m   2 Hard 6m  [3 Good 10m]  4 Easy 4d   Space = Good"),
        (4, Rating.AGAIN, "[1 Again 1m]  2 Hard 6m   3 Good 10m   4 Easy 4d   Space = Again"),
        (2, Rating.AGAIN, "[1 Wrong 1m]  2 Right 10m   Space = Wrong"),
        (2, Rating.EASY, " 1 Wrong 1m  [2 Right 10m]  Space = Right"),
    ],
)
def test_the_suggested_rating_is_in_brackets(buttons: int, suggested: Rating, line: str) -> None:
    """With four buttons and with two."""
    assert choices(PREVIEWS, RatingChoice(suggested, buttons, keys_for(buttons))).plain == line


def test_each_rating_has_its_colour() -> None:
    """Key, name and interval; the brackets and the words after them have none."""
    line = choices(PREVIEWS, RatingChoice(Rating.GOOD, 4, keys_for(4)))
    coloured = {str(span.style): line.plain[span.start : span.end] for span in line.spans}
    assert coloured == {
        "rating.again": "1 Again 1m", "rating.hard": "2 Hard 6m", "rating.good": "3 Good 10m",
        "rating.easy": "4 Easy 4d",
    }  # fmt: skip
    assert {THEME.styles[each].color.name for each in coloured if THEME.styles[each].color} == {  # type: ignore[union-attr]
        "red", "yellow", "green", "cyan",
    }  # fmt: skip


def test_while_cramming_there_are_no_intervals() -> None:
    """They would not be applied."""
    choice = RatingChoice(Rating.GOOD, 4, keys_for(4), "Enter")
    assert choices({}, choice).plain == " 1 Again   2 Hard  [3 Good]  4 Easy   Enter = Good"


def test_one_empty_line_separates_the_reason() -> None:
    """Also where nothing is compared, as for a program that is the author's."""
    same = ProgramDifference(given="x = 1", solution="x = 1", start="", tries=1, run=ProgramRun(checks=()))
    outcome = Outcome(
        correct=True, suggested=Rating.GOOD, expected="", notes=("It took long.",), difference=same
    )  # fmt: skip
    lines = result_lines(Judged(Shown(ask="", entry="program"), None, outcome, "Because."), Marks())
    empty = [isinstance(each, Text) and not each.plain for each in lines]
    assert not empty[0]
    assert not any(before and after for before, after in pairwise(empty))
