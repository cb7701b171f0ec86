"""Figures of progress from small, whole histories."""

import math
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from quizapp.core.statistics import deck_pace, experiment_results, habit, predictions, retention
from quizapp.core.statistics.review_counts import Counts, DayCount, HourCount, Seen, counts_of, tally
from tests.core.experiment_runs import dated, sure_of

MONDAY = date(2026, 3, 2)


def seen(
    day: int, rating: str = "good", card: str = "d/c/x", state: str = "review", chance: float | None = 0.9
) -> Seen:
    """One review, days after a Monday; at noon UTC."""
    when = MONDAY + timedelta(days=day)
    return Seen(card, when.toordinal() * 86_400_000 + 43_200_000, when.isoformat(), rating, state, 2.0, chance)


def counted(*reviews: Seen, since: str = "") -> Counts:
    ordered = sorted(reviews, key=lambda each: (each.card, each.time_ms))
    return counts_of(tally(ordered, lambda milliseconds: milliseconds // 3_600_000 % 24, since))


def test_days_and_hours_are_counted() -> None:
    """Reviews, seconds and what was recalled; the age of a memory is the time since the review before."""
    found = counted(seen(0, state="new", chance=None), seen(1), seen(30, "again"), seen(30, card="d/c/y", state="new"))
    assert habit.per_day(found.days) == [
        habit.StudyDay("2026-03-02", 1, 2.0, 1),
        habit.StudyDay("2026-03-03", 1, 2.0, 1),
        habit.StudyDay("2026-04-01", 2, 4.0, 1),
    ]
    assert found.hours == [HourCount(12, 4, 3)]
    young, mature = retention.Recalled(1, 1), retention.Recalled(1, 0)
    assert retention.by_age(found.days) == retention.ByAge(young, mature)
    assert [row.again for row in habit.habit(found.days, found.hours, "2026-04-01").ratings] == [0, 0, 1]


REVIEW = st.builds(
    seen, st.integers(0, 60), st.sampled_from(["again", "hard", "good", "easy"]),
    st.sampled_from(["d/c/x", "d/c/y", "e/c/z"]), st.sampled_from(["review", "learning"]), st.floats(0.01, 0.99),
)  # fmt: skip


@given(st.lists(REVIEW, max_size=40))
def test_the_calibration_is_that_of_the_benchmark(reviews: list[Seen]) -> None:
    """Log loss and RMSE(bins) by a slow and obvious count of the same definition."""
    by_card: dict[str, list[Seen]] = defaultdict(list)
    for each in sorted(reviews, key=lambda each: (each.card, each.time_ms)):
        by_card[each.card].append(each)
    losses, bins = [], defaultdict(list)
    for own in by_card.values():
        spaced, lapses = 1, 0
        for before, each in pairwise(own):
            gap = (date.fromisoformat(each.day) - date.fromisoformat(before.day)).days
            if gap:
                spaced, y, p = spaced + 1, each.rating != "again", each.chance
                assert p is not None
                place = (
                    2.48 * 3.62 ** math.floor(math.log(gap) / math.log(3.62)),
                    1.99 * 1.89 ** math.floor(math.log(spaced) / math.log(1.89)),
                    1.65 * 1.73 ** math.floor(math.log(lapses) / math.log(1.73)) if lapses else 0,
                )
                losses.append(-math.log(p if y else 1 - p))
                bins[tuple(round(each) if index else round(each, 2) for index, each in enumerate(place))].append((p, y))
                lapses += not y
    found = counted(*reviews)
    shown = retention.calibration(found.tenths, found.bins)
    if not losses:
        assert shown == retention.Calibration(None, None, ())
        return
    square = sum((sum(p for p, _ in b) - sum(y for _, y in b)) ** 2 / len(b) for b in bins.values()) / len(losses)
    assert shown.log_loss == pytest.approx(sum(losses) / len(losses))
    assert shown.rmse_bins == pytest.approx(math.sqrt(square))
    assert sum(each.count for each in shown.bins) == len(losses)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_wilson_s(pair: tuple[int, int]) -> None:
    """As SciPy has it."""
    recalled, reviews = pair
    wanted = stats.binomtest(recalled, reviews).proportion_ci(0.95, method="wilson")
    assert retention.wilson(recalled, reviews) == pytest.approx((wanted.low, wanted.high), abs=1e-9)
    assert retention.wilson(0, 0) == (0.0, 1.0)


def test_true_retention_counts_review_cards_alone() -> None:
    """By day, week and month; small numbers are said to be small."""
    found = counted(seen(0), seen(6, "again"), seen(7), seen(8, state="learning"))
    assert retention.true_retention(found.days) == pytest.approx(2 / 3)
    assert retention.true_retention(found.days, "2026-03-09") == 1.0
    over = retention.retention_over_time(found.days)
    assert [(row.start, row.reviews, row.recalled, row.small) for row in over["week"]] == [
        ("2026-03-02", 2, 1, True),
        ("2026-03-09", 1, 1, True),
    ]
    assert [row.start for row in over["month"]] == ["2026-03-01"]
    assert retention.true_retention([]) is None


@given(st.lists(st.floats(0, 20), max_size=50))
def test_a_distribution_holds_every_value_once(values: list[float]) -> None:
    """Between its edges, the last open."""
    rows = retention.distribution(values, (1, 3, 7), None)
    assert sum(row.cards for row in rows) == len(values)
    assert rows[0].cards == sum(value < 1 for value in values)
    assert rows[-1] == retention.Bin(7, None, sum(value >= 7 for value in values))


def test_what_is_overdue_is_due_today() -> None:
    """And what lies beyond the last day is in no bar."""
    rows = retention.forecast([5, 10, 11, 25, 99], [10, 20, 30], "2026-03-02")
    assert rows == [retention.DueDay("2026-03-02", 3), retention.DueDay("2026-03-03", 1)]


def test_streaks_and_the_best_hour() -> None:
    """The longest run of days; an hour with few reviews says nothing."""
    assert habit.longest_streak(["2026-03-01", "2026-03-02", "2026-03-04", "2026-03-02"]) == 2
    assert habit.longest_streak([]) == 0
    assert habit.best_hour([HourCount(7, 5, 5), HourCount(9, 40, 38), HourCount(22, 40, 30)]) == 9
    assert habit.best_hour([HourCount(7, 5, 5)]) is None


def test_days_to_finish_and_what_a_limit_costs() -> None:
    """At the pace of the last 30 days; a new card brings reviews with it."""
    days = [
        DayCount("2026-03-20", "good", "new", False, 60, 600.0),
        DayCount("2026-03-21", "good", "review", False, 180, 1800.0),
    ]
    pace = deck_pace.pace(days, "2026-03-31")
    assert pace == deck_pace.Pace(2.0, 10.0, 4.0)
    row = deck_pace.deck_progress(10, 5, 41, pace)
    assert (row.days_left, row.minutes_a_day) == (21, 1.7)
    assert row.limits[1] == deck_pace.LimitCost(10, 5, 8.3)
    idle = deck_pace.Pace(0.0, 8.0, 8.0)
    assert deck_pace.deck_progress(1, 0, 0, idle).days_left == 0
    assert deck_pace.deck_progress(1, 0, 7, idle).days_left is None


def proof(verdict: str, day: str, *, ideas: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """One proof as the log keeps it."""
    machine = {"implementation": "CPython", "python": "3.11.7", "cores": 2.0, "gil": True}
    return {
        "experiment": "d/c/x", "verdict": verdict, "day": day, "machine": machine, "misconceptions": list(ideas),
        "measured": {"value": 2.0, "unit": "times"}, "error": 0.0, "form": "point", "measure": "ratio",
        "prediction": {"value": 2.0},
    } | more  # fmt: skip


def test_a_verdict_that_changed_names_the_one_before() -> None:
    """What decided nothing changes nothing."""
    log = [proof("confirmed", "1"), proof("inconclusive", "2"), proof("refuted", "3"), proof("inconclusive", "4")]
    (row,) = experiment_results.verdicts(dated(log))
    assert (row.verdict, row.before, row.day) == ("refuted", "confirmed", "3")
    (row,) = experiment_results.verdicts(dated(log[:2]))
    assert (row.verdict, row.before) == ("confirmed", None)


def test_a_wrong_idea_is_counted_and_gone_when_the_next_prediction_is_free_of_it() -> None:
    """Until then it stands first."""
    log = [proof("confirmed", "1", ideas=("a", "b")), proof("confirmed", "2", ideas=("a",))]
    assert [(row.says, row.count, row.gone) for row in experiment_results.misconceptions(dated(log))] == [
        ("a", 2, False),
        ("b", 1, True),
    ]


def test_predictions_have_a_direction_and_a_hit_rate() -> None:
    """Points by their log ratio to the measurement; intervals and choices by how sure the learner was."""
    high = [proof("confirmed", "1", prediction={"value": 4.0}, error=0.6) for _ in range(3)]
    sure = [
        proof("confirmed", "2", form="choice", prediction=sure_of(0.9), error=0.01),
        proof("confirmed", "2", form="choice", prediction=sure_of(0.9), error=0.81),
        proof("confirmed", "3", form="interval", prediction={"low": 1, "high": 3}),
    ]
    found = predictions.predictions_over_time(dated([*high, *sure]))
    assert found.over_time[0] == predictions.DayError("1", 3, 0.6)
    assert found.bias[0].log_ratio == pytest.approx(math.log(2))
    assert found.bias[0].says == "ratio: you overestimate it by a factor of 2.00"
    assert found.intervals == [predictions.HitRate(0.8, 1, 1), predictions.HitRate(0.9, 2, 1)]
    assert predictions.direction("memory", [0.5]) == "memory: too few predictions to tell a direction"


def idea(error: float | None, *ideas: str, experiment: str = "d/c/x") -> dict[str, Any]:
    """A prediction, and the wrong ideas that it gave away; without any, the key may be missing."""
    return {"experiment": experiment, "error": error} | ({"misconceptions": ideas} if ideas else {})


def test_wrong_ideas_of_several_claims() -> None:
    """What is still believed first, then the most frequent; one claim's prediction says nothing of another's."""
    log = [
        idea(None, "unrated"), idea(0.1, "rare"), idea(0.1, "often", experiment="d/c/y"), idea(0.1, "rare"),
        idea(0.1, "often", experiment="d/c/y"), idea(0.2, "often", experiment="d/c/y"),
        idea(0.1, "old", experiment="z"), idea(0.0, experiment="z"), idea(0.1, "last", experiment="last"),
    ]  # fmt: skip
    assert [(row.says, row.count, row.gone) for row in experiment_results.misconceptions(dated(log))] == [
        ("often", 3, False), ("rare", 2, False), ("last", 1, False), ("old", 1, True),
    ]  # fmt: skip


def test_a_choice_was_right_where_its_error_says_so() -> None:
    """Whatever the confidence; a point's ratio counts below one too."""
    rows = [
        {"measure": "ratio", "day": "1", "form": "choice", "prediction": sure_of(sure),
         "error": (sure - right) ** 2, "measured": {"value": 2.0}}
        for sure in (0.1, 0.3, 0.6) for right in (True, False)
    ]  # fmt: skip
    found = predictions.predictions_over_time(dated(rows)).intervals
    assert [(each.count, each.hits) for each in found] == [(2, 1)] * 3
    small = [
        {"measure": "ratio", "day": "1", "form": "point", "prediction": {"value": 0.8}, "error": 0.6,
         "measured": {"value": 0.4}}
    ] * 3  # fmt: skip
    assert predictions.predictions_over_time(dated(small)).bias[0].log_ratio == pytest.approx(math.log(2))


def test_a_share_is_at_most_one_and_an_hour_tells_from_its_least_on() -> None:
    """On the bounds themselves."""
    assert max(retention.wilson(n, n)[1] for n in range(1, 200)) == 1.0
    assert min(retention.wilson(0, n)[0] for n in range(1, 200)) == 0.0
    assert habit.best_hour([HourCount(9, 20, 1), HourCount(10, 19, 19)]) == 9
    assert habit.best_hour([HourCount(9, 19, 19)]) is None


def test_retention_is_that_of_the_last_week_and_month_and_of_all_time() -> None:
    """Seven and thirty study days, today among them; learning is not counted."""
    days = counted(*(seen(day, "again" if day in (0, 10, 34) else "good") for day in (0, 10, 11, 33, 34, 40))).days
    assert retention.retention_windows(days, "2026-04-11") == retention.RetentionWindows(0.5, 3 / 4, 0.5)
    assert retention.retention_windows(days, "2026-04-12") == retention.RetentionWindows(1.0, 2 / 3, 0.5)
    none = counted(seen(0, state="learning")).days
    assert retention.retention_windows(none, "2026-03-02") == retention.RetentionWindows(None, None, None)


def test_mastery_counts_what_was_never_seen_as_not_known() -> None:
    """The mean over the sections that have cards."""
    assert retention.mastery([0.9, None, 0.6]) == pytest.approx(0.5)
    assert retention.mastery([1.0]) == 1.0
    assert retention.mastery([]) == 0.0


def test_predictions_are_counted_by_their_forms() -> None:
    """Errors are log ratios, of points and intervals alike; an interval that holds has none; a choice has no size."""
    told: list[dict[str, Any]] = [
        {"form": "point", "error": -0.5}, {"form": "point", "error": 0.1}, {"form": "interval", "error": 0},
        {"form": "interval", "error": 0.4}, {"form": "choice", "error": 0.09}, {"form": "point", "error": None}, {},
        {"form": "interval", "error": -0.6}, {"form": "interval", "error": 0.9},
    ]  # fmt: skip
    found = predictions.predictions(dated(told))
    assert (found.count, found.median_error, found.interval_hit_rate) == (7, pytest.approx(0.45), 0.25)
    assert predictions.predictions([]) == predictions.PredictionSummary(0, None, None)
    choices = predictions.predictions(dated(told[4:5]))
    assert choices == predictions.PredictionSummary(1, None, None)
