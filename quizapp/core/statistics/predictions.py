"""How well the learner predicts measurements: over time, in which direction, and how sure they may be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import exp, log
from statistics import mean, median
from typing import Any

TELLING = 3  # predictions of a measure from which on a direction is named
SLIGHT = 0.1  # log ratio below which a direction is not worth a word


def predictions(payloads: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return how good the learner's predictions were: median error in log ratio, hit rate of intervals."""
    scored = [each for each in payloads if each.get("error") is not None]
    errors = [abs(each["error"]) for each in scored if each.get("form") in ("point", "interval")]
    intervals = [each["error"] == 0 for each in scored if each.get("form") == "interval"]
    return {
        "count": len(scored),
        "median_error": median(errors) if errors else None,
        "interval_hit_rate": mean(map(float, intervals)) if intervals else None,
    }


def predictions_over_time(payloads: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the error by day, the bias by measure and the hit rate of intervals by the confidence asked for."""
    scored = [each for each in payloads if each.get("error") is not None]
    return {"over_time": _over_time(scored), "bias": _bias(scored), "intervals": _intervals(scored)}


def _over_time(scored: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    days: dict[str, list[float]] = defaultdict(list)
    for each in scored:
        if each.get("form") in ("point", "interval"):
            days[each["day"]].append(abs(each["error"]))
    return [{"day": day, "count": len(days[day]), "median_error": median(days[day])} for day in sorted(days)]


def _bias(scored: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the mean log ratio of prediction to measurement by measure: above 0 is overestimated."""
    found: dict[str, list[float]] = defaultdict(list)
    for each in scored:
        said, was = (each.get("prediction") or {}).get("value"), each["measured"]["value"]
        if each.get("form") == "point" and _positive(said) and _positive(was):
            found[each["measure"]].append(log(said / was))
    return [
        {"measure": name, "count": len(errors), "log_ratio": mean(errors), "says": direction(name, errors)}
        for name, errors in sorted(found.items())
    ]


def _positive(value: object) -> bool:
    return isinstance(value, int | float) and value > 0


def direction(measure: str, errors: Sequence[float]) -> str:
    """Return a bias in words."""
    off = mean(errors)
    if len(errors) < TELLING:
        return f"{measure}: too few predictions to tell a direction"
    if abs(off) < SLIGHT:
        return f"{measure}: neither over- nor underestimated"
    word = "overestimate" if off > 0 else "underestimate"
    return f"{measure}: you {word} it by a factor of {exp(abs(off)):.2f}"


def _intervals(scored: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found: dict[float, list[bool]] = defaultdict(list)
    for each in scored:
        if each.get("form") == "interval":
            found[0.8].append(each["error"] == 0)
        elif each.get("form") == "choice":
            sure = float(each["prediction"]["confidence"])
            # Of a choice the error is (confidence - right)²: the nearer of the two tells which it was.
            found[sure].append(abs(each["error"] - (sure - 1) ** 2) < abs(each["error"] - sure**2))
    return [{"confidence": c, "count": len(hits), "hits": sum(hits)} for c, hits in sorted(found.items())]
