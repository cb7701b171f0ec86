"""Several devices of one learner, each with its own database, and what must hold of every database."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from hypothesis import strategies as st

from quizapp.core import fsrs
from quizapp.core.events import BURY, FORGET, OPTIMIZE, REVIEW, SUSPEND, UNDO, Event
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.events.rebuild import record_and_refold
from quizapp.store.events.undoable import last_undoable
from quizapp.store.ids import new_id
from quizapp.store.maintenance.integrity import integrity, states_that_differ

START = 1_772_000_000_000
CARDS = ("d/c/a", "d/c/b", "elsewhere/c/z")
RATINGS = ("again", "hard", "good", "easy")
# How reviews count elapsed time: as before there were study days, in Berlin, in Auckland.
COUNTING: tuple[dict[str, int], ...] = ({}, {"day_begins": 10_800_000}, {"day_begins": 54_000_000})
Action = tuple[str, str, int, str]
ROW = {
    "learner": "me", "id": "019c9000-0000-7000-8000-000000000000", "device": "aaaa", "time_ms": 1_772_000_000_000,
    "day": "2026-03-02", "card": "d/c/a", "kind": "review", "undoes": None, "payload": '{"rating":"good"}',
}  # fmt: skip

# The clock may jump forward or back by days: the clocks of devices differ.
actions = st.tuples(
    st.sampled_from([REVIEW, REVIEW, REVIEW, SUSPEND, BURY, FORGET, OPTIMIZE, UNDO]),
    st.sampled_from(CARDS),
    st.integers(-3 * 86_400_000, 5 * 86_400_000),
    st.sampled_from(RATINGS),
)
histories = st.tuples(*[st.lists(actions, max_size=5)] * 3)


def device(template: Path, path: Path, name: str) -> Store:
    """Open a copy of the template as the database of a device."""
    shutil.copyfile(template, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'device'", [name])
        connection.commit()
    return open_store(path, "me")


def live(store: Store, history: Sequence[Action]) -> set[str]:
    """Record a history on a device; return the ids of the acknowledged events."""
    now, done = START, set()
    for kind, card, wait, rating in history:
        now = max(0, now + wait)
        if kind == UNDO:
            if last := last_undoable(store):
                event, _ = record(store, EventDraft(UNDO, last.card, {}, now_ms=now, day="2026-03-02", undoes=last.id))
                done.add(event.id)
            continue
        if kind == OPTIMIZE:
            done.add(optimised(store, "" if rating == "good" else "d", 1 + RATINGS.index(rating) / 10, now))
            continue
        payload = {REVIEW: {"rating": rating, **COUNTING[now % 3]}, BURY: {"day": "2026-03-02"}}.get(kind, {})
        event, _ = record(store, EventDraft(kind, card, payload, now_ms=now, day="2026-03-02"))
        done.add(event.id)
    return done


def optimised(store: Store, deck: str, factor: float, now: int) -> str:
    """Record fitted parameters for a deck, or for all ('') decks; return the event's id."""
    parameters = [fsrs.DEFAULTS[0] * factor, *fsrs.DEFAULTS[1:]]
    event = Event(
        id=new_id(), device=store.device, time_ms=now, day="2026-03-02", learner=store.learner, card="",
        kind=OPTIMIZE, payload={"run": "r", "deck": deck, "parameters": parameters},
    )  # fmt: skip
    record_and_refold(store, [event])
    return event.id


def bits(store: Store) -> tuple[list[object], list[object]]:
    """Return all stored rows of the log and of the states."""
    with closing(sqlite3.connect(store.path)) as connection:
        log = connection.execute("SELECT * FROM events ORDER BY learner, id").fetchall()
        return log, connection.execute("SELECT * FROM states ORDER BY learner, card").fetchall()


def ids(store: Store) -> set[str]:
    """Return the ids of all events."""
    return {row[1] for row in bits(store)[0]}  # type: ignore[index]


def check(path: Path) -> int:
    """Assert that the database is sound; return how many events of cards it has."""
    with closing(open_store(path, "me")) as store:
        assert integrity(store) == []
        assert states_that_differ(store) == 0
        with store.reading() as connection:
            return int(connection.exec_driver_sql("SELECT COUNT(*) FROM events WHERE card <> ''").scalar() or 0)


def add_answers(path: Path, count: int, at: int = 0, note: str = "", card: str = "d/c") -> None:
    """Record reviews of cards card/at, card/at+1 ... in a database file, which is created if it does not exist."""
    with closing(open_store(path, "me")) as store:
        for number in range(at, at + count):
            payload = {"rating": "good", "given": f"{note}{number}"}
            record(store, EventDraft(REVIEW, f"{card}/{number}", payload, now_ms=START + number, day="2026-03-02"))
