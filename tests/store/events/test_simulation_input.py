"""The cards that a simulation starts from."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.core.events import FORGET, REVIEW, SUSPEND
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, card_state, record
from quizapp.store.events.simulation_input import learnt, unseen
from tests.store.devices import START
from tests.store.installed_rows import put_card

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


def test_learnt_and_unseen_cards(store: Store) -> None:
    """Only cards in use; a forgotten card is unseen again, a suspended one is neither."""
    for place, name in enumerate("abcdefg"):
        put_card(store, f"d/c/{name}", place, retired=int(name == "g"))
    for name in "bacdg":
        record_event(store, REVIEW, f"d/c/{name}")
    record_event(store, SUSPEND, "d/c/c", 1)
    record_event(store, FORGET, "d/c/d", 1)
    record_event(store, SUSPEND, "d/c/e", 1)
    record_event(store, REVIEW, "x/c/gone")
    with closing(open_store(store.path, "other")) as other:
        record_event(other, REVIEW, "d/c/f")
        assert unseen(other.query, "other") == 5
    state = card_state(store, "d/c/a")
    assert learnt(store.query, "me") == [
        (f"d/c/{name}", state.stability, state.difficulty, state.last_ms, state.due_ms) for name in "ab"
    ]
    assert unseen(store.query, "me") == 2
