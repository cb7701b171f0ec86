"""Undo by a session that remembers what its answers did, beside another program that writes to the same log."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.events import FLAG, GOAL, IMPORT, REVIEW, SUSPEND, UNDO, UNDOABLE, Event
from quizapp.core.scope import Moment
from quizapp.errors import QuizError
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, Recorded, card_state, record, record_all, recorded
from quizapp.store.events.histories import add_histories
from quizapp.store.events.undo import Lease, undo_last
from quizapp.store.events.undoable import last_undoable
from quizapp.store.ids import new_id
from quizapp.store.maintenance.integrity import states_that_differ
from tests.store.devices import RATINGS, START, optimised

pytestmark = pytest.mark.file
CARD, DAY, DAY_MS = "d/c/a", "2026-03-02", 86_400_000
ANSWER, ANSWER_ELSEWHERE, FLAG_ELSEWHERE, MERGE, FIT, BACK = "answer", "other answer", "flag", "merge", "fit", "undo"

steps = st.lists(
    st.tuples(
        st.sampled_from([ANSWER, ANSWER, ANSWER, BACK, BACK, ANSWER_ELSEWHERE, FLAG_ELSEWHERE, MERGE, FIT]),
        st.integers(-2 * DAY_MS, 20 * DAY_MS),
        st.sampled_from(RATINGS),
    ),
    max_size=8,
)


def merged(store: Store, time_ms: int, rating: str) -> None:
    """Add a review of another device, as a merge does."""
    event = Event(
        id=new_id(), device="far", time_ms=time_ms, day=DAY, learner="me", card=CARD, kind=REVIEW,
        payload={"rating": rating},
    )  # fmt: skip
    store.write(lambda connection: add_histories(connection, "me", [[event]]))


def undo(store: Store, answer: Recorded, now: int) -> None:
    """Undo an answer as its session does."""
    draft = EventDraft(UNDO, CARD, {}, now_ms=now, day=DAY, undoes=answer.event.id, restores=answer)
    record(store, draft)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_what_a_session_remembers_never_replaces_the_fold(template: Path, done: list[tuple[str, int, str]]) -> None:
    """Whatever another program stored since, and whatever the clocks say: the state is the fold of the log."""
    with TemporaryDirectory() as name:
        path = Path(name) / "q.db"
        shutil.copyfile(template, path)
        with closing(open_store(path, "me")) as store, closing(open_store(path, "me")) as other:
            now, answers = START, list[Recorded]()
            for what, wait, rating in done:
                now += wait
                draft = EventDraft(REVIEW, CARD, {"rating": rating}, now_ms=now, day=DAY)
                if what == ANSWER:
                    answers.append(recorded(store, draft))
                elif what == BACK and answers:
                    undo(store, answers.pop(), now)
                elif what == ANSWER_ELSEWHERE:
                    record(other, draft)
                elif what == FLAG_ELSEWHERE:
                    record(other, EventDraft(FLAG, CARD, {}, now_ms=now, day=DAY))
                elif what == MERGE:
                    merged(other, now, rating)
                elif what == FIT:
                    optimised(other, "", 1 + RATINGS.index(rating) / 10, now)
                assert states_that_differ(store) == 0, what


def test_an_answer_that_is_undone_at_once_needs_no_earlier_event(store: Store) -> None:
    """Its session knows the state before. Once another event of the card was stored, all of them are folded again."""
    record(store, EventDraft(REVIEW, CARD, {"rating": "good"}, now_ms=START, day=DAY))
    before = card_state(store, CARD)
    draft = EventDraft(REVIEW, CARD, {"rating": "again"}, now_ms=START + DAY_MS, day=DAY)
    first = recorded(store, draft)
    assert (first.before, first.after) == (before, card_state(store, CARD))
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("DROP TRIGGER events_no_update")
        connection.execute('UPDATE events SET payload = \'{"rating":"none"}\' WHERE id = ?', [before.event])
        connection.commit()
    undo(store, first, START + DAY_MS + 1)
    assert card_state(store, CARD) == before
    second = recorded(store, draft)
    record(store, EventDraft(FLAG, CARD, {}, now_ms=START - DAY_MS, day=DAY))
    with pytest.raises(QuizError, match="is damaged"):
        undo(store, second, START + DAY_MS + 2)


@pytest.mark.parametrize("kind", UNDOABLE)
def test_last_action_is_the_last_one_of_any_kind_that_can_be_undone(store: Store, kind: str) -> None:
    """What cannot be undone, and what was undone, is passed over."""
    payload = {"rating": "good", "day": DAY}
    first, last = (record(store, EventDraft(each, CARD, payload, now_ms=START, day=DAY))[0] for each in (REVIEW, kind))
    for other in (IMPORT, GOAL):
        record(store, EventDraft(other, "", {}, now_ms=START, day=DAY))
    assert last_undoable(store) == last
    record(store, EventDraft(UNDO, CARD, {}, now_ms=START, day=DAY, undoes=last.id))
    assert last_undoable(store) == first


def test_last_action_is_the_event_that_the_session_recorded(store: Store) -> None:
    """It is the same as the stored one; a later one of another program comes first."""
    answer = recorded(store, EventDraft(REVIEW, CARD, {"rating": "good", "r": 0.1}, now_ms=START, day=DAY))
    known = {answer.event.id: answer}
    assert last_undoable(store, known) is answer.event
    assert last_undoable(store) == answer.event
    with closing(open_store(store.path, "me")) as other:
        later, _ = record(other, EventDraft(FLAG, CARD, {}, now_ms=START, day=DAY))
    assert last_undoable(store, known) == later


def test_action_on_several_cards_is_undone_as_a_whole_within_a_session(store: Store) -> None:
    """None of its cards is asked again, so that the session gets no lease."""
    names = [CARD, "d/c/b", "d/c/c"]
    record_all(store, [EventDraft(SUSPEND, card, {"action": "one"}, now_ms=START, day=DAY) for card in names])
    moment = Moment(learner="me", now=START + 1, day=DAY, day_start=START, day_end=START + DAY_MS)
    undone = undo_last(store, moment, Lease(session="s", wall_ms=START))
    assert undone is not None
    assert ([each.card for each in undone.events], undone.asked_again, undone.leased) == (names, "", False)
    assert not any(card_state(store, card).suspended for card in names)
