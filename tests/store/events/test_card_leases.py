"""Claims: who may ask a card, for how long, and who gave it back."""

import os
import platform
import subprocess
import sys

import pytest

from quizapp.core.events import REVIEW
from quizapp.store.database import Store, open_store
from quizapp.store.events.card_leases import LEASE_MS, LeaseRequest, acquire, release
from quizapp.store.events.event_log import EventDraft, record
from tests.store.devices import START

pytestmark = pytest.mark.file
A, B = "d/c/a", "d/c/b"


def held(store: Store) -> list[tuple[object, ...]]:
    """What is claimed, as it is stored."""
    with store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT learner, card, session, host, pid, until_ms FROM claims ORDER BY 1, 2"
        )
        return [tuple(row) for row in rows]


def another_s(store: Store, host: str, pid: int) -> None:
    """Let the claims be another process's."""
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE claims SET host = ?, pid = ?", (host, pid))


def gone() -> int:
    """The id of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_a_claim_says_who_holds_it_and_how_long(store: Store) -> None:
    """A quarter of an hour from the real time on; asked again, the same session goes on holding it."""
    assert acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    assert held(store) == [("me", A, "one", platform.node(), os.getpid(), START + 900_000)]
    assert acquire(store, LeaseRequest(A, "one", wall_ms=START + 5, seen_reviews=0))
    assert held(store)[0][-1] == START + 5 + LEASE_MS


def test_two_sessions_never_hold_one_card(store: Store) -> None:
    """The other goes on with another card, and what each holds stays as it is."""
    assert acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    assert acquire(store, LeaseRequest(B, "two", wall_ms=START, seen_reviews=0))
    before = held(store)
    assert not acquire(store, LeaseRequest(A, "two", wall_ms=START + LEASE_MS - 1, seen_reviews=0))
    assert held(store) == before
    assert [row[1:3] for row in before] == [(A, "one"), (B, "two")]


def test_a_session_holds_one_card_at_a_time(store: Store) -> None:
    """The next takes the place of the last, which is free for others then."""
    acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    assert acquire(store, LeaseRequest(B, "one", wall_ms=START, seen_reviews=0))
    assert [row[1] for row in held(store)] == [B]
    assert acquire(store, LeaseRequest(A, "two", wall_ms=START, seen_reviews=0))


def test_a_claim_of_a_process_that_is_gone_counts_no_more(store: Store) -> None:
    """On this machine at once; the row is the new session's then, wholly."""
    acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    another_s(store, platform.node(), gone())
    assert acquire(store, LeaseRequest(A, "two", wall_ms=START + 1, seen_reviews=0))
    assert held(store) == [("me", A, "two", platform.node(), os.getpid(), START + 1 + LEASE_MS)]


def test_another_machine_s_claim_holds_until_its_time_is_over(store: Store) -> None:
    """Whether its process lives cannot be seen from here; the number may be another's here."""
    acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    another_s(store, "elsewhere", gone())
    assert not acquire(store, LeaseRequest(A, "two", wall_ms=START + LEASE_MS - 1, seen_reviews=0))
    assert acquire(store, LeaseRequest(A, "two", wall_ms=START + LEASE_MS, seen_reviews=0))


def test_an_old_claim_of_a_process_that_lives_is_void(store: Store) -> None:
    """A session that stood still for a quarter of an hour keeps nobody waiting; process 1 is another user's."""
    acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    another_s(store, platform.node(), 1)
    assert not acquire(store, LeaseRequest(A, "two", wall_ms=START + 1, seen_reviews=0))
    assert acquire(store, LeaseRequest(A, "two", wall_ms=START + LEASE_MS, seen_reviews=0))


def test_a_card_that_was_answered_meanwhile_is_not_claimed(store: Store) -> None:
    """The session drew it with fewer reviews than it has; nothing is taken or given back."""
    acquire(store, LeaseRequest(B, "one", wall_ms=START, seen_reviews=0))
    record(store, EventDraft(REVIEW, A, {"rating": "good"}, now_ms=START, day="2026-03-02"))
    assert not acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    assert [row[1] for row in held(store)] == [B]
    assert not acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=2))
    assert acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=1))
    assert not acquire(store, LeaseRequest(B, "one", wall_ms=START, seen_reviews=1))


def test_a_session_gives_back_what_it_holds_and_nothing_else(store: Store) -> None:
    """Of its own learner alone."""
    other = open_store(store.path, "other")
    for each, card, session in ((store, A, "one"), (store, B, "two"), (other, A, "one")):
        assert acquire(each, LeaseRequest(card, session, wall_ms=START, seen_reviews=0))
    release(store, "one")
    assert [row[:3] for row in held(store)] == [("me", B, "two"), ("other", A, "one")]
    record(other, EventDraft(REVIEW, A, {"rating": "good"}, now_ms=START, day="2026-03-02"))
    assert acquire(store, LeaseRequest(A, "three", wall_ms=START, seen_reviews=0))
    other.close()
