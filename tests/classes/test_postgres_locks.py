"""Several at once: programs of one learner take turns, and learners never wait for each other."""

import threading
from contextlib import closing

from quizapp.core.events import REVIEW
from quizapp.store.database import open_store
from quizapp.store.events.card_leases import LeaseRequest, acquire
from quizapp.store.events.event_log import EventDraft, all_states, record
from quizapp.store.location import parse_server
from quizapp.store.maintenance.integrity import states_that_differ
from tests.classes.conftest import Classroom

START, EACH = 1_772_000_000_000, 40


def test_two_programs_of_one_learner_lose_no_answer(classroom: Classroom) -> None:
    """Both answer one card at full speed: each answer builds on the one before, whoever gave it."""
    place = parse_server(classroom.url("a"))

    def answer() -> None:
        with closing(open_store(place, "a")) as store:
            for number in range(EACH):
                record(
                    store,
                    EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START + number * 1000, day="2026-03-02"),
                )

    programs = [threading.Thread(target=answer) for _ in range(3)]
    for each in programs:
        each.start()
    for each in programs:
        each.join()
    with closing(open_store(place, "a")) as store:
        assert all_states(store)["d/c/a"].reviews == 3 * EACH
        assert states_that_differ(store) == 0


def test_a_card_is_claimed_by_one(classroom: Classroom) -> None:
    """Of ten sessions that want it at once."""
    place, got = parse_server(classroom.url("a")), []

    def want(name: str) -> None:
        with closing(open_store(place, "a")) as store:
            if acquire(store, LeaseRequest("d/c/a", name, wall_ms=START, seen_reviews=0)):
                got.append(name)

    sessions = [threading.Thread(target=want, args=(f"s{number}",)) for number in range(10)]
    for each in sessions:
        each.start()
    for each in sessions:
        each.join()
    assert len(got) == 1


def test_learners_do_not_wait_for_each_other(classroom: Classroom) -> None:
    """In the middle of what one writes another answers the same card."""
    with (
        closing(open_store(parse_server(classroom.url("a")), "a")) as a,
        closing(open_store(parse_server(classroom.url("b")), "b")) as b,
        a.transaction(),
    ):
        _, state = record(b, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
        assert all_states(b) == {"d/c/a": state}
