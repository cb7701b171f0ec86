"""The fold of a card's events, and the fuzz."""

from random import Random

import fsrs
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.days import from_ms
from quizapp.core.events import BURY, FORGET, REVIEW, SUSPEND, UNDO, UNSUSPEND, CardState, Event
from quizapp.core.model import Rating, State
from quizapp.core.scheduler import DAY_MS, Memory, fold, fuzzed, previews, retrievability, reviewed, step

START = 1_700_000_000_000


def event(number: int, kind: str, time_ms: int, payload: dict[str, object], undoes: str | None = None) -> Event:
    """An event of one card; ids increase with their number."""
    return Event(
        id=f"{number:08d}",
        device="d",
        time_ms=time_ms,
        learner="me",
        card="a/b/c",
        kind=kind,
        payload=payload,
        undoes=undoes,
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A history of a card with every kind of event, undos among them."""
    log: list[Event] = []
    time_ms = START
    for number in range(draw(st.integers(0, 12))):
        time_ms += draw(st.integers(0, 20 * DAY_MS))
        kind = draw(st.sampled_from([REVIEW, REVIEW, REVIEW, SUSPEND, UNSUSPEND, BURY, FORGET, UNDO]))
        standing = {e.id for e in log if e.kind != UNDO} - {e.undoes for e in log}
        if kind == UNDO and not standing:
            continue
        payload = {REVIEW: {"rating": draw(st.sampled_from(list(Rating))).value}, BURY: {"day": "2026-01-01"}}.get(
            kind, {}
        )
        log.append(event(number, kind, time_ms, payload, max(standing) if kind == UNDO else None))
    return log


@given(histories(), st.randoms())
def test_the_fold_does_not_depend_on_the_order_of_arrival(log: list[Event], random: Random) -> None:
    """Any permutation gives the same bits."""
    mixed = list(log)
    random.shuffle(mixed)
    assert fold(mixed) == fold(log)


@given(histories())
def test_stepping_equals_folding(log: list[Event]) -> None:
    """Without undo, taking events one by one is the fold."""
    plain = [each for each in log if each.kind != UNDO]
    state = CardState()
    for each in plain:
        state = step(state, each)
    assert state == fold(plain)


@given(histories(), st.sampled_from(list(Rating)))
def test_undo_takes_back_exactly_one_answer(log: list[Event], rating: Rating) -> None:
    """An answer and its undo leave the state as it was."""
    later = max((each.time_ms for each in log), default=START) + 1000
    answer = event(900, REVIEW, later, {"rating": rating.value})
    assert fold([*log, answer, event(901, UNDO, later + 1, {}, answer.id)]) == fold(log)


@given(st.lists(st.tuples(st.integers(60_000, 40 * DAY_MS), st.sampled_from(list(Rating))), min_size=1, max_size=10))
def test_memory_is_the_reference_library_s(steps: list[tuple[int, Rating]]) -> None:
    """Stability and difficulty are those of py-fsrs given the same times; due is within its fuzz range."""
    scheduler, card = fsrs.Scheduler(enable_fuzzing=False), fsrs.Card(card_id=1)
    state, now = CardState(), START
    for wait, rating in steps:
        now += wait
        card, _ = scheduler.review_card(card, fsrs.Rating[rating.name.capitalize()], from_ms(now))
        state = reviewed(state, "a/b/c", rating, now, Memory())
        assert (state.stability, state.difficulty) == (card.stability, card.difficulty)
        assert state.state.name == card.state.name.upper()


@given(st.integers(3, 3000), st.integers(0, 50))
def test_fuzz_is_small_and_repeatable(days: int, reviews: int) -> None:
    """The same card and count give the same day, near the interval."""
    moved = fuzzed(days, card="a/b/c", reviews=reviews, maximum=36500)
    assert moved == fuzzed(days, card="a/b/c", reviews=reviews, maximum=36500)
    assert abs(moved - days) <= 2 + 0.15 * days


def test_fuzz_spreads_cards() -> None:
    """Cards learnt together do not all come back on one day."""
    assert len({fuzzed(30, card=f"d/c/{n}", reviews=3, maximum=36500) for n in range(50)}) > 3


def test_all_four_outcomes_are_known_before_the_answer() -> None:
    """A preview is what rating then gives, and harder is never later than easier."""
    now = START
    outcomes = previews(CardState(), "a/b/c", now, Memory())
    assert outcomes[Rating.GOOD] == reviewed(CardState(), "a/b/c", Rating.GOOD, now, Memory())
    dues = [outcomes[rating].due_ms or 0 for rating in Rating]
    assert dues == sorted(dues)
    assert outcomes[Rating.EASY].state is State.REVIEW


def test_retrievability_is_ninety_percent_after_the_stability() -> None:
    """That is what stability means."""
    assert retrievability(10.0, START, START + 10 * DAY_MS) == 0.9
    assert retrievability(None, None, START) is None
