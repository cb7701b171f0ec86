"""Figures of progress, from reviews and states given as values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from statistics import mean, median
from typing import Any

BINS = 10  # of predicted recall, for the calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One review as the figures need it; `predicted` is the retrievability just before, None for a new card."""

    day: str
    card: str
    rating: str
    state: str
    seconds: float
    predicted: float | None

    @property
    def recalled(self) -> bool:
        """Whether the card was recalled."""
        return self.rating != "again"


def reviewed_of(day: str, card: str, payload: Mapping[str, Any]) -> Reviewed:
    """Return a review event as a Reviewed."""
    return Reviewed(
        day=day,
        card=card,
        rating=payload["rating"],
        state=payload.get("state", "new"),
        seconds=payload.get("seconds", 0.0),
        predicted=payload.get("r"),
    )


def per_day(reviews: Iterable[Reviewed]) -> list[dict[str, Any]]:
    """Return reviews, seconds and recalled of each study day, oldest first."""
    days: dict[str, dict[str, Any]] = {}
    for review in reviews:
        row = days.setdefault(review.day, {"day": review.day, "reviews": 0, "seconds": 0.0, "recalled": 0})
        row["reviews"] += 1
        row["seconds"] = round(row["seconds"] + review.seconds, 1)
        row["recalled"] += review.recalled
    return [days[day] for day in sorted(days)]


def true_retention(reviews: Iterable[Reviewed], since: str = "") -> float | None:
    """Return the share of reviews of Review cards that were recalled, in [0, 1]; None without any."""
    counted = [review.recalled for review in reviews if review.state == "review" and review.day >= since]
    return sum(counted) / len(counted) if counted else None


def retention_windows(reviews: Sequence[Reviewed], today: str) -> dict[str, float | None]:
    """Return true retention of the last 7 and 30 study days and of all time."""
    day = date.fromisoformat(today)
    since = {"7": day - timedelta(days=6), "30": day - timedelta(days=29)}
    windows = {name: true_retention(reviews, start.isoformat()) for name, start in since.items()}
    return windows | {"all": true_retention(reviews)}


def calibration(reviews: Iterable[Reviewed]) -> dict[str, Any]:
    """Return log loss and RMSE(bins) of predicted against actual recall, over reviews of Review cards.

    Predictions are binned by tenths; RMSE weighs each bin's difference of means by its size.
    """
    pairs = [(r.predicted, r.recalled) for r in reviews if r.predicted is not None and r.state == "review"]
    if not pairs:
        return {"log_loss": None, "rmse_bins": None, "bins": []}
    clipped = [(min(max(p, 1e-6), 1 - 1e-6), y) for p, y in pairs]
    loss = -mean(log(p) if y else log(1 - p) for p, y in clipped)
    groups: dict[int, list[tuple[float, bool]]] = {}
    for p, y in pairs:
        groups.setdefault(min(int(p * BINS), BINS - 1), []).append((p, y))
    bins = [
        {"predicted": mean(p for p, _ in group), "recalled": mean(float(y) for _, y in group), "count": len(group)}
        for _, group in sorted(groups.items())
    ]
    square = sum(b["count"] * (b["predicted"] - b["recalled"]) ** 2 for b in bins) / len(pairs)
    return {"log_loss": loss, "rmse_bins": square**0.5, "bins": bins}


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


def proofs(payloads: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the latest verdict of each claim on each interpreter and machine, and the one before where it changed.

    A run that decided nothing changes nothing.
    """
    latest: dict[tuple[str, ...], dict[str, Any]] = {}
    for each in payloads:
        machine = each["machine"]
        where = f"{machine['implementation']} {machine['python']}, {machine['cores']:g} cores"
        key = (each["experiment"], where, str(machine["gil"]))
        before = latest.get(key)
        if each["verdict"] == "inconclusive" and before:
            continue
        changed = before["verdict"] if before and before["verdict"] != each["verdict"] else None
        if changed == "inconclusive":
            changed = None
        row = {"experiment": each["experiment"], "verdict": each["verdict"], "day": each["day"], "machine": where}
        value = each["measured"]["value"]
        latest[key] = row | {"gil": machine["gil"], "value": value, "unit": each["measured"]["unit"], "before": changed}
    return [latest[key] for key in sorted(latest)]


def misconceptions(payloads: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the wrong ideas that predictions gave away: how often, and whether the latest prediction still does."""
    seen: dict[str, dict[str, Any]] = {}
    for each in payloads:
        if each.get("error") is None:
            continue
        for row in seen.values():
            if row["experiment"] == each["experiment"]:
                row["gone"] = row["says"] not in each.get("misconceptions", ())
        for says in each.get("misconceptions", ()):
            row = seen.setdefault(says, {"experiment": each["experiment"], "says": says, "count": 0, "gone": False})
            row["count"] += 1
    return sorted(seen.values(), key=lambda row: (row["gone"], -row["count"], row["says"]))


def forecast(due_days: Iterable[str], today: str, days: int = 14) -> list[dict[str, Any]]:
    """Return what is due on each of the coming study days; what is overdue counts today."""
    start = date.fromisoformat(today)
    counts = {(start + timedelta(days=offset)).isoformat(): 0 for offset in range(days)}
    for day in due_days:
        key = max(day, today)
        if key in counts:
            counts[key] += 1
    return [{"day": day, "due": due} for day, due in counts.items()]


def mastery(sections: Mapping[str, float | None]) -> float:
    """Return the mean chance of recall over the sections that have cards, an unseen one counting 0."""
    values = [value or 0.0 for value in sections.values()]
    return mean(values) if values else 0.0


def longest_streak(days: Iterable[str]) -> int:
    """Return the longest run of consecutive study days."""
    best = run = 0
    last: date | None = None
    for day in sorted({date.fromisoformat(day) for day in days}):
        run = run + 1 if last is not None and day - last == timedelta(days=1) else 1
        best, last = max(best, run), day
    return best
