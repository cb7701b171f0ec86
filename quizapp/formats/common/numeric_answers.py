"""Numbers with a tolerance or in a range, as answers that can be typed."""

import re
from decimal import Decimal, InvalidOperation

MOST_WHOLE = 20  # whole numbers of a range that are listed

_RANGE = re.compile(r"\s*(-?[\d.,eE+-]{1,40}?)\s*\.\.\s*(-?[\d.,eE+-]{1,40})\s*")


def number_answers(text: str) -> tuple[list[str], str] | None:
    """Return the answers for `3`, `3.14:0.01` or `1..5`, the best first, and a remark.

    A typed answer is compared by its text: of a range, the middle, the ends and the whole numbers are accepted, and
    the remark names the range. None for any other text.
    """
    found = _RANGE.fullmatch(text)
    value, _, tolerance = text.partition(":")
    ends = [_decimal(found[1]), _decimal(found[2])] if found else [_decimal(value), _decimal(tolerance or "0")]
    if ends[0] is None or ends[1] is None:
        return None
    if found:
        low, high = min(ends[0], ends[1]), max(ends[0], ends[1])
        middle = (low + high) / 2
    else:
        middle, low, high = ends[0], ends[0] - abs(ends[1]), ends[0] + abs(ends[1])
    if low == high:
        return [_written(middle)], ""
    numbers = [middle, low, high, *(_whole(low, high))]
    remark = f"Any number from {_written(low)} to {_written(high)} is right."
    return list(dict.fromkeys(_written(number) for number in numbers)), remark


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= 30 else None


def _whole(low: Decimal, high: Decimal) -> list[Decimal]:
    if high - low > MOST_WHOLE:
        return []
    first = int(low.to_integral_value(rounding="ROUND_CEILING"))
    return [Decimal(number) for number in range(first, int(high.to_integral_value(rounding="ROUND_FLOOR")) + 1)]


def _written(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
