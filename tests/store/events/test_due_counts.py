"""Due cards of the coming days, counted by SQL and cached for a session."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from quizapp.core.events import CardState
from quizapp.core.model import State
from quizapp.core.scope import Moment
from quizapp.core.study_day import DAY_MS
from quizapp.store.database import Store, open_store
from quizapp.store.events.due_counts import DayDueCounts, due_counts
from quizapp.store.events.log_rows import state_row
from quizapp.store.schema import states

START = 1_772_000_000_000
MOMENT = Moment(learner="me", now=START + 9, day="2026-03-02", day_start=START, day_end=START + DAY_MS)
DUE = [-1, 0, 1, 2, 2, 3, 5, 5, 5, 9]  # in days from today, at the start of each; one more at each end of day 4
EXPECTED = {-1: 1, 0: 1, 1: 1, 2: 2, 3: 1, 4: 2, 5: 3, 9: 1}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Create cards that are due on known days, and one in learning."""
    with closing(open_store(tmp_path_factory.mktemp("load") / "q.db", "me")) as opened:
        times = [START + day * DAY_MS for day in DUE] + [START + 4 * DAY_MS, START + 5 * DAY_MS - 1]
        made = [CardState(state=State.REVIEW, due_ms=time, event="e") for time in times]
        made.append(CardState(state=State.LEARNING, due_ms=START + DAY_MS, event="e"))
        rows = [state_row("me", f"d/c/{number}", state) for number, state in enumerate(made)]
        rows.append(state_row("other", "d/c/1", made[1]))
        with opened.transaction() as connection:
            connection.execute(insert(states), rows)
        yield opened


@pytest.mark.parametrize(("first", "last"), [(0, 9), (2, 4), (4, 4), (6, 8), (9, 12), (-1, 0)])
def test_due_cards_are_counted_per_day(store: Store, first: int, last: int) -> None:
    """From its first to its last millisecond; other learners' cards and cards in learning are left out."""
    assert due_counts(store.query, MOMENT, first, last) == [EXPECTED.get(day, 0) for day in range(first, last + 1)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 4), st.integers(-1, 12)), max_size=6))
def test_cached_counts_equal_fresh_counts(store: Store, asked: list[tuple[int, int, int]]) -> None:
    """Whichever days are asked for; a newly scheduled card counts once its day is known."""
    kept, added = DayDueCounts(store.query, MOMENT), dict.fromkeys(range(-1, 20), 0)
    known: set[int] = set()
    for first, more, placed in asked:
        days = range(first, first + more + 1)
        assert kept.between(first, first + more) == [EXPECTED.get(day, 0) + added[day] for day in days]
        known |= set(days)
        kept.add(START + placed * DAY_MS + 5)
        added[placed] += placed in known
