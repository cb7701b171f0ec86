"""The steps within a day, and how long each waits."""

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
def test_steps_and_their_waits(state: State, at: int, number: int, expected: tuple[State, int | None, int]) -> None:
    """One and ten minutes for a new card, five for a forgotten one; Hard waits half-way, or half as long again."""
    assert after_rating(state, at, number, (60, 600), (300,)) == expected


def test_without_steps_a_card_is_learnt_or_known_at_once() -> None:
    """Forgotten or new, it has an interval."""
    for state in (State.NEW, State.REVIEW, State.RELEARNING):
        assert after_rating(state, 0, AGAIN, (), ()) == (State.REVIEW, None, 0)
