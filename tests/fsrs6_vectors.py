"""Generates test vectors of FSRS-6 with two libraries that know nothing of each other: python tests/fsrs6_vectors.py

py-fsrs is in Python with 64 bits, fsrs-rs in Rust with 32: they are to agree to 1e-4 of a value.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import fsrs
import fsrs_rs_python

FILE = Path(__file__).with_suffix(".json")
START = datetime(2024, 1, 1, tzinfo=UTC)
RETENTIONS = (0.8, 0.9, 0.95)
OTHER = (
    0.6, 1.9, 4.1, 14.0, 6.9, 0.62, 2.4, 0.02, 1.55, 0.25, 1.05, 1.7, 0.09, 0.22, 1.9, 0.45, 2.3, 0.4, 0.15, 0.1, 0.22,
)  # fmt: skip
STEEP = (
    0.05, 0.3, 1.2, 40.0, 5.0, 1.5, 1.0, 0.3, 2.5, 0.05, 1.6, 2.5, 0.2, 0.6, 2.5, 0.8, 4.0, 1.0, 0.6, 0.5, 0.5,
)  # fmt: skip
PARAMETERS = (fsrs.Scheduler().parameters, OTHER, STEEP)

Review = tuple[int, int]  # rating, days since the one before


def histories(count: int, seed: int = 1) -> Iterator[list[Review]]:
    """Yield random histories: reviews of the same day, early and late ones, lapses."""
    draw = Random(seed)
    for _ in range(count):
        reviews = [(draw.randint(1, 4), 0)]
        for _ in range(draw.randint(1, 9)):
            reviews.append((draw.choice([1, 2, 3, 3, 3, 4]), draw.choice([0, 0, 1, 2, 3, 7, 15, 40, 150, 400])))
        yield reviews


def by_python(reviews: Sequence[Review], parameters: Sequence[float]) -> list[tuple[float, float]]:
    """Return stability and difficulty after each review, by py-fsrs."""
    scheduler, card, now = fsrs.Scheduler(parameters, enable_fuzzing=False), fsrs.Card(card_id=1), START
    found = []
    for rating, days in reviews:
        now += timedelta(days=days, minutes=5)
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), now)
        assert card.stability is not None and card.difficulty is not None
        found.append((card.stability, card.difficulty))
    return found


def by_rust(reviews: Sequence[Review], parameters: Sequence[float]) -> list[tuple[float, float]]:
    """Return stability and difficulty after each review, by fsrs-rs."""
    item = fsrs_rs_python.FSRSItem([fsrs_rs_python.FSRSReview(rating, days) for rating, days in reviews])
    states = fsrs_rs_python.FSRS(list(parameters)).historical_memory_states(item)
    return [(state.stability, state.difficulty) for state in states]


def intervals_by_python(stability: float, parameters: Sequence[float]) -> list[int]:
    """Return the interval in days for each desired retention, by py-fsrs."""
    made = [fsrs.Scheduler(parameters, retention, enable_fuzzing=False) for retention in RETENTIONS]
    return [scheduler._next_interval(stability=stability) for scheduler in made]


def intervals_by_rust(stability: float, parameters: Sequence[float]) -> list[float]:
    """Return the interval in days, not rounded, for each desired retention, by fsrs-rs."""
    model = fsrs_rs_python.FSRS(list(parameters))
    return [model.next_interval(stability, retention, 3) for retention in RETENTIONS]


def vectors() -> list[dict[str, Any]]:
    """Return the vectors as the file has them."""
    made = []
    for parameters in PARAMETERS:
        for reviews in histories(20):
            states = by_python(reviews, parameters)
            intervals = intervals_by_python(states[-1][0], parameters)
            made.append(
                {
                    "parameters": list(parameters),
                    "reviews": reviews,
                    "states": [[round(value, 8) for value in state] for state in states],
                    "intervals": dict(zip(map(str, RETENTIONS), intervals, strict=True)),
                }
            )
    return made


if __name__ == "__main__":
    FILE.write_text("[\n" + ",\n".join(json.dumps(each) for each in vectors()) + "\n]\n")
