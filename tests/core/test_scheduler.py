"""The fold of a card's events, and the fuzz."""

from random import Random

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import fsrs as fsrs6
from quizapp.core.events import (
    BURY,
    FORGET,
    REVIEW,
    STATE_IMPORTED,
    SUSPEND,
    UNDO,
    UNSUSPEND,
    CardState,
    Event,
    ReviewedCard,
)
from quizapp.core.fuzz import fuzz_range, fuzzed
from quizapp.core.model import Rating, State
from quizapp.core.review_history import CardHistory
from quizapp.core.scheduler import Rated, fold, retrievability, review_intervals, reviewed, step
from quizapp.core.scheduler_settings import BalancedInterval, SchedulerSettings
from quizapp.core.study_day import DAY_MS, HOUR_MS, days_between, from_ms

START = 1_700_000_000_000


def event(number: int, kind: str, time_ms: int, payload: dict[str, object], undoes: str | None = None) -> Event:
    """Return an event of one card; ids increase with the number."""
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


OUTCOMES = st.fixed_dictionaries(
    {"state": st.sampled_from(["learning", "review", "relearning"]), "due_ms": st.integers(START, 2 * START)},
    optional={"lapses": st.integers(0, 9)},
).flatmap(lambda known: st.sampled_from([known, known | {"stability": 12.5, "difficulty": 4.25}]))


