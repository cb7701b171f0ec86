"""On each threshold and to each side of it: predictions, spans, paces, hours, ages, and the documents they stand in."""

import json
import re
import statistics
from dataclasses import replace
from math import exp, inf, log, sqrt
from typing import Any

import pytest

from quizapp.core import fsrs
from quizapp.core.daily_plan import Candidate, Candidates, ConceptFacts, is_met, plan, spread
from quizapp.core.evaluation import Predicted, compare
from quizapp.core.evaluation import score as score_of
from quizapp.core.events import STATE_IMPORTED, CardState, Event, ReviewedCard
from quizapp.core.expressions import check_comparison, matches
from quizapp.core.load_balancing import days_off, easy_days
from quizapp.core.model import Rating, State
from quizapp.core.prediction import Prediction, parse, score
from quizapp.core.review_history import VISIT_MS, CardHistory, habits_of, long_term
from quizapp.core.scheduler import interval_after, retrievability, step
from quizapp.core.scheduler_settings import DECAY, SchedulerSettings, decay_of
from quizapp.core.statistics import deck_pace, experiment_results, habit, predictions, retention
from quizapp.core.statistics.review_counts import BinCount, DayCount, HourCount
from quizapp.core.study_day import span
from tests.core.experiment_runs import dated, sure_of

DAY, YEAR = 86_400, 31_536_000


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1s"), (1, "1s"), (59, "59s"), (60, "1m"), (61, "1m"), (149, "2m"), (151, "3m"), (3599, "60m"),
        (3600, "1h"), (5399, "1h"), (5401, "2h"), (86399, "24h"), (DAY, "1d"), (1.5 * DAY - 1, "1d"),
        (30.5 * DAY + 1, "31d"), (31 * DAY - 1, "31d"), (31 * DAY, "1.0mo"), (1000 * 30.44 * 86.4 * 2.45 - 1, "2.4mo"),
        (30.44 * DAY * 2.45 + 1, "2.5mo"), (YEAR - 1, "12.0mo"), (YEAR, "1.0y"), (365.25 * DAY * 7.95 - 9, "7.9y"),
        (365.25 * DAY * 7.95 + 9, "8.0y"), (365.25 * DAY * 99.95 - 9, "99.9y"),
    ],
)  # fmt: skip
def test_a_span_is_read_in_its_unit(seconds: float, said: str) -> None:
    """The unit changes on the whole, and what is rounded is the number alone."""
    assert span(seconds) == said


def rated(prediction: Prediction, low: float, high: float) -> str:
    """The rating of a prediction."""
    return str(score(prediction, low, high)[1])


def point(value: float) -> Prediction:
    """A prediction of one figure."""
    return Prediction(form="point", low=value, high=value)


@pytest.mark.parametrize(
    ("said", "low", "high", "rating"),
    [
        (1.0, 1.2, 1.3, "good"), (0.99, 1.1, 1.2, "easy"), (0.99, 1.11, 1.2, "again"), (1.2, 0.9, 1.0, "good"),
        (1.0, 0.8, 0.89, "easy"), (1.01, 0.8, 0.89, "again"), (1.9, 0.8, 0.89, "again"), (1.05, 0.7, 0.89, "again"),
    ],
)  # fmt: skip
def test_the_wrong_way_is_again(said: float, low: float, high: float, rating: str) -> None:
    """Faster was said and it is clearly slower, or the other way round."""
    assert rated(point(said), low, high) == rating


@pytest.mark.parametrize(
    ("factor", "below", "above"), [(2.0, "hard", "again"), (1.5, "good", "hard"), (1.15, "easy", "good")]
)
def test_points_change_their_rating_on_the_factor(factor: float, below: str, above: str) -> None:
    """By the distance in logs from the nearer end of what was measured."""
    assert rated(point(10 * factor * 0.9999), 8, 10) == below
    assert rated(point(10 * factor * 1.0001), 8, 10) == above
    assert rated(point(8 / factor * 1.0001), 8, 10) == below
    assert rated(point(8 / factor * 0.9999), 8, 10) == above
    assert score(point(8 / factor), 8, 10)[0] == pytest.approx(log(factor))


