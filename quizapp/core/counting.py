"""Numbers with their nouns."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as '1 card' and '2,000 cards'."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
