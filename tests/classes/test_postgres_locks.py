"""Several programs of one learner take turns; learners never wait for each other."""

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial

from quizapp.core.events import REVIEW
from quizapp.store.database import open_store
from quizapp.store.events.card_leases import LeaseRequest, acquire
from quizapp.store.events.event_log import EventDraft, all_states, record
from quizapp.store.location import parse_server
from quizapp.store.maintenance.integrity import states_that_differ
from tests.classes.conftest import Classroom

START, EACH = 1_772_000_000_000, 40


def all_at_once(works: Sequence[Callable[[], None]]) -> None:
    """Do each in a thread of its own; wait for their ends."""
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join(100)
        assert not each.is_alive()


def test_concurrent_programs_of_one_learner_lose_no_answer(classroom: Classroom) -> None:
    """Three answer one card at full speed: each answer builds on the one before."""
    place = parse_server(classroom.url("a"))

    def answer() -> None:
        with closing(open_store(place, "a")) as store:
            for number in range(EACH):
                record(
                    store,
                    EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START + number * 1000, day="2026-03-02"),
                )

    all_at_once([answer] * 3)
    with closing(open_store(place, "a")) as store:
        assert all_states(store)["d/c/a"].reviews == 3 * EACH
        assert states_that_differ(store) == 0


def test_one_of_ten_sessions_leases_a_card(classroom: Classroom) -> None:
    """All ask for it at once."""
    place, got = parse_server(classroom.url("a")), []

    def acquire_lease(name: str) -> None:
        with closing(open_store(place, "a")) as store:
            if acquire(store, LeaseRequest("d/c/a", name, wall_ms=START, seen_reviews=0)):
                got.append(name)

    all_at_once([partial(acquire_lease, f"s{number}") for number in range(10)])
    assert len(got) == 1


def test_learners_do_not_wait_for_each_other(classroom: Classroom) -> None:
    """While one has an open transaction, another answers the same card."""
    with (
        closing(open_store(parse_server(classroom.url("a")), "a")) as a,
        closing(open_store(parse_server(classroom.url("b")), "b")) as b,
        a.transaction(),
    ):
        _, state = record(b, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
        assert all_states(b) == {"d/c/a": state}