@pytest.mark.parametrize(
    ("low", "high", "error", "rating"),
    [
        (10.0, 16.0, 0.0, "easy"), (10.0, 16.01, 0.0, "good"), (10.0, 40.0, 0.0, "good"), (10.0, 40.1, 0.0, "hard"),
        (12.0, 14.0, log(1.2), "hard"), (12.51, 14.0, log(1.251), "again"), (5.0, 6.67, log(8 / 6.67), "hard"),
        (5.0, 6.39, log(8 / 6.39), "again"), (10.0, 11.0, 0.0, "easy"), (7.0, 8.0, 0.0, "easy"),
    ],
)  # fmt: skip
def test_intervals_by_width_and_miss(low: float, high: float, error: float, rating: str) -> None:
    """Meeting an end of what was measured is meeting it."""
    found = score(Prediction(form="interval", low=low, high=high), 8, 10)
    assert found == (pytest.approx(error), rating)


@pytest.mark.parametrize(
    ("low", "high", "sure", "brier", "rating"),
    [
        (10.0, 20.0, 0.59, 0.41**2, "hard"), (10.0, 20.0, 0.6, 0.16, "good"), (10.0, 20.0, 0.89, 0.11**2, "good"),
        (2.0, 8.0, 0.9, 0.01, "easy"), (2.0, 7.9, 0.9, 0.81, "again"), (10.1, 20.0, 0.3, 0.09, "again"),
        (10.0, 20.0, 0.0, 1.0, "hard"),
    ],
)  # fmt: skip
def test_choices_by_their_confidence(low: float, high: float, sure: float, brier: float, rating: str) -> None:
    """An end that is met counts as right."""
    found = score(Prediction(form="choice", low=low, high=high, confidence=sure), 8, 10)
    assert found == (pytest.approx(brier), rating)


@pytest.mark.parametrize(
    ("text", "sure"), [("2..@0", 0), ("2..@0%", 0), ("2..@1", 1), ("2..@1%", 0.01), ("2..@1.5", 0.015), ("2..@100", 1)]
)
def test_a_confidence_is_a_share_or_percent(text: str, sure: float) -> None:
    """Over 1 it can only be percent."""
    assert parse(text) == Prediction(form="choice", low=2.0, high=inf, confidence=sure)


@pytest.mark.parametrize("text", ["2..@101", "2..@-1", "2..@", "2..@x"])
def test_what_is_no_confidence_is_refused(text: str) -> None:
    """With what was expected."""
    with pytest.raises(ValueError, match=r"^a confidence goes from 0% to 100%, such as 2\.\.4@80%$"):
        parse(text)


def test_an_interval_may_be_a_point_and_goes_upwards() -> None:
    """From low to high."""
    assert parse("2..2") == Prediction(form="interval", low=2.0, high=2.0)
    with pytest.raises(ValueError, match=r"^an interval goes from low to high, such as 1\.5\.\.2$"):
        parse("2..1.9")
    assert parse(1.5) == point(1.5)


def test_an_imported_state_is_taken_as_it_is() -> None:
    """Another program's stability and due date; the first answer stays, and what was hidden shows again."""
    payload = {"stability": 12.5, "difficulty": 4.5, "due_ms": 9 * DAY, "lapses": 3}
    event = Event(
        id="e",
        device="import",
        time_ms=5_000,
        learner="me",
        card="c",
        kind=STATE_IMPORTED,
        payload=payload,
        day="2026-01-01",
    )
    expected = ReviewedCard(
        state=State.REVIEW, stability=12.5, difficulty=4.5, due_ms=9 * DAY, first_ms=5_000, last_ms=5_000, reviews=1,
        lapses=3, time_ms=5_000, event="e",
    )  # fmt: skip
    assert step(CardState(), event) == expected
    before = ReviewedCard(
        state=State.LEARNING,
        step=1,
        stability=1.0,
        difficulty=5.0,
        due_ms=9,
        first_ms=0,
        last_ms=7,
        reviews=4,
        lapses=9,
        suspended=True,
        buried_day="2026-01-01",
    )
    assert step(before, event) == replace(expected, first_ms=0, reviews=5, suspended=True)


def count(day: str, rating: str = "good", state: str = "review", reviews: int = 1, seconds: float = 1.0) -> DayCount:
    """Some reviews of a day."""
    return DayCount(day, rating, state, False, reviews, seconds)


