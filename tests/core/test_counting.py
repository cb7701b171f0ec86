"""Numbers with their nouns."""

from quizapp.core.counting import counted, nouns


def test_one_is_singular() -> None:
    """Nothing else is."""
    assert [counted(number, "card") for number in (0, 1, 2, 2000)] == ["0 cards", "1 card", "2 cards", "2,000 cards"]
    assert nouns(1, "study day") == "study day"
