"""Measure synced commits, backups and exchanges of segments: python benchmarks/durability.py [REVIEWS ...]"""

import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from engines.measuring import seconds_of as timed

from quizapp.core.events import REVIEW, Event
from quizapp.store.backup import backups
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, append, record
from quizapp.store.ids import new_id
from quizapp.store.sync.shared_folder import exchange

START = 1_772_000_000_000
ROUNDS, ANSWERS = 7, 100


def answers(store: Store, synchronous: str) -> list[float]:
    """Return the seconds of each answer with one setting of `PRAGMA synchronous`."""
    raw = store.connection.connection.driver_connection
    assert raw is not None
    raw.execute(f"PRAGMA synchronous = {synchronous}")
    spent = []
    for number in range(ANSWERS):
        began = time.perf_counter()
        now = time.time_ns() // 1_000_000
        record(store, EventDraft(REVIEW, f"d/c/{number}", {"rating": "good", "r": 0.9}, now_ms=now, day="2026-03-02"))
        spent.append(time.perf_counter() - began)
    return spent


def sync_cost(path: Path) -> None:
    """Print the medians of answers with FULL and NORMAL, in turn, and of one fsync of a page."""
    with closing(open_store(path, "me")) as store:
        answers(store, "FULL")
        pairs = [(answers(store, "FULL"), answers(store, "NORMAL")) for _ in range(ROUNDS)]
    full, normal = ([each for pair in pairs for each in pair[at]] for at in (0, 1))
    ratio = statistics.median(statistics.median(a) / statistics.median(b) for a, b in pairs)
    print("| an answer | p50 | p99 |\n| --- | --- | --- |")
    for name, found in (("FULL", full), ("NORMAL", normal)):
        cuts = statistics.quantiles(found, n=100)
        print(f"| synchronous {name} | {cuts[49] * 1000:.2f} ms | {cuts[98] * 1000:.2f} ms |")
    print(
        f"\nFULL costs {ratio:.2f} times NORMAL (median of {ROUNDS} paired rounds); one fsync of a page after a write"
    )
    print(f"costs {fsync(path.with_name('page')) * 1000:.2f} ms here.\n")


def fsync(path: Path) -> float:
    """Return the median seconds of writing a page at a file's end and syncing it."""
    spent = []
    with path.open("wb", buffering=0) as out:
        for _ in range(200):
            began = time.perf_counter()
            out.write(bytes(4096))
            os.fsync(out.fileno())
            spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def filled(path: Path, count: int) -> None:
    """Create a database with a number of reviews, without card states: nothing here reads them."""
    payload = {"rating": "good", "state": "review", "r": 0.91234567, "given": "b", "seconds": 4.2}
    rows = [
        Event(
            id=new_id(), device="aaaa", time_ms=START + n, day="2026-03-02", learner="me",
            card=f"d/c/{n % 20_000}", kind=REVIEW, payload=payload,
        )
        for n in range(count)
    ]  # fmt: skip
    with closing(open_store(path, "me")) as store, store.transaction() as connection:
        append(connection, rows)


def keeping_cost(place: Path, count: int) -> str:
    """Return a table row: size, backup with its check, first exchange, and exchange of ten new answers."""
    path, shared = place / f"{count}.db", place / f"{count}-shared"
    filled(path, count)
    backup = statistics.median(timed(lambda: backups.copy_to(path, place / "copy.db")) for _ in range(3))
    with closing(open_store(path, "me")) as store:
        first = timed(lambda: exchange(store, shared))
        for number in range(10):
            record(
                store,
                EventDraft(REVIEW, f"new/c/{number}", {"rating": "good"}, now_ms=START + number, day="2026-03-02"),
            )
        again = timed(lambda: exchange(store, shared))
    size = path.stat().st_size / 1e6
    return f"| {count:,} | {size:.1f} MB | {backup * 1000:.0f} ms | {first * 1000:.0f} ms | {again * 1000:.0f} ms |"


def main(counts: list[int]) -> None:
    """Print the figures of docs/trust.md."""
    with tempfile.TemporaryDirectory() as place:
        sync_cost(Path(place, "q.db"))
        print("| reviews | database | backup and its check | first exchange | exchange of ten answers |")
        print("| --- | --- | --- | --- | --- |")
        for count in counts:
            print(keeping_cost(Path(place), count), flush=True)
    print(json.dumps({"python": sys.version.split()[0]}))


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1000, 10_000, 100_000, 500_000])
