"""Measure the lower limit of an answer: one equally durable SQLite transaction of its rows, by the standard library.

The rows are the event and the state of the card. The lease of the next card, which an answer writes too, is left out.

python raw.py DATABASE ANSWERS
"""

import json
import sqlite3
import sys
import time
from contextlib import closing

from quizapp.core.study_day import DAY_MS
from quizapp.store.ids import new_id

PAYLOAD = '{"rating":"good","state":"review","r":0.9,"correct":null,"seconds":0.0,"hinted":false}'
CHECKSUM = 2_871_604_113
EVENT = (
    "INSERT INTO events (learner, id, device, time_ms, day, card, kind, undoes, payload, checksum)"
    " VALUES ('me', ?, 'bench', ?, ?, ?, 'review', NULL, ?, ?)"
)
STATE = (
    "UPDATE states SET stability = ?, difficulty = ?, due_ms = ?, last_ms = ?, reviews = reviews + 1, time_ms = ?,"
    " event = ? WHERE learner = 'me' AND card = ?"
)


def main() -> None:
    """Write answers; print the seconds of each as JSON."""
    found = []
    with closing(sqlite3.connect(sys.argv[1], isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -32000"):
            connection.execute(f"PRAGMA {pragma}")
        now = time.time_ns() // 1_000_000
        due = connection.execute("SELECT card FROM states WHERE due_ms < ? LIMIT ?", (now, int(sys.argv[2]))).fetchall()
        for (card,) in due:
            began = time.perf_counter()
            event, now = new_id(), time.time_ns() // 1_000_000
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(EVENT, (event, now, "2026-11-24", card, PAYLOAD, CHECKSUM))
            connection.execute(STATE, (50.0, 5.1, now + 50 * DAY_MS, now, now, event, card))
            connection.execute("COMMIT")
            found.append(time.perf_counter() - began)
    print(json.dumps({"answer": found}))


if __name__ == "__main__":
    main()
