"""The cached counts equal those of the log, however it grew."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from asking import placed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.core.events import REVIEW, UNDO
from quizapp.core.scope import Scope
from quizapp.store.database import Store, open_store
from quizapp.store.events import review_counts
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.location import DatabaseLocation

DAY = 86_400_000
STEP = st.tuples(
    st.integers(0, 40), st.sampled_from(["d/c/a", "d/c/b", "e/c/a"]), st.sampled_from(["again", "good"]), st.booleans()
)


def hour(milliseconds: int) -> int:
    """Return the hour in UTC."""
    return milliseconds // 3_600_000 % 24


def answer(store: Store, day: int, card: str, rating: str) -> str:
    """Record a review at an hour of a day since the epoch; return its event's id."""
    from datetime import date, timedelta

    name = (date(1970, 1, 1) + timedelta(days=20_000 + day)).isoformat()
    payload = {"rating": rating, "state": "review", "r": 0.8, "seconds": 1.5}
    event, _ = record(store, EventDraft(REVIEW, card, payload, now_ms=(20_000 + day) * DAY + 3_600_000 * 9, day=name))
    return event.id


def fresh_counts(place: DatabaseLocation, learner: str = "me") -> object:
    """Count the same log again without the cache."""
    store = open_store(place, learner)
    try:
        with store.transaction() as connection:
            for table in ("tallies", "calibrations", "tallied"):
                store.dialect.delete_derived(connection, learner, table)
        review_counts.refresh(store, hour)
        return review_counts.counts(store, Scope(), "", hour)
    finally:
        store.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=30), st.lists(st.integers(0, 29), max_size=3))
def test_counting_in_between_changes_nothing(
    databases: Callable[..., str], steps: Sequence[tuple[int, str, str, bool]], undone: Sequence[int]
) -> None:
    """Reviews in any order of days, some undone, counted at any time: the same as counted at the end."""
    place = placed(databases(f"{time.time_ns()}"))
    store = open_store(place, "me")
    made = []
    for day, card, rating, look in steps:
        made.append((answer(store, day, card, rating), card))
        if look:
            review_counts.refresh(store, hour)
    for index in undone:
        if index < len(made):
            record(
                store,
                EventDraft(
                    UNDO, made[index][1], {}, now_ms=(20_100 + index) * DAY, day="2025-01-01", undoes=made[index][0]
                ),
            )
    review_counts.refresh(store, hour)
    kept = review_counts.counts(store, Scope(), "", hour)
    standing = len({name for name, _ in made} - {made[i][0] for i in undone if i < len(made)})
    assert sum(each.reviews for each in kept.days) == standing
    one_deck = review_counts.counts(store, Scope(deck="d"), "", hour)
    store.close()
    assert fresh_counts(place) == kept
    assert sum(each.reviews for each in one_deck.days) <= standing


def test_review_undone_after_counting_is_not_counted(databases: Callable[..., str]) -> None:
    """One by one, on a day with two answers and on a day with one."""
    store = open_store(placed(databases("back")), "me")
    made = [(answer(store, day, card, "good"), card) for day, card in ((0, "d/c/a"), (0, "d/c/b"), (3, "d/c/a"))]
    review_counts.refresh(store, hour)
    for number, (name, card) in enumerate(made, 1):
        record(store, EventDraft(UNDO, card, {}, now_ms=(20_100 + number) * DAY, day="2025-01-01", undoes=name))
        review_counts.refresh(store, hour)
        kept = review_counts.counts(store, Scope(), "", hour)
        assert sum(each.reviews for each in kept.days) == len(made) - number
    store.close()


def test_only_days_from_the_first_change_are_counted_again(databases: Callable[..., str]) -> None:
    """Counts that are made wrong on purpose show which days are counted again."""
    store = open_store(placed(databases("again")), "me")
    for day in (0, 0, 2, 4):
        answer(store, day, "d/c/a", "good")
    undone = answer(store, 4, "d/c/b", "good")
    record(store, EventDraft(UNDO, "d/c/b", {}, now_ms=20_100 * DAY, day="2025-01-01", undoes=undone))

    def counts_now() -> list[int]:
        review_counts.refresh(store, hour)
        return [
            each.reviews for each in sorted(review_counts.counts(store, Scope(), "", hour).days, key=lambda d: d.day)
        ]

    assert counts_now() == [2, 1, 1]
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE tallies SET reviews = 50")
    assert counts_now() == [50, 50, 50]
    answer(store, 2, "d/c/b", "good")
    assert counts_now() == [50, 2, 1]
    store.close()


@pytest.mark.file  # tests/classes tests this for a server, where nobody can query another learner
@pytest.mark.parametrize("named", [review_counts.MOST_NAMED, 2])
def test_long_count_is_watched_from_nothing_to_the_end(
    databases: Callable[..., str], monkeypatch: pytest.MonkeyPatch, named: int
) -> None:
    """The shares grow and stay within 0 and 1, by cards and by reviews; a short count is not watched."""
    store = open_store(placed(databases("watched")), "me")
    for day in range(6):
        for card in ("d/c/a", "d/c/b", "e/c/a", "e/c/b"):
            answer(store, day, card, "good")
    shares: list[float] = []
    monkeypatch.setattr(review_counts, "WATCHED", 24)
    monkeypatch.setattr(review_counts, "WATCH_EVERY", 3)
    monkeypatch.setattr(review_counts, "MOST_NAMED", named)
    review_counts.refresh(store, hour, shares.append)
    assert shares == sorted(shares)
    assert len(shares) == 9
    assert shares[0] == 0
    assert 0.7 < shares[-1] < 1
    shares.clear()
    answer(store, 6, "d/c/a", "good")
    review_counts.refresh(store, hour, shares.append)
    assert not shares
    store.close()


def test_learners_are_counted_separately(tmp_path: Path) -> None:
    """Another learner's answers do not count."""
    for learner, count in (("a", 3), ("b", 1)):
        store = open_store(tmp_path / "q.db", learner)
        for day in range(count):
            answer(store, day, "d/c/a", "good")
        review_counts.refresh(store, hour)
        assert sum(each.reviews for each in review_counts.counts(store, Scope(), "", hour).days) == count
        store.close()
