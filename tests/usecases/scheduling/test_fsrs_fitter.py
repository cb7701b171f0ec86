"""The input of the optimiser."""

from quizapp.core.review_history import CardHistory
from quizapp.core.study_day import DAY_MS
from quizapp.usecases.scheduling.fsrs_fitter import training_items


def history(*reviews: tuple[float, int], seconds: float = 5.0, card: str = "d/l/a") -> CardHistory:
    """Return a card's history from (day, rating) pairs."""
    times, ratings = zip(*reviews, strict=True)
    return CardHistory(card, tuple(int(day * DAY_MS) for day in times), ratings, (seconds,) * len(times))


def test_items_are_sorted_by_time_with_the_index_of_their_card() -> None:
    """Whatever the order of the cards."""
    first, second = history((0, 3), (4, 3), (20, 3)), history((1, 3), (3, 1), (9, 3), card="d/l/b")
    made = training_items([first, second], 99 * DAY_MS)
    assert made.cards == [1, 0, 1, 0]
    assert [len(item.reviews) for item in made.items] == [2, 2, 3, 3]
    both = training_items([first, first], 5 * DAY_MS)  # of the same time: in the order of the cards
    assert both.cards == [0, 1]
