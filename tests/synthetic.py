"""A learner with a known memory: cards are asked when py-fsrs says so, or late, and recalled by chance."""

from datetime import UTC, datetime, timedelta
from random import Random

import fsrs

from quizapp.core.review_history import CardHistory

# Forgets faster than most and gains less from a review; the curve falls more steeply in the long run.
TRUE = (
    0.1, 0.4, 0.9, 3.0, 7.5, 0.6, 2.4, 0.02, 1.2, 0.3, 0.6, 1.2, 0.12, 0.2, 1.2, 0.4, 2.6, 0.3, 0.1, 0.1, 0.45,
)  # fmt: skip
START = datetime(2024, 1, 1, 9, tzinfo=UTC)
GRADES = (fsrs.Rating.Hard, fsrs.Rating.Good, fsrs.Rating.Good, fsrs.Rating.Good, fsrs.Rating.Easy)


def learner(reviews: int, seed: int = 7, parameters: tuple[float, ...] = TRUE, per_card: int = 14) -> list[CardHistory]:
    """Return the histories of as many cards as are needed for so many reviews."""
    draw = Random(seed)
    usual = fsrs.Scheduler(enable_fuzzing=False)  # schedules the cards
    truth = fsrs.Scheduler(parameters=parameters, enable_fuzzing=False)  # is the learner's memory
    made: list[CardHistory] = []
    while sum(len(each.times) for each in made) < reviews:
        made.append(_card(f"deck/list/{len(made):05d}", draw, usual, truth, per_card))
    return made


def _card(name: str, draw: Random, usual: fsrs.Scheduler, truth: fsrs.Scheduler, most: int) -> CardHistory:
    seen, memory = fsrs.Card(card_id=1), fsrs.Card(card_id=1)
    now = START + timedelta(days=draw.randrange(500), minutes=draw.randrange(300))
    found: list[tuple[int, int, float]] = []
    while len(found) < most and now < START + timedelta(days=730):
        chance = truth.get_card_retrievability(memory, now) if found else 0.0
        if not found:
            rating = draw.choice([fsrs.Rating.Again, *GRADES])
        else:
            rating = draw.choice(GRADES) if draw.random() < chance else fsrs.Rating.Again
        seen, _ = usual.review_card(seen, rating, now)
        memory, _ = truth.review_card(memory, rating, now)
        found.append((round(now.timestamp() * 1000), int(rating), draw.uniform(2, 15)))
        late = timedelta(days=draw.choice([0, 0, 1, 3])) if seen.state is fsrs.State.Review else timedelta(0)
        now = seen.due + late + timedelta(minutes=draw.randrange(1, 30))
    times, ratings, seconds = zip(*found, strict=True)
    return CardHistory(name, times, ratings, seconds)
