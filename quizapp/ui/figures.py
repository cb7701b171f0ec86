"""Numbers as a reader wants them: three significant digits, no exponents, units that fit."""


def figure(value: float) -> str:
    """Return a number with three significant digits, such as 0.062, 4.61 or 144,000."""
    if value and abs(value) >= 1000:
        digits = len(str(int(abs(value))))
        return f"{round(value, 3 - digits):,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 or not value else f"{value:.2g}"


def with_unit(value: float, unit: str) -> str:
    """Return a number with its unit; seconds and milliseconds change into each other where that reads better."""
    if unit == "s" and value < 1:
        value, unit = value * 1000, "ms"
    elif unit == "ms" and value >= 1000:
        value, unit = value / 1000, "s"
    return f"{figure(value)}{'' if unit.startswith('%') else ' '}{unit}".rstrip()
