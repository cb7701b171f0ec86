"""The day on which a card comes back: load, easy days and days off, from the settings to the log."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from asking import asked, placed
from collection import write_deck
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import fsrs
from quizapp.core.events import OPTIMIZE, REVIEW, CardState, Event, ReviewedCard
from quizapp.core.fsrs import DEFAULTS
from quizapp.core.fuzz import fuzz_range, fuzzed
from quizapp.core.model import Rating, State
from quizapp.core.review import review_payload
from quizapp.core.scheduler import Rated, review_intervals, reviewed, step
from quizapp.core.scheduler_settings import SchedulerSettings
from quizapp.core.study_day import DAY_MS, HOUR_MS
from quizapp.store.database import Store, open_store
from quizapp.store.events.due_counts import DUE_BY_DAY, DayDueCounts
from quizapp.store.events.event_log import EventDraft, all_states, card_state, record
from quizapp.store.events.parameters import IN_USE, LATEST
from quizapp.store.events.rebuild import rebuild
from quizapp.store.maintenance.integrity import states_that_differ
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.scheduling.due_date import (
    CardToRate,
    RatingPreview,
    Today,
    balanced_interval,
    memory_for,
    rating_preview,
    without_steps,
)
from quizapp.usecases.scheduling.due_days import DueDays
from tests.conftest import Run

NOON_MS = 1_772_452_800_000  # Monday 2026-03-02, 12:00 UTC


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """Open an empty database."""
    opened = open_store(placed(database), "me")
    yield opened
    opened.close()


def today_of(context: Context, store: Store) -> Today:
    """Return the study day of a context, with what is due on the coming days."""
    moment = context.moment()
    return Today(moment=moment, due_days=DueDays(context.settings, DayDueCounts(store.query, moment)))


def preview(context: Context, store: Store, card: str, *, once_a_day: bool = False) -> RatingPreview:
    """Return what each rating would do to a card now."""
    memory = memory_for(context, store.query, card)
    reviewed = CardToRate(
        card=card, before=card_state(store, card), memory=without_steps(memory) if once_a_day else memory
    )
    return rating_preview(today_of(context, store), reviewed)


def context(tmp_path: Path, day: int = 0, **settings: str) -> Context:
    """Return a context so many days after that Monday, with settings."""
    environ = {f"QUIZAPP_{name.upper()}": value for name, value in settings.items()}
    environ |= {"QUIZAPP_CONFIG": str(tmp_path / "none.toml"), "TZ": "UTC", "QUIZAPP_DB": str(tmp_path / "q.db")}
    return replace(make_context(environ=environ), fixed_ms=NOON_MS + day * DAY_MS)


def answer(
    context: Context, store: Store, card: str, rating: Rating = Rating.GOOD, memory: SchedulerSettings | None = None
) -> int:
    """Review a card as the quiz does; return the days until it is due."""
    moment, chosen = context.moment(), memory or replace(context.memory(), learning_steps=())
    before = card_state(store, card)
    where = balanced_interval(
        today_of(context, store), CardToRate(card=card, before=before, memory=chosen), rating
    )  # fmt: skip
    rated = Rated(card, rating, moment.now, day_begins=moment.day_begins)
    payload = review_payload(before, rated, chosen, where).as_payload()
    _, after = record(store, EventDraft(REVIEW, card, payload, now_ms=moment.now, day=moment.day))
    return ((after.due_ms or 0) - moment.now) // DAY_MS


def test_load_is_spread_more_evenly_than_by_chance(tmp_path: Path, store: Store) -> None:
    """Two hundred cards with one interval, scheduled one after another; the mean interval stays."""
    today = context(tmp_path)
    days = [answer(today, store, f"b/l/{n}", Rating.EASY) for n in range(200)]
    memory = replace(today.memory(), learning_steps=())
    interval = review_intervals(card_state(store, "new"), 0, memory)[Rating.EASY]
    low, high = fuzz_range(interval, 36500)
    counts = [days.count(day) for day in range(low, high + 1)]
    assert sum(counts) == 200
    mean = 200 / len(counts)
    by_chance = mean * (1 - 1 / len(counts))  # the variance of a day's count for a uniform choice
    assert sum((count - mean) ** 2 for count in counts) / len(counts) < by_chance / 2
    assert abs(sum(days) / 200 - interval) < 0.25
    unbalanced = context(tmp_path, load_balance="no")
    subject = CardToRate(card="x", before=card_state(store, "x"), memory=memory)
    assert balanced_interval(today_of(unbalanced, store), subject, Rating.EASY) is None


def test_days_off_stay_free_and_easy_days_get_less(tmp_path: Path, store: Store) -> None:
    """Also for an interval of one day if tomorrow is a day off."""
    today = context(tmp_path, easy_days="wed", days_off="tue sun 2026-03-09..2026-03-11")
    days = [answer(today, store, f"a/l/{n}", rating) for n in range(120) for rating in [list(Rating)[n % 4]]]
    dates = [date(2026, 3, 2) + timedelta(days=day) for day in days]
    assert not any(each.weekday() in (1, 6) or date(2026, 3, 9) <= each <= date(2026, 3, 11) for each in dates)
    assert states_that_differ(store) == 0


def test_log_stores_the_chosen_day(tmp_path: Path, store: Store) -> None:
    """Replaying needs no load: the same bits, also for later reviews and in another order of arrival."""
    for day in (0, 9, 30):
        for number in range(40):
            answer(context(tmp_path, day, days_off="sat"), store, f"a/l/{number}")
    before = all_states(store)
    rows = store.query("SELECT payload FROM events WHERE learner = :learner", {"learner": "me"})
    assert any("placed" in json.loads(row[0]) for row in rows)
    assert rebuild(store)[1] == 0
    assert all_states(store) == before


def test_stored_day_applies_only_to_its_interval(tmp_path: Path, store: Store) -> None:
    """After an earlier answer was undone the interval differs, and the seeded fuzz decides."""
    payload = {"rating": "good", "memory": {"learning_steps": []}, "placed": [999, 3]}
    _, after = record(store, EventDraft(REVIEW, "a/l/1", payload, now_ms=NOON_MS, day="2026-03-02"))
    assert ((after.due_ms or 0) - NOON_MS) // DAY_MS == 2
    payload["placed"] = [2, 4]
    _, after = record(store, EventDraft(REVIEW, "a/l/2", payload, now_ms=NOON_MS, day="2026-03-02"))
    assert ((after.due_ms or 0) - NOON_MS) // DAY_MS == 4


def test_preview_equals_the_result_of_the_rating(tmp_path: Path, store: Store) -> None:
    """For every rating, with load, days off and other parameters."""
    other = (*DEFAULTS[:20], 0.3)
    fit = {"run": "1", "deck": "", "parameters": list(other)}
    record(store, EventDraft(OPTIMIZE, "", fit, now_ms=NOON_MS, day="2026-03-02"))
    for number, rating in enumerate(Rating):
        card, now = f"a/l/{number}", context(tmp_path, 0, days_off="fri")
        memory = replace(now.memory(other), learning_steps=())
        answer(now, store, card, memory=memory)
        later = context(tmp_path, 6, days_off="fri")
        found = preview(later, store, card, once_a_day=True)
        assert found.memory == replace(memory, relearning_steps=())
        shown = found.seconds[rating]
        answer(later, store, card, rating, found.memory)
        assert (card_state(store, card).due_ms or 0) - later.now_ms == shown * 1000


def test_quiz_respects_days_off(quizapp, environ: dict[str, str], tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """From the setting to the due date: Easy on 40 cards, and none comes back on the weekend."""
    assert quizapp("import", str(write_deck(tmp_path / "deck", "deck", 40))).returncode == 0
    assert quizapp("config", "days_off", "sat sun").returncode == 0
    easy = '{"type": "rate", "rating": "easy"}\n' * 40
    assert quizapp("quiz", "deck", "--jsonl", "--new", "40", stdin=easy).returncode == 0
    due = [row[0] for row in asked(environ["QUIZAPP_DB"], "SELECT due_ms FROM states WHERE state = 'review'")]
    weekdays = Counter((each // DAY_MS + 3) % 7 for each in due)  # the epoch was a Thursday
    assert len(due) == 40
    assert not weekdays[5] and not weekdays[6]
    refused = quizapp("config", "days_off", "someday")
    assert refused.returncode == 2
    assert "days of the week" in refused.stderr


def test_an_evening_and_the_next_morning_are_a_day_apart(quizapp: Run, environ: dict[str, str], tmp_path: Path) -> None:
    """From the clock to the stability: 15 hours later the card counts as recalled after a day."""
    assert quizapp("import", str(write_deck(tmp_path / "deck", "deck", 1))).returncode == 0
    for now, rating in (("2026-03-02T18:00:00+00:00", "again"), ("2026-03-03T09:00:00+00:00", "good")):
        line = json.dumps({"type": "rate", "rating": rating}) + "\n"
        assert quizapp("quiz", "deck", "--jsonl", stdin=line, QUIZAPP_NOW=now, TZ="UTC").returncode == 0
    database, model = environ["QUIZAPP_DB"], fsrs.model()
    before = fsrs.first(model, fsrs.AGAIN)
    ((stability,),) = asked(database, "SELECT stability FROM states")
    assert stability == fsrs.advance(model, *before, fsrs.GOOD, 1)[0]
    rows = asked(database, "SELECT payload FROM events WHERE kind = 'review' ORDER BY time_ms")
    first, second = (json.loads(row[0]) for row in rows)
    assert first["day_begins"] == second["day_begins"] == 4 * HOUR_MS
    assert second["r"] == fsrs.recall(model, before[0], 1)
    with closing(open_store(placed(database), "me")) as store:
        assert states_that_differ(store) == 0


def test_learning_step_is_not_balanced(tmp_path: Path, store: Store) -> None:
    """A new card rated Good comes back in ten minutes, on a day off too."""
    today = context(tmp_path, days_off="mon tue wed thu fri sat")
    found = preview(today, store, "a/l/1")
    assert found.seconds[Rating.GOOD] == 600
    assert found.placed[Rating.GOOD] is None
    assert found.placed[Rating.EASY] is not None


def reviewed_card(stability: float, difficulty: float, days: int) -> ReviewedCard:
    """A card in review whose interval of so many days ends now."""
    return ReviewedCard(
        state=State.REVIEW, stability=stability, difficulty=difficulty, reviews=5, first_ms=0,
        last_ms=NOON_MS - days * DAY_MS, due_ms=NOON_MS,
    )  # fmt: skip


SETTINGS = make_context(environ={"QUIZAPP_CONFIG": "/dev/null", "TZ": "UTC", "QUIZAPP_DB": "unused.db"})


@given(
    st.floats(0.5, 300), st.floats(1, 10), st.sampled_from([0.8, 0.9, 0.95, 0.97]), st.data(), st.booleans(),
    st.sampled_from(["a/l/1", "a/l/2", "a/l/3"]),
)  # fmt: skip
def test_an_interval_after_good_is_not_shorter_than_the_one_before(
    stability: float, difficulty: float, retention: float, data: st.DataObject, balance: bool, card: str
) -> None:
    """Where the fuzz reaches that far; Good waits longer than Hard, and Easy than Good; the log replays all of it."""
    memory = SchedulerSettings(retention=retention, relearning_steps=())
    days_before = data.draw(st.integers(1, round(2 * stability) + 3))
    before = reviewed_card(stability, difficulty, days_before)
    loads = data.draw(st.lists(st.integers(0, 40), min_size=10, max_size=10))
    moment = replace(SETTINGS, fixed_ms=NOON_MS).moment()
    counts = DayDueCounts(lambda _, named: [(day, loads[day % 10]) for day in range(100)], moment)
    chosen = replace(SETTINGS.settings, load_balance=balance)
    today = Today(moment=moment, due_days=DueDays(chosen, counts))
    found = rating_preview(today, CardToRate(card=card, before=before, memory=memory))
    days = {rating: seconds / 86400 for rating, seconds in found.seconds.items()}
    again, hard, good, easy = days.values()
    assert again <= hard < good < easy
    for rating, worse in zip(Rating, (0, again, hard, good), strict=True):
        interval = review_intervals(before, days_before, memory)[rating]
        first, last = fuzz_range(interval, memory.maximum)
        assert first <= days[rating] <= max(last, worse + 1)
        if rating is not Rating.AGAIN and days_before <= last:
            assert days[rating] >= days_before + (interval > days_before)
        rated = Rated(card, rating, NOON_MS, day_begins=moment.day_begins)
        payload = review_payload(before, rated, memory, found.placed[rating]).as_payload()
        event = Event(id="1", device="d", time_ms=NOON_MS, learner="me", card=card, kind=REVIEW, payload=payload)
        assert step(before, event).due_ms == NOON_MS + days[rating] * DAY_MS


@given(st.floats(0.5, 300), st.floats(1, 10), st.integers(1, 60))
def test_repeating_a_card_on_the_same_day_does_not_postpone_it(stability: float, difficulty: float, days: int) -> None:
    """Good waits no longer than FSRS's interval and its fuzz make it, however often it is pressed."""
    before = replace(reviewed_card(stability, difficulty, 0), due_ms=NOON_MS + days * DAY_MS)
    moment = replace(SETTINGS, fixed_ms=NOON_MS).moment()
    counts = DayDueCounts(lambda _, named: [], moment)
    memory = SchedulerSettings(relearning_steps=())
    today = Today(moment=moment, due_days=DueDays(SETTINGS.settings, counts))
    found = rating_preview(today, CardToRate(card="a/l/1", before=before, memory=memory))
    for rating, interval in review_intervals(before, 0, memory).items():
        assert found.seconds[rating] <= fuzz_range(interval, memory.maximum)[1] * DAY_MS / 1000


