"""The ratings that a learner can choose from, for every front end."""

from quizapp.core.model import Rating

SEEN = {"more": "more than I predicted", "as predicted": "about what I predicted", "less": "less than I predicted"}
"""What a learner may have seen of a measurement, as it is stored -> as it is shown."""


def ratings_of(buttons: int) -> tuple[Rating, ...]:
    """Return the ratings that can be chosen: all four, or Again and Good with two buttons."""
    return (Rating.AGAIN, Rating.GOOD) if buttons == 2 else tuple(Rating)


def offered(suggested: Rating, buttons: int) -> Rating:
    """Return the suggested rating if it can be chosen, else Good."""
    return suggested if suggested in ratings_of(buttons) else Rating.GOOD


def rating_name(rating: Rating, buttons: int) -> str:
    """Return what a rating is called: with two buttons Wrong and Right."""
    names = {Rating.AGAIN: "Wrong", Rating.GOOD: "Right"} if buttons == 2 else {}
    return names.get(rating, rating.capitalize())
