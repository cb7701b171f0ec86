"""The counts of a scope, compared with the same reviews counted one by one."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from quizapp.core.events import CRAM, REVIEW, UNDO, Event
from quizapp.core.scope import Scope
from quizapp.core.statistics.review_counts import BinCount, Counts, Seen, counts_of, tally
from quizapp.store.database import Store, open_store
from quizapp.store.events import review_counts
from quizapp.store.events.event_log import EventDraft, append, record
from quizapp.store.ids import id_of
from tests.store.installed_rows import put_card

pytestmark = pytest.mark.file
DAY, HOUR = 86_400_000, 3_600_000
# day, hour, card, rating, state, seconds, chance
REVIEWS = [
    (0, 9, "d/c/a", "again", "new", 1.5, None),
    (0, 9, "d/k/a", "good", "new", 2.0, None),
    (2, 9, "d/c/a", "good", "learning", 0.5, 0.75),
    (2, 10, "d/c/b", "good", "new", 4.0, None),
    (2, 23, "e/c/a", "hard", "new", 0.25, None),
    (30, 9, "d/c/a", "again", "review", 8.0, 0.5),
    (30, 9, "d/k/a", "good", "review", 1.0, 0.25),
    (31, 0, "e/c/a", "easy", "review", 3.0, 0.9375),
    (40, 9, "d/c/a", "good", "relearning", 2.5, 0.125),
    (40, 5, "d/k/a", "again", "review", 1.0, 0.5),
]


def hour(milliseconds: int) -> int:
    """Return the hour in UTC."""
    return milliseconds // HOUR % 24


def named(day: int) -> str:
    """Return the study day so many days after the first."""
    return (date(1970, 1, 1) + timedelta(days=20_000 + day)).isoformat()


def time_of(day: int, at: int) -> int:
    """Return the milliseconds of an hour of a study day."""
    return (20_000 + day) * DAY + at * HOUR


def seen(keep: tuple[str, ...]) -> Iterator[Seen]:
    """Return the reviews of some cards, card by card."""
    for day, at, card, rating, state, seconds, chance in sorted(REVIEWS, key=lambda row: (row[2], row[0])):
        if card.startswith(keep):
            yield Seen(card, time_of(day, at), named(day), rating, state, seconds, chance)


def rounded(counts: Counts) -> Counts:
    """Return counts without the last digits of their sums: SQLite's SUM compensates for rounding from 3.43 on."""
    return Counts(
        days=[each._replace(seconds=round(each.seconds, 9)) for each in counts.days],
        hours=counts.hours,
        tenths=[rounded_bin(each) for each in counts.tenths],
        bins=[rounded_bin(each) for each in counts.bins],
    )


def rounded_bin(count: BinCount) -> BinCount:
    """Return a bin without the last digits of its sums."""
    return count._replace(chances=round(count.chances, 9), loss=round(count.loss, 9))


def cached(store: Store) -> Counts:
    """Return the counts that a store keeps of all reviews."""
    return rounded(review_counts.counts(store, Scope(), "", hour))


def one_by_one() -> Counts:
    """Return the counts of REVIEWS."""
    return rounded(counts_of(tally(seen(("d", "e")), hour, "")))


def record_all(store: Store) -> None:
    """Record REVIEWS, an undone review and a review that does not count (cram)."""
    for day, at, card, rating, state, seconds, chance in REVIEWS:
        said = {"rating": rating, "state": state, "seconds": seconds} | ({"r": chance} if chance is not None else {})
        record(store, EventDraft(REVIEW, card, said, now_ms=time_of(day, at), day=named(day)))
    now = {"now_ms": time_of(50, 9), "day": named(50)}
    event, _ = record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good", "r": 0.5}, **now))  # type: ignore[arg-type]
    record(store, EventDraft(UNDO, "d/c/a", {}, undoes=event.id, **now))  # type: ignore[arg-type]
    record(store, EventDraft(CRAM, "d/c/a", {"rating": "good"}, **now))  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database with these reviews and another learner's."""
    made = open_store(tmp_path / "q.db", "me")
    for card, tags in (("d/c/a", ("x",)), ("d/c/b", ("xy",)), ("d/k/a", ()), ("e/c/a", ("x", "y"))):
        put_card(made, card, tags=tags)
    put_card(made, "d/k/old", retired=1, tags=("x",))
    other = open_store(made.path, "other")
    record_all(other)
    other.close()
    record_all(made)
    yield made
    made.close()


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    """Open the same database for the other learner; closed when a test fails, too."""
    with closing(open_store(store.path, "other")) as made:
        yield made


