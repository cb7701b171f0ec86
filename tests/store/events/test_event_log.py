"""The log returns what was recorded, and which event can be undone."""

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from quizapp.core import fsrs
from quizapp.core.events import (
    BURY,
    CRAM,
    IMPORT,
    IMPORTED_DEVICE,
    PROOF,
    REVIEW,
    SUSPEND,
    UNDO,
    UNDOABLE,
    CardState,
    Event,
)
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import (
    EventDraft,
    all_states,
    card_state,
    record,
    reviews,
)
from quizapp.store.events.histories import add_histories
from quizapp.store.events.undoable import last_undoable
from quizapp.store.ids import id_of
from quizapp.store.maintenance.integrity import states_that_differ
from quizapp.store.metadata import read_facts, write_facts
from tests.store.devices import START, bits, optimised

pytestmark = pytest.mark.file
DAY = "2026-03-02"


def record_event(store: Store, kind: str, card: str = "d/c/a", at: int = 0, undoes: str | None = None) -> Event:
    """Record an event so many milliseconds after START."""
    payload = {REVIEW: {"rating": "good", "given": "é"}, CRAM: {"rating": "again"}, BURY: {"day": DAY}}.get(kind, {})
    return record(store, EventDraft(kind, card, payload, now_ms=START + at, day=DAY, undoes=undoes))[0]


def imported_review(card: str, at: int, rating: str = "good") -> Event:
    """A review that another program recorded."""
    seed = hashlib.sha256(f"{card} {at}".encode()).digest()
    return Event(
        id=id_of(START + at, seed), device=IMPORTED_DEVICE, time_ms=START + at, day=DAY,
        learner="me", card=card, kind=REVIEW, payload={"rating": rating},
    )  # fmt: skip


def test_last_undoable_returns_the_recorded_events_newest_first(store: Store) -> None:
    """With every field, until none is left."""
    assert last_undoable(store) is None
    made = [record_event(store, kind, f"d/c/{at}", at) for at, kind in enumerate(UNDOABLE)]
    record_event(store, IMPORT, "", 10)
    record_event(store, PROOF, "", 11)
    other = open_store(store.path, "other")
    record_event(other, REVIEW, "d/c/a", 12)
    with store.transaction() as connection:
        add_histories(connection, "me", [[imported_review("e/c/a", 13)]])
    while made:
        last = made.pop()
        assert last_undoable(store) == last
        assert (last.learner, last.day, last.device) == ("me", DAY, store.device)
        record_event(store, UNDO, last.card, 20, last.id)
    assert last_undoable(store) is None
    assert last_undoable(other) is not None
    other.close()


def test_reviews_are_in_the_order_of_the_log(store: Store) -> None:
    """Only those of the requested kinds that were not undone, and no other learner's."""
    late, early = record_event(store, REVIEW, "d/c/a", 9), record_event(store, REVIEW, "d/c/b", 3)
    gone, cram = record_event(store, REVIEW, "d/c/a", 10), record_event(store, CRAM, "d/c/c", 5)
    record_event(store, UNDO, "d/c/a", 11, gone.id)
    other = open_store(store.path, "other")
    record_event(other, REVIEW, "d/c/a", 12)
    other.close()
    assert reviews(store) == [early, late]
    assert reviews(store, (REVIEW, CRAM)) == [early, cram, late]
    assert reviews(store, (CRAM,)) == [cram]


def test_reviews_of_the_same_time_are_ordered_by_id(store: Store) -> None:
    """So every device has the same order."""
    made = [imported_review(f"d/c/{name}", 0) for name in "cabed"]
    with store.transaction() as connection:
        add_histories(connection, "me", [[each] for each in made])
    assert [each.id for each in reviews(store)] == sorted(each.id for each in made)


def test_clock_set_back_keeps_the_order_of_events(store: Store) -> None:
    """An event of a card is always later than the card's last one."""
    assert [record_event(store, REVIEW, at=at).time_ms - START for at in (5, 5, -9, 7, 8)] == [5, 6, 7, 8, 9]
    assert record_event(store, REVIEW, "d/c/b", -50).time_ms == START - 50
    assert card_state(store, "d/c/a").time_ms == START + 9


