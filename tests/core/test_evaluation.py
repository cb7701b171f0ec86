"""Log loss and RMSE(bins), checked by hand and against fsrs-rs."""

import math
import statistics
from math import log, sqrt

import fsrs_rs_python
import pytest
from synthetic import TRUE, learner

from quizapp.core import fsrs
from quizapp.core.evaluation import Predicted, all_predicted, compare, predicted, score
from quizapp.core.evaluation import score as score_of
from quizapp.core.review_history import CardHistory, long_term
from quizapp.core.statistics.review_counts import Seen, tally
from quizapp.core.study_day import DAY_MS
from quizapp.usecases.scheduling.fsrs_fitter import training_items


def test_score_of_two_reviews() -> None:
    """One recalled, one forgotten, in the same bin and in two."""
    found = [Predicted(0.9, True, (1.0, 2.0, 0.0)), Predicted(0.8, False, (1.0, 2.0, 0.0))]
    same = score(found)
    assert same.log_loss == pytest.approx(-(math.log(0.9) + math.log(0.2)) / 2)
    assert same.rmse_bins == pytest.approx(abs(0.85 - 0.5))
    apart = score([found[0], Predicted(0.8, False, (9.0, 2.0, 0.0))])
    assert apart.rmse_bins == pytest.approx(math.sqrt((0.1**2 + 0.8**2) / 2))


def history(*reviews: tuple[float, int], seconds: float = 5.0, card: str = "d/l/a") -> CardHistory:
    """Return a card's history from (day, rating) pairs."""
    times, ratings = zip(*reviews, strict=True)
    return CardHistory(card, tuple(int(day * DAY_MS) for day in times), ratings, (seconds,) * len(times))


def test_only_the_first_review_of_a_day_is_predicted() -> None:
    """A step ten minutes later is not predicted, but changes the memory."""
    card = history((0, 3), (0.01, 3), (4, 1), (4.01, 3), (9.5, 3))
    found = all_predicted([card], ())
    assert [each.recalled for each in found] == [False, True]
    model = fsrs.model()
    assert found[1].chance == fsrs.recall(model, fsrs.replayed(model, (3, 3, 1, 3), (0, 0, 3, 0))[0], 5)
    # Bins by the benchmark's formulas for 3 and 5 days, the 2nd and 3rd review, no lapse and one.
    assert [each.bin for each in found] == [(2.48, 4.0, 0.0), (8.98, 4.0, 2.0)]
    assert len(all_predicted([card], (), since_ms=9 * DAY_MS)) == 1


def test_scores_equal_those_of_fsrs_rs() -> None:
    """With its weights, which grow for later reviews."""
    cards = learner(4000)
    theirs = fsrs_rs_python.FSRS(list(TRUE)).evaluate(training_items(cards, 10**15).items)
    dated = sorted(
        (
            (time_ms, each)
            for card in cards
            for time_ms, each in zip(long_term([card]), all_predicted([card], TRUE), strict=True)
        ),
        key=lambda pair: pair[0],
    )
    weights = [0.25 + 0.75 * (index / (len(dated) - 1)) ** 3 for index in range(len(dated))]
    loss = sum(weight * each.loss for weight, (_, each) in zip(weights, dated, strict=True)) / sum(weights)
    assert loss == pytest.approx(theirs.log_loss, rel=1e-4)
    bins: dict[tuple[float, ...], list[float]] = {}
    for weight, (_, each) in zip(weights, dated, strict=True):
        row = bins.setdefault(each.bin, [0.0, 0.0, 0.0])
        row[0], row[1], row[2] = row[0] + weight, row[1] + 1, row[2] + each.recalled - each.chance
    square = sum(weight * (off / count) ** 2 for weight, count, off in bins.values()) / sum(weights)
    assert math.sqrt(square) == pytest.approx(theirs.rmse_bins, rel=1e-3)


def test_gain_within_its_standard_error_is_not_better() -> None:
    """One lucky review does not make parameters better; many do."""
    place = (1.0, 2.0, 0.0)
    old = [Predicted(0.8, n % 5 > 0, place) for n in range(200)]
    lucky = [Predicted(0.95 if n == 1 else 0.8, n % 5 > 0, place) for n in range(200)]
    assert compare(old, lucky).gain > 0
    assert not compare(old, lucky).is_better
    assert not compare(old, old).is_better
    known = [Predicted(0.9 if each.recalled else 0.5, each.recalled, place) for each in old]
    assert compare(old, known).is_better
    assert not compare(known, old).is_better


def test_reviews_count_from_the_given_time_inclusive() -> None:
    """For scores and for training; from the epoch without a time."""
    card = history((0, 3), (4, 3), (9, 3), card="d/l/b")
    assert len(all_predicted([card], (), since_ms=9 * DAY_MS)) == 1
    assert len(training_items([card], 9 * DAY_MS).items) == 1
    assert len(training_items([card], 9 * DAY_MS + 1).items) == 2
    early = CardHistory("d/l/c", (-5 * DAY_MS, 0), (3, 3), (5.0, 5.0))
    assert len(all_predicted([early], ())) == 1


def test_every_review_counts_without_a_given_time() -> None:
    """From the first day and the first millisecond."""
    assert len(tally([Seen("d/c/x", 0, "2026-03-02", "good", "new", 1.0, None)], lambda _: 0).counts) == 1
    assert len(list(predicted(CardHistory("d/c/x", (-5 * DAY_MS, 0), (3, 3), (1.0, 1.0)), ()))) == 1


def in_one_bin(chance: float, recalled: bool) -> Predicted:
    """Return a prediction in a fixed bin."""
    return Predicted(chance=chance, recalled=recalled, bin=(1.0, 1.0, 0.0))


def test_comparison_of_fits_has_a_standard_error() -> None:
    """The mean gain over the same reviews, and its standard deviation over the root of their number."""
    before = [in_one_bin(0.5, True), in_one_bin(0.5, True), in_one_bin(0.5, False), in_one_bin(0.9, True)]
    after = [in_one_bin(0.9, True), in_one_bin(0.8, True), in_one_bin(0.6, False), in_one_bin(0.9, True)]
    gains = [log(0.9 / 0.5), log(0.8 / 0.5), log(0.4 / 0.5), 0.0]
    found = compare(before, after)
    assert found.gain == pytest.approx(statistics.fmean(gains))
    assert found.error == pytest.approx(statistics.stdev(gains) / 2)
    assert compare(before[:1], after[:1]).error == 0.0
    assert compare(before[:2], after[:2]).error == pytest.approx(statistics.stdev(gains[:2]) / sqrt(2))
    assert score_of([in_one_bin(0.5, True), in_one_bin(0.9, True)]).reviews == 2
    with pytest.raises(ValueError, match="zip"):
        compare(before, after[:1])
