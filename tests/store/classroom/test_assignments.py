"""The assignments of a learner."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.core.events import REVIEW, SUSPEND
from quizapp.store.classroom.assignments import Assigned, assigned
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, record
from tests.store.devices import START
from tests.store.installed_rows import put_card, put_deck

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


def test_assignments_are_listed_until_every_card_was_met(store: Store) -> None:
    """The most urgent comes first, with the number of cards left."""
    for deck in "dez":
        put_deck(store, deck)
        for place, name in enumerate("abc"):
            put_card(store, f"{deck}/c/{name}", place, retired=int(name == "c"))
    with store.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE assignments (deck TEXT, due TEXT)")  # a class has it
        connection.exec_driver_sql("INSERT INTO assignments VALUES ('d', '2026-04-02'), ('e', '2026-04-01')")
    record_event(store, REVIEW, "d/c/a")
    record_event(store, SUSPEND, "d/c/b")
    assert assigned(store.query, "me") == [
        Assigned(deck="e", title="E", due="2026-04-01", cards=2, left=2),
        Assigned(deck="d", title="D", due="2026-04-02", cards=2, left=1),
    ]
    record_event(store, REVIEW, "e/c/a")
    record_event(store, REVIEW, "e/c/b")
    assert [each.deck for each in assigned(store.query, "me")] == ["d"]
    assert [each.left for each in assigned(store.query, "other")] == [2, 2]
