"""Waits within the day, in whole milliseconds."""

import pytest

from quizapp.core.fsrs6 import AGAIN, EASY, GOOD, HARD
from quizapp.core.model import State
from quizapp.core.steps import after_rating

NEW, AGAINST = State.LEARNING, State.RELEARNING


@pytest.mark.parametrize(
    ("state", "at", "number", "steps", "expected"),
    [
        (NEW, 0, AGAIN, (60, 600), (NEW, 0, 60_000)),
        (NEW, 0, HARD, (60, 600), (NEW, 0, 330_000)),  # half-way from one minute to ten
        (NEW, 0, HARD, (60,), (NEW, 0, 90_000)),  # half as long again
        (NEW, 1, HARD, (60, 600), (NEW, 1, 600_000)),  # the same step once more
        (NEW, 0, GOOD, (60, 600), (NEW, 1, 600_000)),
        (NEW, 1, GOOD, (60, 600), (State.REVIEW, None, 0)),
        (NEW, 0, EASY, (60, 600), (State.REVIEW, None, 0)),
        (NEW, 1, AGAIN, (60, 600), (NEW, 0, 60_000)),
        (NEW, 3, HARD, (60, 600), (State.REVIEW, None, 0)),  # it began when there were more steps
        (NEW, 0, AGAIN, (), (State.REVIEW, None, 0)),
        (AGAINST, 0, HARD, (600,), (AGAINST, 0, 900_000)),
        (AGAINST, 0, HARD, (600, 1800), (AGAINST, 0, 1_200_000)),
        (AGAINST, 0, GOOD, (600,), (State.REVIEW, None, 0)),
    ],
)
def test_a_step_and_its_wait(
    state: State, at: int, number: int, steps: tuple[int, ...], expected: tuple[State, int | None, int]
) -> None:
    """By hand, for both kinds of steps."""
    learning, relearning = ((), steps) if state is AGAINST else (steps, ())
    found = after_rating(state, at, number, learning, relearning)
    assert found == expected
    assert isinstance(found[2], int)


def test_a_lapse_goes_through_its_steps_where_there_are_any() -> None:
    """Only Again leaves the state Review."""
    assert after_rating(State.REVIEW, 0, AGAIN, (60,), (600, 900)) == (AGAINST, 0, 600_000)
    assert after_rating(State.REVIEW, 0, AGAIN, (60,), ()) == (State.REVIEW, None, 0)
    assert after_rating(State.REVIEW, 0, HARD, (60,), (600,)) == (State.REVIEW, None, 0)