@pytest.mark.parametrize("since", [0, 2, 31])
@pytest.mark.parametrize(
    ("scope", "keep"),
    [
        (Scope(), ("d", "e")),
        (Scope(deck="d"), ("d",)),
        (Scope(deck="e"), ("e",)),
        (Scope(deck="d", concept="c"), ("d/c",)),
        (Scope(tag="x"), ("d/c/a", "e/c/a")),
        (Scope(deck="d", tag="x"), ("d/c/a",)),
    ],
)
def test_counts_of_a_scope_equal_a_count_of_its_reviews(
    store: Store, scope: Scope, keep: tuple[str, ...], since: int
) -> None:
    """Cached or not, from a study day on, without undone reviews and cramming."""
    review_counts.refresh(store, hour)
    found = review_counts.counts(store, scope, named(since), hour)
    assert rounded(found) == rounded(counts_of(tally(seen(keep), hour, named(since))))
    assert found.days


def test_review_that_arrives_late_is_counted_on_its_study_day(store: Store) -> None:
    """The later days are counted again, because the card was younger then."""
    review_counts.refresh(store, hour)
    late = (20, 8, "d/c/a", "hard", "review", 0.5, 0.625)
    said = {"rating": late[3], "state": late[4], "seconds": late[5], "r": late[6]}
    record(store, EventDraft(REVIEW, late[2], said, now_ms=time_of(60, 8), day=named(late[0])))
    review_counts.refresh(store, hour)
    REVIEWS.append(late)
    try:
        # Its hour is that of the recording; its day is the study day.
        assert cached(store) == rounded(counts_of(tally(seen(("d", "e")), hour, "")))
    finally:
        REVIEWS.remove(late)


def test_review_undone_later_is_not_counted(store: Store, other: Store) -> None:
    """Day by day; another learner's counts do not change."""
    for each in (other, store):
        review_counts.refresh(each, hour)
    reviews = list(REVIEWS)
    try:
        for day in (30, 2, 0):
            row = next(each for each in REVIEWS if each[0] == day and each[2] != "e/c/a")
            with store.reading() as connection:
                name = connection.exec_driver_sql(
                    "SELECT id FROM events WHERE learner = 'me' AND kind = 'review' AND card = ? AND day = ?",
                    (row[2], named(day)),
                ).scalar()
            record(store, EventDraft(UNDO, row[2], {}, now_ms=time_of(70, 9), day=named(70), undoes=str(name)))
            REVIEWS.remove(row)
            review_counts.refresh(store, hour)
            assert cached(store) == rounded(counts_of(tally(seen(("d", "e")), hour, "")))
    finally:
        REVIEWS[:] = reviews
    assert cached(other) == rounded(counts_of(tally(seen(("d", "e")), hour, "")))
    other.close()


def test_reviews_of_a_day_are_counted_by_time_not_by_id(tmp_path: Path) -> None:
    """With two devices whose clocks differ, the later id may belong to the earlier answer."""
    store = open_store(tmp_path / "q.db", "me")
    said = [(2, 0, 1, "good"), (0, 2, 8, "good"), (1, 2, 9, "again")]  # id, day, hour
    with store.transaction() as connection:
        append(connection, [
            Event(id=id_of(9 - number, bytes(10)), device="aaaa", time_ms=time_of(day, at), day=named(day), kind=REVIEW,
                  learner="me", card="d/c/a", payload={"rating": rating, "state": "review", "r": 0.5})
            for number, day, at, rating in said
        ])  # fmt: skip
    review_counts.refresh(store, hour)
    by_time = [Seen("d/c/a", time_of(day, at), named(day), rating, "review", 0.0, 0.5) for _, day, at, rating in said]
    assert cached(store) == rounded(counts_of(tally(by_time, hour, "")))
    store.close()


def test_counts_are_the_same_when_all_cards_are_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above a number of cards, naming each one is slower."""
    monkeypatch.setattr(review_counts, "MOST_NAMED", 2)
    review_counts.refresh(store, hour)
    assert cached(store) == rounded(counts_of(tally(seen(("d", "e")), hour, "")))


def test_review_without_seconds_or_state_is_counted(tmp_path: Path) -> None:
    """It took no time, and the card was new."""
    store = open_store(tmp_path / "q.db", "me")
    for at, said in enumerate(({}, {"seconds": None})):
        record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"} | said, now_ms=time_of(0, at), day=named(0)))
    review_counts.refresh(store, hour)
    (only,) = review_counts.counts(store, Scope(), "", hour).days
    assert only == (named(0), "good", "new", False, 2, 0.0)
    store.close()
