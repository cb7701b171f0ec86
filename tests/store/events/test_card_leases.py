"""Leases: which session asks a card, for how long, and how it is released."""

import os
import platform
import subprocess
import sys
from dataclasses import replace

import pytest

from quizapp.core.events import BURY, REVIEW, SUSPEND, UNSUSPEND
from quizapp.store.database import Store, open_store
from quizapp.store.events.card_leases import LEASE_MS, Lease, LeaseRequest, acquire, release
from quizapp.store.events.event_log import EventDraft, record
from tests.store.devices import START

pytestmark = pytest.mark.file
A, B = "d/c/a", "d/c/b"


def stored_leases(store: Store) -> list[tuple[object, ...]]:
    """Return the stored leases."""
    with store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT learner, card, session, host, pid, until_ms FROM claims ORDER BY 1, 2"
        )
        return [tuple(row) for row in rows]


def give_leases_to(store: Store, host: str, pid: int) -> None:
    """Make all leases belong to another process."""
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE claims SET host = ?, pid = ?", (host, pid))


def ended_process() -> int:
    """Return the id of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait(20)
    return process.pid


def test_lease_stores_its_holder_and_expiry(store: Store) -> None:
    """It lasts 15 minutes of wall time; the same session renews it."""
    assert acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    assert stored_leases(store) == [("me", A, "one", platform.node(), os.getpid(), START + 900_000)]
    assert acquire(store, LeaseRequest(A, "one", wall_ms=START + 5, seen_reviews=0))
    assert stored_leases(store)[0][-1] == START + 5 + LEASE_MS


def test_two_sessions_never_lease_the_same_card(store: Store) -> None:
    """Each keeps its own lease."""
    assert acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    assert acquire(store, LeaseRequest(B, "two", wall_ms=START, seen_reviews=0))
    before = stored_leases(store)
    assert not acquire(store, LeaseRequest(A, "two", wall_ms=START + LEASE_MS - 1, seen_reviews=0))
    assert stored_leases(store) == before
    assert [row[1:3] for row in before] == [(A, "one"), (B, "two")]


def test_session_leases_one_card_at_a_time(store: Store) -> None:
    """The next lease releases the last one."""
    acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    assert acquire(store, LeaseRequest(B, "one", wall_ms=START, seen_reviews=0))
    assert [row[1] for row in stored_leases(store)] == [B]
    assert acquire(store, LeaseRequest(A, "two", wall_ms=START, seen_reviews=0))


def test_lease_of_an_ended_process_is_void(store: Store) -> None:
    """On the same machine at once; the new session's lease replaces it."""
    acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    give_leases_to(store, platform.node(), ended_process())
    assert acquire(store, LeaseRequest(A, "two", wall_ms=START + 1, seen_reviews=0))
    assert stored_leases(store) == [("me", A, "two", platform.node(), os.getpid(), START + 1 + LEASE_MS)]


def test_lease_of_another_machine_holds_until_it_expires(store: Store) -> None:
    """A process of another machine cannot be seen; its id may be in use here."""
    acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    give_leases_to(store, "elsewhere", ended_process())
    assert not acquire(store, LeaseRequest(A, "two", wall_ms=START + LEASE_MS - 1, seen_reviews=0))
    assert acquire(store, LeaseRequest(A, "two", wall_ms=START + LEASE_MS, seen_reviews=0))


def test_expired_lease_of_a_running_process_is_void(store: Store) -> None:
    """An idle session keeps nobody waiting; process 1 belongs to another user."""
    acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    give_leases_to(store, platform.node(), 1)
    assert not acquire(store, LeaseRequest(A, "two", wall_ms=START + 1, seen_reviews=0))
    assert acquire(store, LeaseRequest(A, "two", wall_ms=START + LEASE_MS, seen_reviews=0))


def test_card_answered_meanwhile_is_not_leased(store: Store) -> None:
    """The card has more reviews than the session saw; no lease changes."""
    acquire(store, LeaseRequest(B, "one", wall_ms=START, seen_reviews=0))
    record(store, EventDraft(REVIEW, A, {"rating": "good"}, now_ms=START, day="2026-03-02"))
    assert not acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=0))
    assert [row[1] for row in stored_leases(store)] == [B]
    assert not acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=2))
    assert acquire(store, LeaseRequest(A, "one", wall_ms=START, seen_reviews=1))
    assert not acquire(store, LeaseRequest(B, "one", wall_ms=START, seen_reviews=1))


def test_release_frees_only_the_leases_of_its_session(store: Store) -> None:
    """And only those of its learner."""
    other = open_store(store.path, "other")
    for each, card, session in ((store, A, "one"), (store, B, "two"), (other, A, "one")):
        assert acquire(each, LeaseRequest(card, session, wall_ms=START, seen_reviews=0))
    release(store, "one")
    assert [row[:3] for row in stored_leases(store)] == [("me", B, "two"), ("other", A, "one")]
    record(other, EventDraft(REVIEW, A, {"rating": "good"}, now_ms=START, day="2026-03-02"))
    assert acquire(store, LeaseRequest(A, "three", wall_ms=START, seen_reviews=0))
    other.close()


@pytest.mark.parametrize(("kind", "payload"), [(SUSPEND, {}), (BURY, {"day": "2026-03-02"})])
def test_lease_does_not_move_to_a_hidden_card(store: Store, kind: str, payload: dict[str, str]) -> None:
    """The session keeps the one that it has."""
    assert acquire(store, LeaseRequest(B, "one", wall_ms=START, seen_reviews=0))
    record(store, EventDraft(kind, A, payload, now_ms=START, day="2026-03-02"))
    request = LeaseRequest(A, "one", wall_ms=START, seen_reviews=0, day="2026-03-02")
    assert acquire(store, request) is Lease.HIDDEN
    assert [row[:3] for row in stored_leases(store)] == [("me", B, "one")]


@pytest.mark.parametrize(("kind", "payload"), [(SUSPEND, {}), (BURY, {"day": "2026-03-02"})])
def test_card_hidden_meanwhile_is_not_leased(store: Store, kind: str, payload: dict[str, str]) -> None:
    """In another session; it is leased again when it is shown again."""
    record(store, EventDraft(kind, A, payload, now_ms=START, day="2026-03-02"))
    request = LeaseRequest(A, "one", wall_ms=START, seen_reviews=0, day="2026-03-02")
    assert acquire(store, request) is Lease.HIDDEN
    assert stored_leases(store) == []
    if kind == BURY:
        assert acquire(store, replace(request, day="2026-03-03")) is Lease.LEASED
    else:
        record(store, EventDraft(UNSUSPEND, A, {}, now_ms=START, day="2026-03-02"))
        assert acquire(store, request) is Lease.LEASED
