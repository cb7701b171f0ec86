"""Learning steps and their delays."""

import pytest

from quizapp.core.fsrs import AGAIN, EASY, GOOD, HARD
from quizapp.core.learning_steps import after_rating
from quizapp.core.model import State


@pytest.mark.parametrize(
    ("state", "at", "number", "expected"),
    [
        (State.NEW, 0, AGAIN, (State.LEARNING, 0, 60_000)), (State.NEW, 0, HARD, (State.LEARNING, 0, 330_000)),
        (State.NEW, 0, GOOD, (State.LEARNING, 1, 600_000)), (State.NEW, 0, EASY, (State.REVIEW, None, 0)),
        (State.LEARNING, 1, AGAIN, (State.LEARNING, 0, 60_000)),
        (State.LEARNING, 1, HARD, (State.LEARNING, 1, 600_000)),
        (State.LEARNING, 1, GOOD, (State.REVIEW, None, 0)), (State.LEARNING, 5, HARD, (State.REVIEW, None, 0)),
        (State.REVIEW, 0, AGAIN, (State.RELEARNING, 0, 300_000)), (State.REVIEW, 0, HARD, (State.REVIEW, None, 0)),
        (State.RELEARNING, 0, HARD, (State.RELEARNING, 0, 450_000)),
        (State.RELEARNING, 0, GOOD, (State.REVIEW, None, 0)),
        (State.RELEARNING, 0, AGAIN, (State.RELEARNING, 0, 300_000)),
    ],
)  # fmt: skip
def test_steps_and_their_delays(state: State, at: int, number: int, expected: tuple[State, int | None, int]) -> None:
    """1 and 10 minutes for a new card, 5 for a lapsed one; Hard waits between two steps, or 1.5 times a single one."""
    assert after_rating(state, at, number, (60, 600), (300,)) == expected


def test_card_without_steps_gets_an_interval_at_once() -> None:
    """New or lapsed."""
    for state in (State.NEW, State.REVIEW, State.RELEARNING):
        assert after_rating(state, 0, AGAIN, (), ()) == (State.REVIEW, None, 0)