def test_a_year_of_habit() -> None:
    """Days of the last 365 in the calendar, ratings summed by day, times to a tenth of a second."""
    days = [
        count("2025-03-01"), count("2025-03-02", seconds=1.04), count("2026-03-02", "again", reviews=2),
        count("2026-03-02", reviews=3, seconds=2.06), count("2026-03-02", reviews=4), count("2026-03-02", "again"),
    ]  # fmt: skip
    hours = [HourCount(8, 20, 18), HourCount(9, 19, 19), HourCount(10, 40, 36), HourCount(11, 100, 80)]
    assert habit.habit(days, hours, "2026-03-01") == habit.Habit(
        calendar=[habit.StudyDay("2025-03-02", 1, 1.0, 1), habit.StudyDay("2026-03-02", 10, 5.1, 7)],
        ratings=[
            habit.DayRatings("2025-03-01", 0, 0, 1, 0),
            habit.DayRatings("2025-03-02", 0, 0, 1, 0),
            habit.DayRatings("2026-03-02", 3, 0, 7, 0),
        ],
        hours=hours,
        best_hour=10,
    )
    assert habit.best_hour([HourCount(8, 19, 19)]) is None
    assert habit.longest_streak(["2026-03-01", "2026-03-03", "2026-03-05"]) == 1
    assert habit.longest_streak(["2026-03-01", "2026-03-02", "2026-03-04", "2026-03-05", "2026-03-06"]) == 3


def test_paces_are_of_the_last_thirty_days() -> None:
    """New cards a day, seconds a review, reviews a new card; the usual ones where there is too little."""
    new = {"state": "new"}
    days = [count("2026-01-31", reviews=100, **new), count("2026-02-01", reviews=30, seconds=500.0, **new)]  # type: ignore[arg-type]
    idle = deck_pace.Pace(0.0, 8.0, 8.0)
    assert deck_pace.pace(days, "2026-03-02") == deck_pace.Pace(1.0, 501 / 130, 1.0)
    assert deck_pace.pace([], "2026-03-02") == idle
    assert deck_pace.pace([count("2026-03-02", seconds=0.0)], "2026-03-02") == idle
    few = [count("2026-03-02", state="new", reviews=29), count("2026-03-02", reviews=100, seconds=5.0)]
    assert deck_pace.pace(few, "2026-03-02").reviews_per_new == 8.0
    enough = [count("2026-03-02", state="new", reviews=30), count("2026-03-02", reviews=15)]
    assert deck_pace.pace(enough, "2026-03-02").reviews_per_new == 1.5
    row = deck_pace.deck_progress(3, 2, 10, deck_pace.Pace(1.0, 6.0, 9.0))
    assert (row.learnt, row.learning, row.new, row.days_left, row.minutes_a_day) == (3, 2, 10, 10, 1.0)
    assert deck_pace.deck_progress(0, 0, 10, deck_pace.Pace(0.0, 6.0, 9.0)).days_left is None


def proof(verdict: str, day: str = "2026-03-02", experiment: str = "d/c/x", **more: Any) -> dict[str, Any]:
    """One claim that was run."""
    machine = {"implementation": "CPython", "python": "3.12", "cores": 2.0, "gil": True}
    measured = {"value": 1.8, "unit": "times"}
    return {"experiment": experiment, "verdict": verdict, "day": day, "machine": machine, "measured": measured} | more


def test_verdicts_stand_by_claim_interpreter_and_machine() -> None:
    """Each with what was measured; a run that decided nothing changes nothing, and is no verdict to change from."""
    free = {"implementation": "CPython", "python": "3.12", "cores": 2.0, "gil": False}
    found = experiment_results.verdicts(
        dated([
            proof("inconclusive"), proof("confirmed", "2026-03-03"), proof("inconclusive", "2026-03-04"),
            proof("refuted", machine=free), proof("confirmed", experiment="d/c/a"),
        ])
    )  # fmt: skip
    assert {(row.machine, row.value, row.unit, row.before) for row in found} == {
        ("CPython 3.12, 2 cores", 1.8, "times", None)
    }
    assert [(row.experiment, row.verdict, row.day, row.gil) for row in found] == [
        ("d/c/a", "confirmed", "2026-03-02", True),
        ("d/c/x", "refuted", "2026-03-02", False),
        ("d/c/x", "confirmed", "2026-03-03", True),
    ]


def test_wrong_ideas_are_sorted_by_what_is_still_believed() -> None:
    """Counted over all predictions; one that was not rated says nothing."""
    rows = [
        proof("confirmed", error=0.1, misconceptions=["a", "b"]), proof("confirmed", error=0.1, misconceptions=["a"]),
        proof("confirmed", error=None, misconceptions=[]), proof("confirmed", experiment="d/c/y", error=0.0),
    ]  # fmt: skip
    assert experiment_results.misconceptions(dated(rows)) == [
        experiment_results.Misconception(experiment="d/c/x", says="a", count=2, gone=False),
        experiment_results.Misconception(experiment="d/c/x", says="b", count=1, gone=True),
    ]


