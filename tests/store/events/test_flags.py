"""Flags follow from the log alone, and have nothing to do with the schedule."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.events import FLAG, REVIEW, UNDO, UNFLAG
from quizapp.store.database import Store
from quizapp.store.events.event_log import EventDraft, card_state, record
from quizapp.store.events.flags import flagged_cards
from quizapp.store.sync.shared_folder import merge_database
from tests.store.devices import START, bits, device

pytestmark = pytest.mark.file
actions = st.lists(
    st.tuples(st.sampled_from([FLAG, UNFLAG]), st.sampled_from(["d/c/a", "d/c/b"]), st.integers(-9, 9)), max_size=6
)


def put(store: Store, kind: str, card: str, now_ms: int = START, undoes: str | None = None) -> str:
    """Record an event of a card; return its id."""
    payload = {"rating": "good"} if kind == REVIEW else {}
    return record(store, EventDraft(kind, card, payload, now_ms=now_ms, day="2026-03-02", undoes=undoes))[0].id


@settings(max_examples=12)
@given(actions, actions)
def test_devices_agree_whatever_was_merged_first(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    one: list[tuple[str, str, int]],
    two: list[tuple[str, str, int]],
) -> None:
    home = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    stores = [device(template, home / f"{name}.db", name) for name in ("aaaa", "bbbb")]
    for store, history in zip(stores, (one, two), strict=True):
        for kind, card, wait in history:
            put(store, kind, card, START + wait)
    last = {card: kind for kind, card, _ in one}
    assert flagged_cards(stores[0].query, "me") == {card for card, kind in last.items() if kind == FLAG}
    merge_database(stores[0], home / "bbbb.db")
    merge_database(stores[1], home / "aaaa.db")
    assert flagged_cards(stores[0].query, "me") == flagged_cards(stores[1].query, "me")
    assert bits(stores[0]) == bits(stores[1])
    for store in stores:
        store.close()


def test_an_undone_flag_does_not_count(store: Store) -> None:
    event = put(store, FLAG, "d/c/a")
    assert flagged_cards(store.query, "me") == {"d/c/a"}
    put(store, UNDO, "d/c/a", undoes=event)
    assert flagged_cards(store.query, "me") == frozenset()


def test_a_flag_changes_no_schedule(store: Store) -> None:
    """Only the last event of the card is another."""
    put(store, REVIEW, "d/c/a")
    before = card_state(store, "d/c/a")
    put(store, FLAG, "d/c/a", START + 1)
    after = card_state(store, "d/c/a")
    for name in ("state", "stability", "difficulty", "due_ms", "last_ms", "reviews", "suspended", "buried_day"):
        assert getattr(after, name) == getattr(before, name)
