"""The ratings that can be chosen."""

from itertools import product

from quizapp.core.model import Rating
from quizapp.core.rating_choice import offered, rating_name, ratings_of


def test_only_a_rating_with_a_button_is_offered() -> None:
    """Hard and Easy become Good where there are two buttons."""
    for buttons, rating in product((2, 4), Rating):
        assert offered(rating, buttons) in ratings_of(buttons)
    assert offered(Rating.HARD, 2) is Rating.GOOD
    assert offered(Rating.AGAIN, 2) is Rating.AGAIN


def test_two_buttons_are_called_wrong_and_right() -> None:
    assert [rating_name(each, 2) for each in ratings_of(2)] == ["Wrong", "Right"]
    assert [rating_name(each, 4) for each in ratings_of(4)] == ["Again", "Hard", "Good", "Easy"]
