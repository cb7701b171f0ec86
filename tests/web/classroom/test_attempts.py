"""Waits between tries to sign in, and the time of a session, without a clock."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.web.classroom.attempts import ADDRESS_TRIES, LONGEST_WAIT, NAME_TRIES, Attempts
from quizapp.web.classroom.sessions import LONGEST_SECONDS, SignedIn


@given(st.lists(st.floats(min_value=0, max_value=1000), max_size=60))
def test_waits_of_a_name_grow_and_are_kept(pauses: list[float]) -> None:
    attempts, now, longest, taken = Attempts(), 0.0, 0.0, 0
    for pause in pauses:
        now += pause
        seconds = attempts.wait("a", "192.0.2.1", now)
        taken += not seconds
        longest = max(longest, seconds)
        if seconds:
            assert taken >= NAME_TRIES and attempts.wait("a", "192.0.2.2", now + seconds * 0.99) > 0
    assert longest <= LONGEST_WAIT


def test_address_is_limited_over_all_names_and_by_no_success_of_another() -> None:
    attempts = Attempts()
    for number in range(ADDRESS_TRIES):
        assert not attempts.wait(f"learner-{number}", "192.0.2.1", 0.0)
    assert attempts.wait("another", "192.0.2.1", 0.0) and not attempts.wait("another", "192.0.2.2", 0.0)
    attempts.succeeded("learner-0", "192.0.2.1")
    assert not attempts.wait("x", "192.0.2.1", 0.0) and attempts.wait("y", "192.0.2.1", 0.0)


def test_session_ends_after_half_a_day_whatever_it_does() -> None:
    session = SignedIn(learner="a", desk=None, began=0.0, last=LONGEST_SECONDS)  # type: ignore[arg-type]
    assert not session.is_over(LONGEST_SECONDS, 60.0) and session.is_over(LONGEST_SECONDS + 1, 60.0)
