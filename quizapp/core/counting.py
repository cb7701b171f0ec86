"""Numbers with their nouns."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as '1 card' and '2,000 cards'."""
    return f"{number:,} {nouns(number, noun)}"


def nouns(number: int, noun: str) -> str:
    """Return a noun in the form that a number needs."""
    return noun if number == 1 else f"{noun}s"
