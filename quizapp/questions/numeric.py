"""Numbers as answers: within a tolerance, or within a range."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from quizapp.core.literal_text import without_escapes

_NUMBER = re.compile(r"[+-]?(?:\d[\d ]*(?:[.,]\d+)*|[.,]\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE)
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
MOST_CHARACTERS = 60


def numbers_in(text: str) -> tuple[Decimal, ...]:
    """Return the numbers that a text can mean, the likeliest first; none where it is no number.

    A comma may stand for the decimal point, or part thousands: `1,234` can mean 1.234 and 1234.
    """
    bare = without_escapes(text).replace("\N{MINUS SIGN}", "-").replace("\xa0", " ").strip(" $`*")
    if len(bare) > MOST_CHARACTERS or not _NUMBER.fullmatch(bare):
        return ()
    bare = bare.replace(" ", "")
    readings = [bare.replace(",", ".")] if bare.count(",") + bare.count(".") <= 1 else []
    if _GROUPS.fullmatch(bare):
        readings.append(bare.replace(",", ""))
    return tuple(dict.fromkeys(map(Decimal, readings)))


def is_within(given: Iterable[Decimal], answers: Iterable[str], tolerance: float | None) -> bool:
    """Return whether a number is at most so far from one of the answers; False for no tolerance."""
    if tolerance is None:
        return False
    most = Decimal(repr(tolerance))
    wanted = [number for answer in answers for number in numbers_in(answer)[:1]]
    return any(abs(one - other) <= most for one in given for other in wanted)


def is_between(given: Iterable[Decimal], ranges: Iterable[Sequence[float]]) -> bool:
    """Return whether a number is in one of the ranges, the ends included."""
    ends = [(Decimal(repr(low)), Decimal(repr(high))) for low, high in ranges]
    return any(low <= number <= high for number in given for low, high in ends)


def described(answer: str, tolerance: float | None, ranges: Sequence[Sequence[float]]) -> str:
    """Return an answer with the numbers that are right too, such as `3.14 (± 0.01)` or `3 (from 1 to 5)`."""
    parts = [f"± {tolerance:g}"] if tolerance else []
    parts += [f"from {low:g} to {high:g}" for low, high in ranges]
    return f"{answer} ({', '.join(parts)})" if parts else answer
