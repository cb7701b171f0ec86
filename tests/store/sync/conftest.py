"""Two devices of one learner."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.core.events import REVIEW
from quizapp.store.database import Store
from quizapp.store.events.event_log import EventDraft, record
from tests.store.devices import device


@pytest.fixture
def pair(template: Path, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Open two devices."""
    stores = [device(template, tmp_path / f"{name}.db", name) for name in ("aaaa", "bbbb")]
    yield stores[0], stores[1]
    for store in stores:
        store.close()


def answer(store: Store, card: str = "d/c/a") -> str:
    """Record one review; return its id."""
    event, _ = record(store, EventDraft(REVIEW, card, {"rating": "good"}, now_ms=1_772_000_000_000, day="2026-03-02"))
    return event.id
