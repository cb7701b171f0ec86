"""Read-only access without SQLAlchemy."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.core.events import REVIEW
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.location import parse_server
from quizapp.store.read_only import open_read_only, query_of
from tests.store.devices import START

pytestmark = pytest.mark.file


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database of `me`."""
    made = open_store(tmp_path / "q 50%?#.db", "me")
    yield made
    made.close()


def record_event(store: Store, kind: str, card: str, at: int = 0) -> None:
    """Record an event of a card."""
    payload = {"rating": "good"} if kind == REVIEW else {}
    record(store, EventDraft(kind, card, payload, now_ms=START + at, day="2026-03-02"))


def test_read_only_connection_creates_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    """Paths may have the characters of a URL; None where there is no file, or for a server."""
    record_event(store, REVIEW, "d/c/a")
    connection = open_read_only(store.path)
    assert connection is not None
    with closing(connection):
        assert query_of(connection, "SELECT card FROM events WHERE learner = :who", {"who": "me"}) == [("d/c/a",)]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM states")
    assert open_read_only(tmp_path / "none.db") is None
    assert not (tmp_path / "none.db").exists()
    assert open_read_only(tmp_path) is None
    assert open_read_only(parse_server("postgresql://me@db/class")) is None
