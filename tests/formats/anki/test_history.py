"""Reviews and states of cards."""

from pathlib import Path

import pytest

from quizapp.core.model import Rating
from tests.formats.anki.packages import CREATED, GENERATIONS, cards_of, packed


@pytest.mark.parametrize("generation", GENERATIONS)
def test_the_past_comes_along(tmp_path: Path, generation: str) -> None:
    """Reviews with grades, without manual changes and cramming; due days, intervals, FSRS's figures; suspended."""
    cards = cards_of(packed(tmp_path, generation))
    past = cards["Science | Science | note 1 | 1"].history
    assert past is not None
    assert [(review.rating, review.seconds) for review in past.reviews] == [
        (Rating.HARD, 4.0), (Rating.GOOD, 5.0), (Rating.AGAIN, 600.0),
    ]  # fmt: skip
    assert (past.stability, past.difficulty, past.lapses, past.interval_days) == (14.5, 6.1, 1, 12)
    assert past.due_ms == (CREATED + 30 * 86_400) * 1000
    suspended = cards["Science | Cells / Parts | note 2 | 2"].history
    assert suspended is not None and suspended.suspended and not suspended.reviews
    learning = cards["Science | Cells / Parts | note 3 | 1"].history
    assert learning is not None
    assert (learning.due_ms, learning.interval_days) == ((CREATED + 600) * 1000, 600 / 86_400)
    buried = cards["Science | Cells / Parts | note 3 | 2"].history
    assert buried is not None and buried.buried
    at_home = cards["Science | Science | note 4 | 1"].history
    assert at_home is not None and at_home.due_ms == (CREATED + 33 * 86_400) * 1000
    assert cards["Science | Cells / Parts | note 2 | 1"].history is None


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("version", [None, 1])
def test_the_first_scheduler_had_three_buttons_for_learning(
    tmp_path: Path, generation: str, version: int | None
) -> None:
    """There 2 means Good and 3 means Easy, for learning and relearning alone; one that does not say is the first."""
    cards = cards_of(packed(tmp_path, generation, version=version))
    past, learning = (cards[f"Science | {name} | 1"].history for name in ("Science | note 1", "Cells / Parts | note 3"))
    assert past is not None and learning is not None
    assert [review.rating for review in past.reviews] == [Rating.GOOD, Rating.GOOD, Rating.AGAIN]
    assert [review.rating for review in learning.reviews] == [Rating.EASY]