def test_callback_runs_in_the_transaction_of_the_event(store: Store) -> None:
    """It gets the state after the event; if it fails, nothing is recorded."""
    given: list[CardState] = []
    draft = EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day=DAY)

    def note(connection: Connection, state: CardState) -> None:
        write_facts(connection, "given:", {"": len(given)})
        given.append(state)

    event, after = record(store, draft, note)
    assert given == [after] == [card_state(store, "d/c/a")]
    with store.reading() as connection:
        assert read_facts(connection, "given:") == {"": "0"}
    assert after.event == event.id

    def fail(connection: object, state: CardState) -> None:
        raise RuntimeError("no")

    before = bits(store)
    with pytest.raises(RuntimeError):
        record(store, draft, fail)
    assert bits(store) == before


def test_event_without_a_card_stores_no_state(store: Store) -> None:
    """The result of an experiment belongs to no card; its state is that of a new card."""
    event, after = record(store, EventDraft(PROOF, "", {"run": "r"}, now_ms=START, day=DAY))
    assert (event.payload, after) == ({"run": "r"}, CardState())
    assert all_states(store) == {}
    assert len(bits(store)[0]) == 1


def test_same_history_is_added_once(store: Store) -> None:
    """In batches, beside answers given here; only new events are counted, and the states are the fold of the log."""
    record_event(store, REVIEW, "d/c/7", 10)
    histories = [[imported_review(f"d/c/{card}", card + 1000 * nth) for nth in range(2)] for card in range(600)]
    with store.transaction() as connection:
        assert add_histories(connection, "me", [past[:1] for past in histories[:10]])["review"] == 10
        assert add_histories(connection, "me", histories[:550])["review"] == 1090
        assert add_histories(connection, "me", histories)["review"] == 100
        assert add_histories(connection, "me", histories)["review"] == 0
    states = all_states(store)
    assert len(states) == 600
    assert [states[f"d/c/{card}"].reviews for card in (0, 7, 599)] == [2, 3, 2]
    assert states_that_differ(store) == 0
    assert len(bits(store)[0]) == 1201


def test_two_learners_may_import_the_same_history(store: Store) -> None:
    """Ids depend only on what happened."""
    past = imported_review("d/c/a", 0)
    with store.transaction() as connection:
        add_histories(connection, "me", [[past]])
        assert add_histories(connection, "other", [[replace(past, learner="other")]])["review"] == 1
    assert [row[0] for row in bits(store)[0]] == ["me", "other"]  # type: ignore[index]
    assert states_that_differ(store) == 0


def test_states_use_the_current_parameters(store: Store) -> None:
    """Reviews made under other parameters are folded under the current ones; a deck may have its own."""
    other = open_store(store.path, "other")
    optimised(store, "", 1.5, START)
    optimised(store, "e", 2.5, START)
    optimised(other, "", 3.5, START)
    firsts = {}
    for each, card in ((store, "d/c/a"), (store, "e/c/a"), (other, "d/c/a"), (other, "e/c/a")):
        stale = {"rating": "again", "memory": {"parameters": list(fsrs.DEFAULTS)}}
        _, state = record(each, EventDraft(REVIEW, card, stale, now_ms=START, day=DAY))
        firsts[each.learner, card] = state.stability
    assert [round(firsts[key] / fsrs.DEFAULTS[0], 6) for key in firsts] == [1.5, 2.5, 3.5, 3.5]  # type: ignore[operator]
    gone = record_event(store, SUSPEND, "e/c/a", 5)
    record_event(store, UNDO, "e/c/a", 6, gone.id)
    with store.transaction() as connection:
        add_histories(connection, "me", [[imported_review(card, 9, "again")] for card in ("d/c/b", "e/c/b", "e/c/a")])
    assert states_that_differ(store) == 0
    states = all_states(store)
    assert states["d/c/b"].stability == firsts["me", "d/c/a"]
    assert states["e/c/b"].stability == firsts["me", "e/c/a"]
    other.close()
