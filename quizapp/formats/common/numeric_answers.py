"""Numbers with a tolerance or in a range, as other programs write them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_RANGE = re.compile(r"\s*(-?[\d.,eE+-]{1,40}?)\s*\.\.\s*(-?[\d.,eE+-]{1,40})\s*")


@dataclass(frozen=True, slots=True)
class NumericAnswer:
    """A number and how far another may be from it; or a range with the number in its middle, without a tolerance."""

    best: Decimal
    low: Decimal
    high: Decimal
    tolerance: Decimal | None = None

    @property
    def text(self) -> str:
        """The number as it is shown."""
        return written(self.best)

    def described(self) -> str:
        """Return the numbers that it accepts, in words."""
        return self.text if self.low == self.high else f"{written(self.low)} to {written(self.high)}"


def numeric_answer(text: str) -> NumericAnswer | None:
    """Return the answer that `3`, `3.14:0.01` or `1..5` stands for; None for what is no number."""
    found = _RANGE.fullmatch(text)
    value, _, tolerance = text.partition(":")
    ends = [_decimal(found[1]), _decimal(found[2])] if found else [_decimal(value), _decimal(tolerance or "0")]
    if ends[0] is None or ends[1] is None:
        return None
    if found:
        low, high = min(ends[0], ends[1]), max(ends[0], ends[1])
        return NumericAnswer((low + high) / 2, low, high)
    margin = abs(ends[1])
    return NumericAnswer(ends[0], ends[0] - margin, ends[0] + margin, margin)


def gap_answers(answers: Sequence[NumericAnswer]) -> tuple[str, ...]:
    """Return what may be typed into a gap: each number, or the middle of its range, and its tolerance: `3.14±0.01`."""
    best = [written(each.best) for each in answers]
    near = [f"{written(each.best)}±{written(each.high - each.best)}" for each in answers if each.low < each.high]
    return tuple(dict.fromkeys((*best, *near)))


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= 30 else None


def written(number: Decimal) -> str:
    """Return a number without an exponent and without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