DAY_BEGINS = st.none() | st.integers(0, DAY_MS - 1)  # of one review after another, as on a journey


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Generate a history of a card with every kind of event, including undos."""
    log: list[Event] = []
    time_ms = START
    for number in range(draw(st.integers(0, 12))):
        time_ms += draw(st.integers(0, 20 * DAY_MS))
        kind = draw(st.sampled_from([REVIEW, REVIEW, REVIEW, SUSPEND, UNSUSPEND, BURY, FORGET, UNDO]))
        current = {e.id for e in log if e.kind != UNDO} - {e.undoes for e in log}
        if kind == UNDO and not current:
            continue
        payload = {REVIEW: {"rating": draw(st.sampled_from(list(Rating))).value}, BURY: {"day": "2026-01-01"}}.get(
            kind, {}
        )
        if kind == REVIEW and draw(st.integers(0, 3)) == 0:
            payload = payload | {"after": draw(OUTCOMES)}
        if kind == REVIEW and (begins := draw(DAY_BEGINS)) is not None:
            payload = payload | {"day_begins": begins}
        log.append(event(number, kind, time_ms, payload, max(current) if kind == UNDO else None))
    return log


@given(histories(), st.randoms())
def test_fold_does_not_depend_on_the_order_of_arrival(log: list[Event], random: Random) -> None:
    """Any permutation gives the same bits."""
    mixed = list(log)
    random.shuffle(mixed)
    assert fold(mixed) == fold(log)


@given(histories())
def test_stepping_equals_folding(log: list[Event]) -> None:
    """Without undos, stepping through the events is the fold."""
    plain = [each for each in log if each.kind != UNDO]
    state = CardState()
    for each in plain:
        state = step(state, each)
    assert state == fold(plain)


@given(histories())
def test_card_is_new_or_has_every_field_of_a_reviewed_card(log: list[Event]) -> None:
    """No state is half empty, and a forgotten card is new again."""
    state = fold(log)
    assert isinstance(state, ReviewedCard) == (state.state is not State.NEW)
    fields = (state.stability, state.difficulty, state.due_ms, state.first_ms, state.last_ms)
    assert all((field is not None) == isinstance(state, ReviewedCard) for field in fields)


@given(histories(), st.sampled_from(list(Rating)))
def test_undo_reverts_exactly_one_answer(log: list[Event], rating: Rating) -> None:
    """An answer and its undo leave the state unchanged."""
    later = max((each.time_ms for each in log), default=START) + 1000
    answer = event(900, REVIEW, later, {"rating": rating.value})
    assert fold([*log, answer, event(901, UNDO, later + 1, {}, answer.id)]) == fold(log)


@given(st.lists(st.tuples(st.integers(60_000, 40 * DAY_MS), st.sampled_from(list(Rating))), min_size=1, max_size=10))
def test_memory_equals_that_of_py_fsrs(steps: list[tuple[int, Rating]]) -> None:
    """Stability, difficulty and state after the same reviews."""
    scheduler, card = fsrs.Scheduler(enable_fuzzing=False), fsrs.Card(card_id=1)
    state, now = CardState(), START
    for wait, rating in steps:
        now += wait
        card, _ = scheduler.review_card(card, fsrs.Rating[rating.name.capitalize()], from_ms(now))
        state = reviewed(state, Rated("a/b/c", rating, now), SchedulerSettings())
        assert (state.stability, state.difficulty) == (card.stability, card.difficulty)
        assert state.state.name == card.state.name.upper()


STEPS = st.lists(
    st.tuples(st.integers(60_000, 40 * DAY_MS), st.sampled_from(list(Rating)), DAY_BEGINS), min_size=1, max_size=10
)


DAYS_APART = st.lists(st.tuples(st.integers(1, 3 * DAY_MS), st.sampled_from(list(Rating))), min_size=1, max_size=10)


@given(DAYS_APART, DAY_BEGINS)
def test_memory_in_study_days_equals_that_of_py_fsrs_at_the_same_hour(
    steps: list[tuple[int, Rating]], begins: int | None
) -> None:
    """py-fsrs counts periods of 24 hours: if every review is moved to the beginning of its study day, these agree."""
    scheduler, card = fsrs.Scheduler(enable_fuzzing=False), fsrs.Card(card_id=1)
    state, now = CardState(), START
    for wait, rating in steps:
        now += wait
        moved = now if begins is None else now - (now - begins) % DAY_MS
        card, _ = scheduler.review_card(card, fsrs.Rating[rating.name.capitalize()], from_ms(moved))
        state = reviewed(state, Rated("a/b/c", rating, now, day_begins=begins), SchedulerSettings())
        assert (state.stability, state.difficulty) == (card.stability, card.difficulty)


def mixed(steps: list[tuple[int, Rating, int | None]]) -> list[Event]:
    """Return consecutive reviews, of which some count study days, as after an upgrade."""
    made, now = [], START
    for number, (wait, rating, begins) in enumerate(steps):
        now += wait
        payload = {"rating": rating.value} if begins is None else {"rating": rating.value, "day_begins": begins}
        made.append(event(number, REVIEW, now, payload))
    return made


@given(STEPS, st.booleans())
def test_the_fit_counts_the_days_that_the_fold_counts(
    steps: list[tuple[int, Rating, int | None]], fitted: bool
) -> None:
    """Each review by its own rule: the optimiser's history gives the memory that the log gives."""
    log, parameters = mixed(steps), OTHER if fitted else ()
    ratings = tuple(fsrs6_number(each) for each in log)
    begins = tuple(each.payload.get("day_begins") for each in log)
    history = CardHistory("a/b/c", tuple(each.time_ms for each in log), ratings, (1.0,) * len(log), begins)
    state = fold(log, parameters)
    assert fsrs6.replayed(fsrs6.model(parameters), ratings, history.gaps) == (state.stability, state.difficulty)


def fsrs6_number(each: Event) -> int:
    """Return the number of a review's rating, from 1."""
    return [rating.value for rating in Rating].index(each.payload["rating"]) + 1


@given(STEPS)
def test_reviews_that_record_no_study_day_keep_their_bits(steps: list[tuple[int, Rating, int | None]]) -> None:
    """An upgrade changes no state, and newer reviews count from it: they do not change how older ones are counted."""
    old = mixed([(wait, rating, None) for wait, rating, _ in steps])
    scheduler, card = fsrs.Scheduler(enable_fuzzing=False), fsrs.Card(card_id=1)
    for each in old:
        card, _ = scheduler.review_card(card, fsrs.Rating[each.payload["rating"].capitalize()], from_ms(each.time_ms))
    before = fold(old)
    assert (before.stability, before.difficulty) == (card.stability, card.difficulty)
    later = event(len(old), REVIEW, old[-1].time_ms + 9 * HOUR_MS, {"rating": "good", "day_begins": 4 * HOUR_MS})
    days = days_between(old[-1].time_ms, later.time_ms, 4 * HOUR_MS)
    after = fold([*old, later])
    assert (after.stability, after.difficulty) == fsrs6.advance(
        fsrs6.model(), before.stability or 0, before.difficulty or 0, 3, days
    )


