"""Fold a log into card states and compare them with py-fsrs: python benchmarks/replay.py [REVIEWS] [CARDS]"""

import hashlib
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import fsrs
from sqlalchemy import insert

from quizapp.core.events import CardState
from quizapp.core.fuzz import fuzz_range
from quizapp.core.scheduler import NUMBER
from quizapp.core.study_day import DAY_MS, from_ms
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import all_states
from quizapp.store.events.rebuild import rebuild
from quizapp.store.ids import id_of
from quizapp.store.insert_rows import insert_many
from quizapp.store.maintenance.integrity import states_that_differ
from quizapp.store.schema import events

START = 1_600_000_000_000
Log = dict[str, list[tuple[int, str]]]


def random_log(reviews: int, cards: int) -> Log:
    """Return card -> (time in ms, rating): steps of ten minutes, growing intervals, one lapse in ten."""
    draw, log = Random(1), Log()
    for number in range(cards):
        time_ms, wait, past = START + draw.randrange(365) * DAY_MS, 1, []
        for _ in range(reviews // cards):
            rating = draw.choices(("again", "hard", "good", "easy"), (10, 12, 65, 13))[0]
            past.append((time_ms, rating))
            wait = 0 if rating == "again" else max(1, round(wait * draw.uniform(1.1, 2.6))) if len(past) > 2 else 0
            time_ms += min(wait, 400) * DAY_MS or 600_000
            time_ms += draw.randrange(DAY_MS // 24)
        log[f"deck/list/{number:06d}"] = past
    return log


def rows(log: Log) -> Iterator[dict[str, object]]:
    """Yield rows of `events` as the quiz records them."""
    for card, past in log.items():
        for time_ms, rating in past:
            payload = f'{{"rating":"{rating}","state":"review","r":0.9,"correct":true,"seconds":7.5,"hinted":false}}'
            name = id_of(time_ms, hashlib.md5(f"{card} {time_ms}".encode()).digest())
            yield {
                "learner": "me", "id": name, "device": "bench", "time_ms": time_ms, "day": "2026-01-01",
                "card": card, "kind": "review", "undoes": None, "payload": payload,
            }  # fmt: skip


def write(store: Store, log: Log) -> None:
    """Write the log into a database in the order of time."""
    ordered = sorted(rows(log), key=lambda row: (row["time_ms"], row["card"]))
    with store.transaction() as connection:
        insert_many(connection, insert(events), ordered)


def furthest(log: Log, states: dict[str, CardState]) -> float:
    """Return the greatest relative difference of a stability or difficulty from py-fsrs's."""
    scheduler, worst = fsrs.Scheduler(enable_fuzzing=False), 0.0
    for card, past in log.items():
        theirs = fsrs.Card(card_id=1)
        for time_ms, rating in past:
            theirs, _ = scheduler.review_card(theirs, fsrs.Rating(NUMBER[rating]), from_ms(time_ms))
        ours = states[card]
        assert ours.state.name == theirs.state.name.upper()
        low, high = fuzz_range((theirs.due - from_ms(time_ms)).days, 36500)
        assert low <= ((ours.due_ms or 0) - time_ms) // DAY_MS <= high
        for mine, other in ((ours.stability, theirs.stability), (ours.difficulty, theirs.difficulty)):
            worst = max(worst, abs((mine or 0) - (other or 0)) / (other or 1))
    return worst


def main() -> None:
    """Print how long the fold takes, and how far its states are from the reference."""
    reviews, cards = [int(word) for word in sys.argv[1:]] or (1_000_000, 50_000)
    log = random_log(reviews, cards)
    with tempfile.TemporaryDirectory() as place:
        store = open_store(Path(place, "q.db"), "me")
        write(store, log)
        began = time.perf_counter()
        folded, _ = rebuild(store)
        spent = time.perf_counter() - began
        total = sum(map(len, log.values()))
        print(f"{total} reviews folded into {folded} states in {spent:.1f} s.")
        began = time.perf_counter()
        assert states_that_differ(store) == 0
        print(f"Compared with the log in {time.perf_counter() - began:.1f} s.")
        began = time.perf_counter()
        worst = furthest(log, all_states(store))
        print(f"py-fsrs took {time.perf_counter() - began:.1f} s; the largest relative difference is {worst:.0e}.")
        store.close()
    assert worst < 1e-4


if __name__ == "__main__":
    main()
