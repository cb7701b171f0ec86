"""Answers at full speed through the session, and kills itself off: python tests/crash_driver.py DB KILLS SEED [CARDS]

The parent forks a child for each life, so that the imports are paid once; the child opens the database itself, answers
and acknowledges each answer on a pipe by its time, and is killed with SIGKILL at a random moment. After every life the
parent looks for each acknowledged answer; it prints one JSON document at the end.
"""

import json
import os
import random
import select
import signal
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import fsrs  # noqa: F401 - imported before the first life, as everything that is imported late

from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.store.database import open_store
from quizapp.store.events import card_leases, event_log  # noqa: F401
from quizapp.store.events.undo import undo_last
from quizapp.store.maintenance.integrity import integrity, states_that_differ
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import make_context
from quizapp.usecases.study import session_summary as _closing  # noqa: F401
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits

HOUR = 3_600_000
START = 1_772_000_000_000


def answer_for_ever(database: Path, life: int, out: int) -> None:
    """Answer questions, an hour of simulated time apart; now and then undo an answer."""
    clock = START + life * 5_000 * HOUR
    context = replace(make_context(str(database), None, {"TZ": "UTC"}), fixed_ms=clock)
    chance = random.Random(life)
    while True:
        session = Session(context, Scope(), SessionLimits(new=20, answers=40), store=open_app(context))
        while session.next():
            clock += HOUR
            session.context = context = replace(context, fixed_ms=clock)
            session.rate(chance.choice(list(Rating)))
            os.write(out, f"{clock}\n".encode())
            if chance.random() < 0.1:
                clock += HOUR
                undo_last(session.store, replace(context, fixed_ms=clock).moment())
                os.write(out, f"{clock}\n".encode())
        session.store.close()
        clock += 24 * HOUR
        context = replace(context, fixed_ms=clock)


def live(database: Path, life: int, delay_s: float) -> list[int]:
    """Let a child answer for some seconds after its first answer, kill it, and return what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            answer_for_ever(database, life, writing)
        finally:
            os._exit(3)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        if delay_s > 0:
            select.select([pipe], [], [], 30)
        time.sleep(abs(delay_s))
        os.kill(child, signal.SIGKILL)
        lines = pipe.read().split(b"\n")[:-1]
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended before it was killed"
    return [int(line) for line in lines]


def stored(database: Path) -> list[int]:
    """Return the times of the stored events. Raises if one of them is incomplete."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT time_ms, payload FROM events WHERE card <> ''").fetchall()
    assert all(isinstance(json.loads(payload), dict) for _, payload in rows)
    return [row[0] for row in rows]


def main(database: Path, kills: int, seed: int) -> None:
    """Print what was acknowledged, what is missing, and what the checks find after each life and at the end."""
    chance = random.Random(seed)
    open_app(make_context(str(database), None, {"TZ": "UTC"})).close()
    acknowledged: set[int] = set()
    faults: list[str] = []
    extra = 0
    for life in range(kills):
        # One in ten is killed while it starts, before its first answer.
        delay = -chance.uniform(0, 0.05) if chance.random() < 0.1 else chance.uniform(0, 0.04)
        acknowledged |= set(live(database, life, delay))
        there = set(stored(database))
        faults += [f"life {life}: {len(acknowledged - there)} answers lost"] * bool(acknowledged - there)
        extra = len(there - acknowledged)
        if life % 25 == 24 or life == kills - 1:
            with closing(open_store(database, "me")) as store:
                faults += integrity(store)
                faults += [f"life {life}: states differ"] * bool(states_that_differ(store))
    print(json.dumps({"kills": kills, "acknowledged": len(acknowledged), "unacknowledged": extra, "faults": faults}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