def said(form: str, error: float | None, value: float | None = None, **more: Any) -> dict[str, Any]:
    """One prediction of something that measured 2."""
    fields: dict[str, Any] = {"form": form, "error": error, "prediction": value and {"value": value}}
    return {"measured": {"value": 2.0}, "measure": "ratio", "day": "2026-03-02"} | fields | more


def test_predictions_over_time_and_their_direction() -> None:
    """Points have a direction, choices a confidence, and an interval is asked to hold four times in five."""
    found = predictions.predictions_over_time(
        dated([
            said("point", 0.5, 4.0), said("point", -0.1, 4.0), said("point", 0.0, 4.0), said("interval", 0.0),
            said("interval", 0.3), said("point", None, 9.0), said("point", 0.0, 0.0), said("interval", 0.0, 7.0),
            said("choice", (0.7 - 1) ** 2, prediction=sure_of(0.7)),
            said("choice", 0.49, prediction=sure_of(0.7)), said("choice", 0.25, prediction=sure_of(0.5)),
            said("choice", 0.0, prediction=sure_of(1.0)), said("choice", 1.0, prediction=sure_of(1.0)),
            said("choice", 0.0, prediction=sure_of(0.0)),
        ])
    )  # fmt: skip
    assert found.over_time == [predictions.DayError("2026-03-02", 7, 0.0)]
    says = "ratio: you overestimate it by a factor of 2.00"
    assert found.bias == [predictions.Bias("ratio", 3, pytest.approx(log(2)), says)]
    assert [(row.confidence, row.hits, row.count) for row in found.intervals] == [
        (0.0, 0, 1), (0.5, 0, 1), (0.7, 1, 2), (0.8, 2, 3), (1.0, 1, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("errors", "words"),
    [
        ([1.0, 1.0], "too few predictions to tell a direction"), ([0.099] * 3, "neither over- nor underestimated"),
        ([0.1] * 3, f"you overestimate it by a factor of {exp(0.1):.2f}"),
        ([-0.5] * 3, "you underestimate it by a factor of 1.65"),
    ],
)  # fmt: skip
def test_a_direction_in_words(errors: list[float], words: str) -> None:
    """From three predictions on, and from a tenth in logs."""
    assert predictions.direction("ratio", errors) == f"ratio: {words}"


def test_documents_of_memory() -> None:
    """Ages, shares with their intervals, distributions and tenths, under the keys of the contract."""
    days = [
        DayCount("2026-03-02", rating, "review", mature, 15, 1.0) for rating in ("good", "again") for mature in (0, 1)
    ]
    days.append(DayCount("2026-03-02", "good", "review", True, 15, 1.0))
    assert retention.by_age(days) == retention.ByAge(retention.Recalled(30, 15), retention.Recalled(45, 30))
    (row,) = retention.retention_over_time(days)["day"]
    low, high = retention.wilson(45, 75)
    assert row == retention.PeriodRetention(75, 45, low, high, False, "2026-03-02")
    (small,) = retention.retention_over_time([count("2026-03-02", reviews=29)])["month"]
    assert (small.small, small.start) == (True, "2026-03-01")
    assert retention.retention_over_time([count("2026-03-02", reviews=30)])["month"][0].small is False
    assert retention.distribution([0.5, 1.0, 2.0, 9.0], (1, 2), None) == [
        retention.Bin(0, 1, 1), retention.Bin(1, 2, 1), retention.Bin(2, None, 2),
    ]  # fmt: skip
    tenths = [BinCount((9.0,), 4, 3.8, 3, 1.0)]
    found = retention.calibration(tenths, [BinCount((1.0,), 4, 3.8, 3, 1.0)])
    assert (found.log_loss, found.rmse_bins) == (0.25, pytest.approx(0.2))
    assert found.bins == [retention.CalibrationBin(0.95, 0.75, 4)]


def test_settings_of_a_review_come_back_as_they_were() -> None:
    """Through the JSON of its event: what differs from the defaults, lists for tuples."""
    memory = SchedulerSettings(retention=0.85, learning_steps=(30,), relearning_steps=(), maximum=100)
    payload = memory.as_payload()
    assert payload == {"retention": 0.85, "learning_steps": [30], "relearning_steps": [], "maximum": 100}
    assert SchedulerSettings.from_payload(json.loads(json.dumps(payload))) == memory
    assert SchedulerSettings().as_payload() == {}
    fitted = (*fsrs.DEFAULTS[:20], 0.3)
    assert (decay_of(()), decay_of(fitted), SchedulerSettings(parameters=fitted).decay) == (DECAY, 0.3, 0.3)


def test_the_chance_of_recall() -> None:
    """Whole at once, nine in ten after as many days as the stability; none of what was never answered."""
    assert retrievability(10.0, 5_000, 5_000) == 1.0
    assert retrievability(10.0, 5_000, 0) == 1.0
    assert retrievability(10.0, 0, 864_000_000) == pytest.approx(0.9)
    assert retrievability(10.0, 0, 864_000_000, 0.5) == pytest.approx(0.9)
    assert retrievability(10.0, 0, 8_640_000_000, 0.5) != retrievability(10.0, 0, 8_640_000_000)
    assert retrievability(None, 5, 10) is retrievability(1.0, None, 10) is None


def test_an_interval_has_an_end_and_goes_by_its_parameters() -> None:
    """The longest that is wanted, whatever the stability; fitted parameters give other days."""
    before = ReviewedCard(
        state=State.REVIEW, stability=900.0, difficulty=5.0, due_ms=0, first_ms=0, last_ms=0, reviews=3
    )
    now = 900 * 86_400_000
    days = interval_after(before, Rating.GOOD, now, SchedulerSettings())
    assert days is not None
    assert days > 900
    assert interval_after(before, Rating.GOOD, now, SchedulerSettings(maximum=100)) == 100
    fitted = SchedulerSettings(retention=0.8, parameters=(*fsrs.DEFAULTS[:20], 0.5))
    assert interval_after(before, Rating.GOOD, now, fitted) != interval_after(
        before, Rating.GOOD, now, SchedulerSettings(retention=0.8)
    )


def test_cards_of_one_concept_stay_in_their_order() -> None:
    """Where no other is near, the next one is taken."""
    cards = [Candidate(f"d/a/{n}", "d", "a", f"s{n}") for n in range(7)] + [Candidate("d/b/0", "d", "b", "s")]
    assert [card.card[2:] for card in spread(cards)] == ["a/0", "a/1", "a/2", "b/0", "a/3", "a/4", "a/5", "a/6"]


@pytest.mark.parametrize(
    ("text", "days"),
    [("sat sun", {5, 6}), ("Saturday,SUNDAY", {5, 6}), (" Mon\t", {0}), ("", set()), ("tues, wednesday", {1, 2})],
)
def test_days_of_the_week_in_any_writing(text: str, days: set[int]) -> None:
    """By their first three letters."""
    assert easy_days(text) == days


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sat s", "days of the week such as `sat sun`"),
        ("sat2", "days of the week such as `sat sun`"),
        ("mon tue wed thu fri sat sun", "at least one day of the week to study on"),
        ("2026-12-24..", None),
        ("2026-12-24..x", "days of the week and dates, such as `sun 2026-12-24..2026-12-31`"),
        ("2026-12-24..2026-12-25..2026-12-26", "days of the week and dates, such as `sun 2026-12-24..2026-12-31`"),
        ("2026-12-24..2026-12-23", "spans that end after they begin, of a year at the most"),
        ("2026-01-01..2027-01-03", "spans that end after they begin, of a year at the most"),
        ("2026-01-01..2027-01-02", None),
        ("2026-12-24..2026-12-24", None),
    ],
)
def test_days_off_are_days_and_spans(text: str, said: str | None) -> None:
    """Of a year at the most, and never the whole week."""
    if said is None:
        assert days_off(text)[1]
        return
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        days_off(text)


