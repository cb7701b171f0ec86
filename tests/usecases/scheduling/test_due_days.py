"""The chances of days, which are kept until a card becomes due on one of them."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.fuzz import fuzz_range
from quizapp.core.study_day import DAY_MS
from quizapp.store.events.due_counts import DayDueCounts
from quizapp.usecases.context import make_context
from quizapp.usecases.scheduling.due_days import DueDays

CONTEXT = replace(
    make_context(environ={"QUIZAPP_CONFIG": "/dev/null", "TZ": "UTC", "QUIZAPP_DB": "unused.db"}),
    fixed_ms=1_772_452_800_000,
)
MOMENT = CONTEXT.moment()


@given(
    st.lists(st.tuples(st.integers(1, 120), st.floats(0, 1, exclude_max=True)), max_size=30),
    st.sampled_from(["", "sat sun"]), st.booleans(),
)  # fmt: skip
def test_kept_chances_are_those_of_the_cards_that_are_due_now(
    asked: list[tuple[int, float]], off: str, balance: bool
) -> None:
    """Card after card, on days with fewer cards than NOTICED: the day is the one that a fresh count gives."""
    settings = replace(CONTEXT.settings, days_off=off, load_balance=balance)
    due: Counter[int] = Counter({3: 5, 10: 15, 11: 2})
    kept = DueDays(settings, DayDueCounts(lambda _, named: list(due.items()), MOMENT))
    for interval, at in asked:
        fresh = DueDays(settings, DayDueCounts(lambda _, named: list(due.items()), MOMENT))
        first, last = fuzz_range(interval, 36500)
        day = kept.choose(interval, first, last, at)
        assert day == fresh.choose(interval, first, last, at)
        kept.add(MOMENT.day_start + day * DAY_MS + 7)
        due[day] += 1


def test_busy_days_are_noticed_when_they_have_grown() -> None:
    """A day with 500 cards has the same chance until ten more are due on it; then it is chosen less often."""
    loads = dict.fromkeys(range(100), 500)
    days = DueDays(CONTEXT.settings, DayDueCounts(lambda _, named: list(loads.items()), MOMENT))
    chosen = [days.choose(30, 27, 33, (n + 0.5) / 10_000) for n in range(10_000)]
    for more in range(1, 101):
        days.add(MOMENT.day_start + 30 * DAY_MS)
        if more == 9:
            assert [days.choose(30, 27, 33, (n + 0.5) / 10_000) for n in range(10_000)] == chosen
    after = [days.choose(30, 27, 33, (n + 0.5) / 10_000) for n in range(10_000)]
    assert after.count(30) < chosen.count(30) * 0.8
    assert after.count(30) > chosen.count(30) * 0.6