@given(
    st.sampled_from([State.NEW, State.LEARNING, State.RELEARNING, State.REVIEW]), st.integers(0, 2),
    st.floats(0.01, 300), st.integers(0, 90 * 24), st.sampled_from(["", "fri", "sat sun mon"]), st.data(),
)  # fmt: skip
def test_preview_gives_the_wait_that_the_scheduler_gives(
    state: State, step_at: int, stability: float, hours: int, off: str, data: st.DataObject
) -> None:
    """From every state, with and without learning steps, whatever is due on the coming days, and with days off."""
    steps = data.draw(st.sampled_from([(), (600,), (60, 600)]))
    memory = SchedulerSettings(learning_steps=steps, relearning_steps=steps[:1])
    at = None if state is State.REVIEW else step_at
    before: CardState = CardState()
    if state is not State.NEW:
        last_ms = NOON_MS - hours * DAY_MS // 24
        before = replace(reviewed_card(stability, 5.0, 1), state=state, step=at, last_ms=last_ms, due_ms=NOON_MS)
    loads = data.draw(st.lists(st.integers(0, 400), min_size=7, max_size=7))
    moment = replace(SETTINGS, fixed_ms=NOON_MS).moment()
    counts = DayDueCounts(lambda _, named: [(day, loads[day % 7]) for day in range(100)], moment)
    today = Today(moment=moment, due_days=DueDays(replace(SETTINGS.settings, days_off=off), counts))
    found = rating_preview(today, CardToRate(card="a/l/1", before=before, memory=memory))
    for rating in Rating:
        rated = Rated("a/l/1", rating, NOON_MS, day_begins=moment.day_begins)
        after = reviewed(before, rated, memory, found.placed[rating])
        assert after.due_ms - NOON_MS == found.seconds[rating] * 1000


