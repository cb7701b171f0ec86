"""Numbers as a reader wants them: three significant digits, no exponents, units that fit."""

import re

NO_BREAK = "\ufdd0"
"""Takes the place of a space at which no line is broken; the console draws a space.

Rich breaks lines at U+00A0 too. This code point is not a character: it is meant for use within a program.
"""


def figure(value: float) -> str:
    """Return a number with three significant digits, such as 0.062, 4.61 or 144,000."""
    if value and abs(value) >= 1000:
        digits = len(str(int(abs(value))))
        return f"{round(value, 3 - digits):,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 or not value else f"{value:.2g}"


def with_unit(value: float, unit: str) -> str:
    """Return a number with its unit, on one line; seconds and milliseconds change into each other where that fits."""
    if unit == "s" and value < 1:
        value, unit = value * 1000, "ms"
    elif unit == "ms" and value >= 1000:
        value, unit = value / 1000, "s"
    return with_kept_unit(f"{figure(value)}{'' if unit.startswith('%') else ' '}{unit}".rstrip(), unit)


def with_kept_unit(text: str, unit: str) -> str:
    """Return a text in which no line is broken before the unit of a number, or within the unit."""
    if not unit:
        return text
    return re.sub(rf" {re.escape(unit)}(?!\w)", f" {unit}".replace(" ", NO_BREAK).replace("\\", r"\\"), text)
