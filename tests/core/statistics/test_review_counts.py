"""Reviews counted by day, hour and bin."""

from math import log

import pytest

from quizapp.core.statistics.review_counts import (
    BinCount,
    Counts,
    DayCount,
    HourCount,
    ReviewCounts,
    Seen,
    counts_of,
    tally,
)

HOUR = 3_600_000


def seen(day: str, rating: str = "good", chance: float | None = 0.9, card: str = "d/c/x", hour: int = 9) -> Seen:
    """Return a review of 2.5 seconds."""
    return Seen(card, hour * HOUR, day, rating, "review", 2.5, chance)


def tally_of(*reviews: Seen, since: str = "") -> ReviewCounts:
    return tally(reviews, lambda milliseconds: milliseconds // HOUR, since)


def test_equal_reviews_are_summed() -> None:
    """Their number, seconds, chances, recalls and log losses; by deck, and three cards share one bin."""
    cards = ("d/c/x", "d/c/y", "d/c/z")
    found = tally_of(*(seen(day, card=card) for card in cards for day in ("2026-03-02", "2026-03-05")))
    assert found.counts == {
        (day, "d", 9, "review", "good", False): [3, 7.5] for day in ("2026-03-02", "2026-03-05")
    }  # fmt: skip
    ((key, values),) = found.bins.items()
    assert key == ("2026-03-05", "d", 9, 2.48, 4.0, 0.0)
    assert values == pytest.approx([3, 2.7, 3, -3 * log(0.9)])


def test_bins_depend_on_days_reviews_and_lapses() -> None:
    """The benchmark's scales at their bounds; a lapse counts from the next review on."""
    days = ("2026-03-02", "2026-03-03", "2026-03-07", "2026-03-21", "2026-03-22", "2026-04-12")
    ratings = ("again", "again", "again", "good", "again", "good")
    found = tally_of(*(seen(day, rating, 0.5) for day, rating in zip(days, ratings, strict=True)))
    assert [key[3:] for key in found.bins] == [
        (2.48, 4.0, 0.0), (8.98, 4.0, 2.0), (32.5, 7.0, 3.0), (2.48, 7.0, 3.0), (32.5, 7.0, 5.0),
    ]  # fmt: skip
    assert [key[5] for key in found.counts] == [False, False, False, False, False, True]  # mature from 21 days on


def test_counting_starts_at_a_day() -> None:
    """Earlier reviews count only as history of their cards; cards do not affect each other."""
    found = tally_of(
        seen("2026-03-01", "again"), seen("2026-03-02", "again"), seen("2026-03-03"),
        seen("2026-03-01", card="d/c/y"), seen("2026-03-03", card="d/c/y"), seen("2026-03-09", card="e/c/z"),
        since="2026-03-02",
    )  # fmt: skip
    assert [key[:2] for key in found.counts] == [
        ("2026-03-02", "d"), ("2026-03-03", "d"), ("2026-03-09", "e"),
    ]  # fmt: skip
    assert found.counts["2026-03-03", "d", 9, "review", "good", False] == [2, 5.0]
    assert [(key[0], key[5]) for key in found.bins] == [("2026-03-02", 0.0), ("2026-03-03", 2.0), ("2026-03-03", 0.0)]


@pytest.mark.parametrize(
    ("chance", "rating", "tenth", "loss"),
    [
        (0.0, "good", 0, -log(1e-6)), (0.0, "again", 0, -log(1 - 1e-6)), (0.05, "good", 0, -log(0.05)),
        (0.75, "again", 7, -log(0.25)), (0.95, "good", 9, -log(0.95)), (1.0, "good", 9, -log(1 - 1e-6)),
        (1.0, "again", 9, -log(1e-6)),
    ],
)  # fmt: skip
def test_chance_has_a_tenth_and_a_bounded_loss(chance: float, rating: str, tenth: int, loss: float) -> None:
    """Chances are clamped to one in a million before the logarithm."""
    found = tally_of(seen("2026-03-01"), seen("2026-03-02", rating, chance))
    ((key, values),) = found.bins.items()
    assert key[2] == tenth
    assert values == pytest.approx([1, chance, int(rating == "good"), loss])


def test_first_and_same_day_reviews_are_in_no_bin() -> None:
    """They are counted, but were not predicted."""
    found = tally_of(seen("2026-03-01"), seen("2026-03-01"), seen("2026-03-02", chance=None))
    assert found.bins == {}
    assert sum(count for count, _ in found.counts.values()) == 3


def test_counts_are_summed_over_decks() -> None:
    """Days over decks and hours, hours over ratings, tenths and bins over days; sorted by key."""
    found = ReviewCounts(
        counts={
            ("2026-03-02", "d", 9, "review", "good", False): [2, 5.0],
            ("2026-03-02", "e", 8, "review", "good", False): [3, 4.0],
            ("2026-03-01", "d", 9, "review", "again", False): [1, 1.0],
        },
        bins={
            ("2026-03-02", "d", 9, 2.48, 4.0, 0.0): [2, 1.8, 1, 0.5],
            ("2026-03-03", "e", 9, 8.98, 4.0, 0.0): [1, 0.95, 1, 0.25],
            ("2026-03-03", "e", 3, 2.48, 4.0, 0.0): [4, 1.2, 2, 3.0],
        },
    )
    assert counts_of(found) == Counts(
        days=[
            DayCount("2026-03-01", "again", "review", False, 1, 1.0),
            DayCount("2026-03-02", "good", "review", False, 5, 9.0),
        ],
        hours=[HourCount(8, 3, 3), HourCount(9, 3, 2)],
        tenths=[BinCount((3,), 4, 1.2, 2, 3.0), BinCount((9,), 3, 2.75, 2, 0.75)],
        bins=[BinCount((2.48, 4.0, 0.0), 6, 3.0, 3, 3.5), BinCount((8.98, 4.0, 0.0), 1, 0.95, 1, 0.25)],
    )


def test_row_with_missing_sums_is_refused() -> None:
    """Else an incomplete sum would be stored."""
    with pytest.raises(ValueError, match="zip"):
        counts_of(ReviewCounts(counts={}, bins={("2026-03-02", "d", 9, 2.48, 4.0, 0.0): [2, 1.8, 1]}))


MINUTE, DAY = 60_000, 86_400_000


def seen_on(day: int, rating: str, chance: float | None, card: str = "d/c/x", hour: int = 12) -> Seen:
    """Return a review some days after the first of March."""
    state = "new" if chance is None else "review"
    return Seen(card, day * DAY + hour * 3_600_000, f"2026-03-{day + 1:02}", rating, state, 2.5, chance)


def test_every_review_is_counted_once() -> None:
    """By day, by hour, and in the bins of the benchmark."""
    reviews = [
        seen_on(0, "good", None), seen_on(1, "good", 0.9), seen_on(1, "again", 0.5, hour=13), seen_on(4, "again", 1.0),
        seen_on(26, "good", 0.0), seen_on(0, "good", None, "d/c/y"), seen_on(1, "good", 0.95, "d/c/y"),
    ]  # fmt: skip
    counts = counts_of(tally(reviews, lambda milliseconds: milliseconds // 3_600_000 % 24))
    assert list(counts.days) == [
        DayCount("2026-03-01", "good", "new", False, 2, 5.0),
        DayCount("2026-03-02", "again", "review", False, 1, 2.5),
        DayCount("2026-03-02", "good", "review", False, 2, 5.0),
        DayCount("2026-03-05", "again", "review", False, 1, 2.5),
        DayCount("2026-03-27", "good", "review", True, 1, 2.5),
    ]
    assert list(counts.hours) == [HourCount(12, 6, 5), HourCount(13, 1, 0)]
    # The second review of a day is not counted here; a chance of 1 is in the last tenth.
    assert [(each.bin, each.reviews, each.chances, each.recalled) for each in counts.tenths] == [
        ((0,), 1, 0.0, 1), ((9,), 3, pytest.approx(2.85), 2),
    ]  # fmt: skip
    found = {each.bin: each for each in counts.bins}
    assert {key: (each.reviews, each.recalled) for key, each in found.items()} == {
        (2.48, 4.0, 0.0): (3, 2), (32.5, 7.0, 2.0): (1, 1),
    }  # fmt: skip
    assert all(isinstance(each, BinCount) for each in found.values())
    late = counts_of(tally(reviews, lambda _: 0, "2026-03-05"))
    assert [each.day for each in late.days] == ["2026-03-05", "2026-03-27"]
    assert [each.bin for each in late.bins] == [(2.48, 4.0, 0.0), (32.5, 7.0, 2.0)]