@pytest.mark.parametrize(
    ("comparison", "value", "holds"),
    [
        ("<= cores", 2.0, True), ("<= cores", 2.1, False), (">= cores", 2.0, True), (">= cores", 1.9, False),
        ("< cores", 2.0, False), ("< cores", 1.9, True), ("> cores", 2.0, False), ("> cores", 2.1, True),
        ("== cores", 2.0, True), ("== cores", 2.1, False), ("1..cores", 1.0, True), ("1..cores", 2.0, True),
        ("1..cores", 0.9, False), ("1..cores", 2.1, False), ("cores..3", 2.0, True), ("cores..3", 1.9, False),
    ],
)  # fmt: skip
def test_comparisons_with_facts(comparison: str, value: float, holds: bool) -> None:
    """Both ends belong to a range."""
    assert matches(comparison, value, {"cores": 2.0}) is holds


@pytest.mark.parametrize("text", ["2", "=> 2", "1 2", ""])
def test_what_is_no_comparison_says_what_one_is(text: str) -> None:
    """In the words of the deck's problem."""
    assert check_comparison(text) == "write a comparison such as `<= 1`, or a range such as `0.9..1.1`"
    assert check_comparison("<= 1") is check_comparison("0.9..1.1") is None


@pytest.mark.parametrize(("asked", "planned", "met"), [(3, 0, False), (4, 0, True), (3, 1, True), (0, 3, False)])
def test_half_of_the_sections_make_a_concept_met(asked: int, planned: int, met: bool) -> None:
    """Those that are planned for today count."""
    facts = ConceptFacts(requires=(), sections=8, asked=frozenset(map(str, range(asked))))
    assert is_met(facts, planned) is met
    if not planned:
        assert is_met(facts) is met