def test_an_evening_and_the_next_morning_are_a_day_apart() -> None:
    """The stability of a card recalled after a night grows; by periods of 24 hours it would not."""
    evening = START - START % DAY_MS + 18 * HOUR_MS
    first = {"rating": "easy", "day_begins": 4 * HOUR_MS}
    again = {"rating": "good", "day_begins": 4 * HOUR_MS}
    log = [event(0, REVIEW, evening, first), event(1, REVIEW, evening + 15 * HOUR_MS, again)]
    old = [event(0, REVIEW, evening, {"rating": "easy"}), event(1, REVIEW, evening + 15 * HOUR_MS, {"rating": "good"})]
    grown, same = fold(log).stability, fold(old).stability
    assert grown == fsrs6.advance(fsrs6.model(), *fsrs6.first(fsrs6.model(), 4), 3, 1)[0]
    assert same == fsrs6.advance(fsrs6.model(), *fsrs6.first(fsrs6.model(), 4), 3, 0)[0]
    assert grown is not None and same is not None and grown > same


@given(st.integers(3, 3000), st.integers(0, 50))
def test_fuzz_is_small_and_repeatable(days: int, reviews: int) -> None:
    """The same card and count give the same day, near the interval."""
    moved = fuzzed(days, card="a/b/c", reviews=reviews, maximum=36500)
    assert moved == fuzzed(days, card="a/b/c", reviews=reviews, maximum=36500)
    assert abs(moved - days) <= 2 + 0.15 * days


def test_fuzz_spreads_cards_over_days() -> None:
    """Cards learnt together do not all come back on one day."""
    assert len({fuzzed(30, card=f"d/c/{n}", reviews=3, maximum=36500) for n in range(50)}) > 3


def test_all_four_outcomes_can_be_previewed() -> None:
    """A harder rating is never due later than an easier one, and a preview changes nothing."""
    before = CardState()
    outcomes = {rating: reviewed(before, Rated("a/b/c", rating, START), SchedulerSettings()) for rating in Rating}
    assert before == CardState()
    dues = [outcomes[rating].due_ms or 0 for rating in Rating]
    assert dues == sorted(dues)
    assert outcomes[Rating.EASY].state is State.REVIEW


def test_retrievability_is_ninety_percent_after_the_stability() -> None:
    """By the definition of stability."""
    assert retrievability(10.0, START, START + 10 * DAY_MS) == 0.9
    assert retrievability(None, None, START) is None


LATER = st.lists(st.tuples(st.integers(60_000, 40 * DAY_MS), st.sampled_from(list(Rating))), min_size=1, max_size=6)

OTHER = (
    0.6, 1.9, 4.1, 14.0, 6.9, 0.62, 2.4, 0.02, 1.55, 0.25, 1.05, 1.7, 0.09, 0.22, 1.9, 0.45, 2.3, 0.4, 0.15, 0.1, 0.22,
)  # fmt: skip


def answers(steps: list[tuple[int, Rating]], parameters: tuple[float, ...], begin: int, first: int) -> list[Event]:
    """Return consecutive reviews recorded with these parameters."""
    made, now = [], begin
    memory = SchedulerSettings(parameters=parameters).as_payload()
    for number, (wait, rating) in enumerate(steps, first):
        now += wait
        made.append(event(number, REVIEW, now, {"rating": rating.value, "memory": memory}))
    return made


