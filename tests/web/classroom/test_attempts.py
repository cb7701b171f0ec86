"""Waits between tries to sign in, and the time of a session, without a clock."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.web.classroom.attempts import ADDRESS_TRIES, ADDRESS_WAIT, LONGEST_WAIT, NAME_TRIES, Attempts, Try
from quizapp.web.classroom.sessions import LONGEST_SECONDS, SignedIn


@given(st.lists(st.floats(min_value=0, max_value=1000), max_size=60))
def test_waits_of_a_name_grow_and_are_kept(pauses: list[float]) -> None:
    attempts, now, longest, taken = Attempts(), 0.0, 0.0, 0
    for pause in pauses:
        now += pause
        seconds = attempts.wait(Try("a", "192.0.2.1"), now)
        taken += not seconds
        longest = max(longest, seconds)
        if seconds:
            assert taken >= NAME_TRIES and attempts.wait(Try("a", "192.0.2.2"), now + seconds * 0.99) > 0
    assert longest <= LONGEST_WAIT


def test_address_is_limited_over_all_names_and_by_no_success_of_another() -> None:
    attempts = Attempts()
    for number in range(ADDRESS_TRIES):
        assert not attempts.wait(Try(f"learner-{number}", "192.0.2.1"), 0.0)
    another = Try("another", "192.0.2.1")
    assert attempts.wait(another, 0.0) and not attempts.wait(Try("another", "192.0.2.2"), 0.0)
    attempts.succeeded(Try("learner-0", "192.0.2.1"))
    assert not attempts.wait(Try("x", "192.0.2.1"), 0.0) and attempts.wait(Try("y", "192.0.2.1"), 0.0)


def test_failed_tries_of_others_keep_nobody_out() -> None:
    """A hundred of them from the address of the whole class: the next learner waits two seconds at most."""
    attempts, guesses = Attempts(), 0
    for number in range(100):
        guesses += not attempts.wait(Try(f"guess-{number}", "192.0.2.1"), number / 10)
    assert ADDRESS_TRIES < guesses <= ADDRESS_TRIES + 5
    assert 0 < attempts.wait(Try("a", "192.0.2.1"), 10.0) <= ADDRESS_WAIT
    assert not attempts.wait(Try("a", "192.0.2.1"), 10.0 + ADDRESS_WAIT)


def test_known_browser_is_let_in_while_others_guess_at_its_name() -> None:
    """It has tries of its own, which are limited too; for other names it is a browser like any."""
    attempts = Attempts()
    own = Try("a", "192.0.2.1", browser := attempts.succeeded(Try("a", "192.0.2.1")))
    for _ in range(40):
        attempts.wait(Try("a", "192.0.2.2"), 0.0)
        attempts.wait(Try("b", "192.0.2.1", browser), 0.0)
    assert attempts.wait(Try("a", "192.0.2.1"), 0.0) and attempts.wait(Try("b", "192.0.2.3"), 0.0)
    assert [attempts.wait(own, 0.0) > 0 for _ in range(NAME_TRIES + 1)] == [False] * NAME_TRIES + [True]
    assert attempts.succeeded(own) == browser and not attempts.wait(own, 0.0)
    assert attempts.wait(Try("a", "192.0.2.1", "planted"), 0.0)


def test_browser_of_several_learners_is_known_for_each() -> None:
    attempts = Attempts()
    browser = attempts.succeeded(Try("a", "192.0.2.1"))
    assert attempts.succeeded(Try("b", "192.0.2.1", browser)) == browser
    for name in ("a", "b"):
        for _ in range(10):
            attempts.wait(Try(name, "192.0.2.9"), 5000.0)
        assert not attempts.wait(Try(name, "192.0.2.9", browser), 5000.0)


def test_session_ends_after_half_a_day_whatever_it_does() -> None:
    session = SignedIn(learner="a", desk=None, began=0.0, last=LONGEST_SECONDS)  # type: ignore[arg-type]
    assert not session.is_over(LONGEST_SECONDS, 60.0) and session.is_over(LONGEST_SECONDS + 1, 60.0)