def test_two_concepts_take_turns() -> None:
    """The first two that are open, each in its own order; a third one waits for one of them to end."""
    cards = [Candidate(f"d/{c}/{n}", "d", c, f"s{n}") for c in "abc" for n in range(2)]
    today = plan(Candidates(fresh=cards, learning=cards[:1]), new_limit=6, review_limit=9)
    assert [card.card[2:] for card in today.fresh] == ["a/1", "b/0", "c/0", "b/1", "c/1"]
    assert today.learning == (cards[0],)
    alone = plan(Candidates(fresh=cards), new_limit=4, review_limit=9)
    assert [card.card[2:] for card in alone.fresh] == ["a/0", "b/0", "a/1", "b/1"]


def predicted(chance: float, recalled: bool) -> Predicted:
    """One review of one bin."""
    return Predicted(chance=chance, recalled=recalled, bin=(1.0, 1.0, 0.0))


def test_a_comparison_of_fits_has_its_standard_error() -> None:
    """The mean gain of the same reviews, and the spread of the gains over the root of their number."""
    before = [predicted(0.5, True), predicted(0.5, True), predicted(0.5, False), predicted(0.9, True)]
    after = [predicted(0.9, True), predicted(0.8, True), predicted(0.6, False), predicted(0.9, True)]
    gains = [log(0.9 / 0.5), log(0.8 / 0.5), log(0.4 / 0.5), 0.0]
    found = compare(before, after)
    assert found.gain == pytest.approx(statistics.fmean(gains))
    assert found.error == pytest.approx(statistics.stdev(gains) / 2)
    assert compare(before[:1], after[:1]).error == 0.0
    assert compare(before[:2], after[:2]).error == pytest.approx(statistics.stdev(gains[:2]) / sqrt(2))
    assert score_of([predicted(0.5, True), predicted(0.9, True)]).reviews == 2
    with pytest.raises(ValueError, match="zip"):
        compare(before, after[:1])


def test_habits_are_counted_by_visits() -> None:
    """Answers of one sitting are one visit, whose first rating counts; answers without a time say nothing of time."""
    hour = 3_600_000
    histories = [
        CardHistory(card="d/c/1", times=[0, 60_000, 200 * hour, 500 * hour, 900 * hour], ratings=[1, 3, 3, 1, 2],
                    seconds=[200.0, 0.5, 4.0, 0.0, 1.0]),
        CardHistory(card="d/c/2", times=[0, VISIT_MS, 2 * VISIT_MS - 1], ratings=[3, 4, 1], seconds=[9.0, 5.0, 6.0]),
    ]  # fmt: skip
    found = habits_of(histories)
    first, passed = [1, 0, 1, 0], [1, 1, 1]
    assert found.first == tuple((n + 20 * share) / 22 for n, share in zip(first, (0.25, 0.1, 0.5, 0.15), strict=True))
    assert found.passed == tuple((n + 20 * share) / 23 for n, share in zip(passed, (0.2, 0.65, 0.15), strict=True))
    assert found.new_seconds == pytest.approx((120.5 + 9 + 20 * 30) / 22)
    assert found.recalled_seconds == pytest.approx((4 + 1 + 11 + 20 * 8) / 23)
    assert found.forgotten_seconds == 20.0
    assert long_term(histories) == [200 * hour, 500 * hour, 900 * hour]