@given(LATER, LATER, st.sampled_from([(), OTHER]))
def test_new_parameters_apply_to_the_whole_history(
    before: list[tuple[int, Rating]], after: list[tuple[int, Rating]], current: tuple[float, ...]
) -> None:
    """py-fsrs, given all reviews and the current parameters, ends at the same memory."""
    log = answers(before, (), START, 0)
    log += answers(after, OTHER, log[-1].time_ms, len(log))
    scheduler = fsrs.Scheduler(current or fsrs.Scheduler().parameters, enable_fuzzing=False)
    card = fsrs.Card(card_id=1)
    for each in log:
        card, _ = scheduler.review_card(card, fsrs.Rating[each.payload["rating"].capitalize()], from_ms(each.time_ms))
    state = fold(log, current)
    assert (state.stability, state.difficulty) == (card.stability, card.difficulty)


@given(LATER, st.tuples(st.integers(60_000, 40 * DAY_MS), st.sampled_from(list(Rating))))
def test_recorded_due_date_does_not_depend_on_current_parameters(
    before: list[tuple[int, Rating]], last: tuple[int, Rating]
) -> None:
    """The review recorded the parameters that it was scheduled with."""
    log = answers(before, (), START, 0)
    now = log[-1].time_ms + last[0]
    memory = SchedulerSettings(parameters=OTHER)
    given = reviewed(fold(log, OTHER), Rated("a/b/c", last[1], now), memory)
    log.append(event(len(log), REVIEW, now, {"rating": last[1].value, "memory": memory.as_payload()}))
    assert fold(log).due_ms == fold(log, OTHER).due_ms == given.due_ms
    assert fold(log, OTHER).stability == given.stability


def test_memory_starts_from_an_imported_state() -> None:
    """Later reviews are folded on top of it."""
    carried = {"stability": 20.0, "difficulty": 5.0, "due_ms": START + 20 * DAY_MS, "lapses": 1}
    log = [event(0, STATE_IMPORTED, START, carried)]
    assert fold(log, OTHER).stability == 20.0
    log += answers([(25 * DAY_MS, Rating.GOOD)], (), START, 1)
    model = fsrs6.model(OTHER)
    assert (fold(log, OTHER).stability, fold(log, OTHER).difficulty) == fsrs6.advance(model, 20.0, 5.0, 3, 25)


def left(card: CardState, **outcome: object) -> dict[str, object]:
    """The fields of a state that an outcome names."""
    return {name: getattr(card, name) for name in outcome}


@given(LATER, LATER)
def test_a_state_of_another_program_counts_under_its_parameters(
    before: list[tuple[int, Rating]], after: list[tuple[int, Rating]]
) -> None:
    """It is kept bit for bit, later reviews continue from it, and fitted parameters apply to the whole past."""
    outcome = {"state": State.REVIEW, "due_ms": START * 2, "lapses": 3, "stability": 33.25, "difficulty": 7.5}
    log = answers(before, OTHER, START, 0)
    plain = list(log)
    log[-1] = event(len(log) - 1, REVIEW, log[-1].time_ms, {**log[-1].payload, "after": {**outcome, "state": "review"}})
    assert left(fold(log, OTHER), **outcome) == outcome
    assert fold(log).stability == fold(plain).stability and fold(log).due_ms == START * 2
    later = answers(after, OTHER, log[-1].time_ms, len(log))
    model, stability, difficulty, last = fsrs6.model(OTHER), 33.25, 7.5, log[-1].time_ms
    for each in later:
        number, days = list(Rating).index(each.payload["rating"]) + 1, (each.time_ms - last) // DAY_MS
        stability, difficulty = fsrs6.advance(model, stability, difficulty, number, days)
        last = each.time_ms
    found = fold([*log, *later], OTHER)
    assert (found.stability, found.difficulty) == (stability, difficulty)
    assert fold([*log, *later]).stability == fold([*plain, *later]).stability
    other = answers([(DAY_MS, Rating.GOOD)], (), later[-1].time_ms, 90)  # scheduled while the parameters were others
    same = answers([(DAY_MS, Rating.GOOD)], OTHER, later[-1].time_ms, 90)
    assert fold([*log, *later, *other], OTHER).stability == fold([*log, *later, *same], OTHER).stability