def test_a_review_without_a_recorded_day_keeps_the_day_of_its_fuzz(tmp_path: Path) -> None:
    """Logs of earlier versions have reviews whose interval became shorter; replaying them changes no due date."""
    memory, shorter = SchedulerSettings(retention=0.95), 0
    for number in range(200):
        before = reviewed_card(4.0 + number / 10, 9.0, 2 + number // 20)
        interval = review_intervals(before, 2 + number // 20, memory)[Rating.GOOD]
        card = f"a/l/{number}"
        payload = review_payload(before, Rated(card, Rating.GOOD, NOON_MS), memory).as_payload()
        event = Event(id="1", device="d", time_ms=NOON_MS, learner="me", card=card, kind=REVIEW, payload=payload)
        days = fuzzed(interval, card=card, reviews=5, maximum=36500)
        shorter += days < 2 + number // 20
        assert step(before, event).due_ms == NOON_MS + days * DAY_MS
    assert shorter


@pytest.mark.file
@pytest.mark.parametrize("statement", [IN_USE, LATEST, DUE_BY_DAY])
def test_queries_of_an_answer_use_an_index(store: Store, statement: str) -> None:
    """They read few events of a kind and few days of the fuzz, never the whole log."""
    named = {"learner": "me", "day_start": 0, "from_ms": 0, "to_ms": 1}
    steps = [row[3] for row in store.query("EXPLAIN QUERY PLAN " + statement, named)]
    assert any("(learner=? AND kind=?)" in step or "due_ms>? AND due_ms<?" in step for step in steps)
    assert not any("events_1 (learner=?)" in step or step.startswith("SCAN") for step in steps)
