"""Fit parameters to a long history: python benchmarks/optimize.py [REVIEWS] [CARDS] [--anki PYTHON]

PYTHON is an interpreter that has the `anki` package. Both programs get the same reviews in their own database, and are
timed from reading it until they have the parameters.
"""

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

from replay import Log, random_log, write

from quizapp.core.evaluation import all_predicted, score
from quizapp.core.review_history import long_term
from quizapp.core.scheduler import NUMBER
from quizapp.store.database import open_store
from quizapp.store.events.review_history import histories
from quizapp.usecases.scheduling.fsrs_fitter import fitted, training_items

PEER = r"""
import json, sqlite3, sys, time
from anki.collection import Collection
collection = Collection(sys.argv[1])
model, deck = collection.models.by_name("Basic"), collection.decks.id("Default")
seen, cards, reviews = set(), [], []
for number, past in enumerate(json.load(open(sys.argv[2])).values(), 1):
    cards.append((number, number, deck, 0, 0, -1, 2, 2, 1, 30, 2500, len(past), 0, 0, 0, 0, 0, ""))
    before, steps = past[0][0], 0  # learning; once a day has passed, relearning
    for at, ease in past:
        kind = 1 if at - before > 43_200_000 else steps
        before, steps = at, 2 if kind else steps
        while at in seen:
            at += 1
        seen.add(at)
        reviews.append((at, number, -1, ease, 1, 1, 2500, 7500, kind))
notes = [(card[0], f"g{card[0]}", model["id"], 0, -1, "", "q", "q", 0, 0, "") for card in cards]
collection.close()
with sqlite3.connect(sys.argv[1]) as connection:
    for table, rows in (("notes", notes), ("cards", cards), ("revlog", reviews)):
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
connection.close()
collection = Collection(sys.argv[1])
began = time.perf_counter()
found = collection._backend.compute_fsrs_params(
    search="", current_params=[], ignore_revlogs_before_ms=0, num_of_relearning_steps=1, health_check=False
)
spent = time.perf_counter() - began
parameters = [round(each, 4) for each in found.params]
print(json.dumps({"seconds": spent, "items": found.fsrs_items, "parameters": parameters}))
"""


def fit_here(log: Log, folder: Path) -> float:
    """Fit as `quizapp optimize` does; print and return the seconds."""
    store = open_store(folder / "q.db", "me")
    write(store, log)
    began = time.perf_counter()
    past = histories(store.query, "me")
    read = time.perf_counter() - began
    training = training_items(past, 1 << 60)
    parameters = fitted(training, relearning_steps=1)
    spent = time.perf_counter() - began
    print(f"quizapp: {len(training.items)} items, read in {read:.1f} s, fitted after {spent:.1f} s: {parameters}")
    began = time.perf_counter()
    times = long_term(past)
    held = score(all_predicted(past, parameters, times[len(times) * 4 // 5]))
    print(f"The newest fifth was evaluated in {time.perf_counter() - began:.1f} s more: {held}")
    store.close()
    return spent


def fit_in_anki(python: str, log: Log, folder: Path) -> float:
    """Let Anki fit to the same reviews; print and return the seconds."""
    reviews = folder / "reviews.json"
    reviews.write_text(json.dumps({card: [(at, NUMBER[rating]) for at, rating in past] for card, past in log.items()}))
    command = [python, "-c", PEER, str(folder / "collection.anki2"), str(reviews)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    print(f"Anki: {found['items']} items, fitted after {found['seconds']:.1f} s: {found['parameters']}")
    return float(found["seconds"])


def main() -> None:
    """Print both times, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reviews", nargs="?", type=int, default=1_000_000)
    parser.add_argument("cards", nargs="?", type=int, default=50_000)
    parser.add_argument("--anki", metavar="PYTHON", help="an interpreter that has the anki package")
    given = parser.parse_args()
    log = random_log(given.reviews, given.cards)
    with tempfile.TemporaryDirectory() as place:
        spent = fit_here(log, Path(place))
        if given.anki:
            print(f"quizapp takes {spent / fit_in_anki(given.anki, log, Path(place)):.2f} times as long as Anki.")
        else:
            print("Give --anki PYTHON to compare with Anki.")


if __name__ == "__main__":
    main()