def test_a_state_of_another_program_without_a_memory_keeps_ours() -> None:
    """Where only the day and the steps are known, stability and difficulty follow from the reviews."""
    log = answers([(DAY_MS, Rating.GOOD)] * 2, (), START, 0)
    known = {"state": "learning", "step": 1, "due_ms": START * 2}
    timed = [log[0], event(1, REVIEW, log[1].time_ms, {"rating": "good", "after": known})]
    found, ours = fold(timed), fold(log)
    assert (found.state, found.step, found.due_ms) == (State.LEARNING, 1, START * 2)
    assert (found.stability, found.difficulty, found.lapses) == (ours.stability, ours.difficulty, ours.lapses)


def test_imported_state_is_kept_under_any_parameters() -> None:
    """There are no earlier reviews to fold again."""
    payload = {"stability": 7.0, "difficulty": 4.0, "due_ms": START + DAY_MS, "lapses": 1}
    found = fold([event(1, STATE_IMPORTED, START, payload)], (*fsrs6.DEFAULTS[:20], 0.3))
    assert (found.stability, found.difficulty, found.due_ms) == (7.0, 4.0, START + DAY_MS)


@pytest.mark.parametrize(
    ("days", "maximum", "ends"),
    [
        (1, 99, (1, 1)), (2, 99, (2, 2)), (3, 99, (2, 4)), (5, 99, (4, 6)), (10, 99, (8, 12)), (30, 99, (27, 33)),
        (5, 5, (4, 5)), (5, 3, (3, 3)),
    ],
)  # fmt: skip
def test_fuzz_has_the_range_of_the_reference(days: int, maximum: int, ends: tuple[int, int]) -> None:
    """A day, plus 15% of days up to 7, 10% up to 20 and 5% beyond; every day of the range occurs."""
    assert fuzz_range(days, maximum) == ends
    chosen = {fuzzed(days, card="d/c/x", reviews=n, maximum=maximum) for n in range(300)}
    assert chosen == set(range(ends[0], ends[1] + 1))


FITTED = (*fsrs6.DEFAULTS[:20], 0.3)


@pytest.mark.parametrize(
    "memory", [SchedulerSettings(maximum=100), SchedulerSettings(parameters=FITTED, retention=0.8)]
)
def test_balanced_day_applies_to_the_interval_of_its_settings(memory: SchedulerSettings) -> None:
    """With a maximum interval, and with fitted parameters."""
    before = ReviewedCard(
        state=State.REVIEW, stability=400.0, difficulty=5.0, due_ms=0, first_ms=0, last_ms=0, reviews=3
    )
    days = review_intervals(before, 400, memory)[Rating.GOOD]
    after = reviewed(before, Rated("d/c/x", Rating.GOOD, 400 * DAY_MS), memory, BalancedInterval(interval=days, days=3))
    assert after.due_ms == 403 * DAY_MS


def test_retrievability_over_time() -> None:
    """1 at once, 0.9 after as many days as the stability; None for a card without reviews."""
    assert retrievability(10.0, 5_000, 5_000) == 1.0
    assert retrievability(10.0, 5_000, 0) == 1.0
    assert retrievability(10.0, 0, 864_000_000) == pytest.approx(0.9)
    assert retrievability(10.0, 0, 864_000_000, 0.5) == pytest.approx(0.9)
    assert retrievability(10.0, 0, 8_640_000_000, 0.5) != retrievability(10.0, 0, 8_640_000_000)
    assert retrievability(None, 5, 10) is retrievability(1.0, None, 10) is None


def test_interval_is_limited_and_depends_on_parameters() -> None:
    """At most the maximum, whatever the stability."""
    before = ReviewedCard(
        state=State.REVIEW, stability=900.0, difficulty=5.0, due_ms=0, first_ms=0, last_ms=0, reviews=3
    )
    late = 900
    days = review_intervals(before, late, SchedulerSettings())[Rating.GOOD]
    assert days > 900
    assert review_intervals(before, late, SchedulerSettings(maximum=100))[Rating.GOOD] == 100
    fitted = SchedulerSettings(retention=0.8, parameters=(*fsrs6.DEFAULTS[:20], 0.5))
    by_default = review_intervals(before, late, SchedulerSettings(retention=0.8))
    assert review_intervals(before, late, fitted)[Rating.GOOD] != by_default[Rating.GOOD]
