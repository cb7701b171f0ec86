"""The steps of a new or forgotten card within the day, before it has an interval. Source: py-fsrs, Scheduler."""

from quizapp.core.fsrs import AGAIN, EASY, GOOD, HARD
from quizapp.core.model import State


def after_rating(
    state: State, at: int, number: int, learning: tuple[int, ...], relearning: tuple[int, ...]
) -> tuple[State, int | None, int]:
    """Return state, step and the milliseconds to wait after a rating (1 to 4); steps are in seconds.

    The wait is 0 for a card that is now in Review: the scheduler computes its interval.
    """
    if state is State.REVIEW:
        if number == AGAIN and relearning:
            return State.RELEARNING, 0, relearning[0] * 1000
        return State.REVIEW, None, 0
    again = state is State.RELEARNING
    steps = relearning if again else learning
    beyond = at + (number == GOOD) >= len(steps)  # the setting may have had more steps when the card began
    if not steps or number == EASY or (number != AGAIN and beyond):
        return State.REVIEW, None, 0
    state = State.RELEARNING if again else State.LEARNING
    if number == HARD:
        return state, at, _hard_wait(steps, at)
    at = 0 if number == AGAIN else at + 1
    return state, at, steps[at] * 1000


def _hard_wait(steps: tuple[int, ...], at: int) -> int:
    """Return the wait after Hard in milliseconds: at the first step the mean of two, or 1.5 times the only one."""
    if at:
        return steps[at] * 1000
    return steps[0] * 1500 if len(steps) == 1 else (steps[0] + steps[1]) * 500
