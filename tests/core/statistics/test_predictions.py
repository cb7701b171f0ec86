"""How well a learner predicts."""

import math
from math import exp, log
from typing import Any

import pytest

from quizapp.core.statistics import predictions
from tests.core.experiment_runs import dated, sure_of


def proof(verdict: str, day: str, *, ideas: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """Return the payload fields of a recorded run."""
    machine = {"implementation": "CPython", "python": "3.11.7", "cores": 2.0, "gil": True}
    return {
        "experiment": "d/c/x", "verdict": verdict, "day": day, "machine": machine, "misconceptions": list(ideas),
        "measured": {"value": 2.0, "unit": "times"}, "error": 0.0, "form": "point", "measure": "ratio",
        "prediction": {"value": 2.0},
    } | more  # fmt: skip


def test_predictions_have_a_bias_and_a_hit_rate() -> None:
    """Points by their log ratio to the measurement, intervals and choices by confidence."""
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


@pytest.mark.parametrize(("said", "was"), [(0.0, 2.0), (-1.0, 2.0), (2.0, 0.0), (2.0, -1.0), (2.0, "text")])
def test_a_figure_without_a_logarithm_has_no_bias(said: float, was: object) -> None:
    """A prediction of 0, or a measurement that is no positive number."""
    runs = [proof("confirmed", "1", prediction={"value": said}, measured={"value": was}) for _ in range(3)]
    assert predictions.predictions_over_time(dated(runs)).bias == []


def test_choice_is_a_hit_according_to_its_error() -> None:
    """Whatever the confidence; a point's ratio counts below 1 too."""
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


def test_summary_depends_on_the_form_of_a_prediction() -> None:
    """Errors of points and intervals are log ratios, 0 for an interval that contains the measurement; choices have
    none.
    """
    rows: list[dict[str, Any]] = [
        {"form": "point", "error": -0.5}, {"form": "point", "error": 0.1}, {"form": "interval", "error": 0},
        {"form": "interval", "error": 0.4}, {"form": "choice", "error": 0.09}, {"form": "point", "error": None}, {},
        {"form": "interval", "error": -0.6}, {"form": "interval", "error": 0.9},
    ]  # fmt: skip
    found = predictions.predictions(dated(rows))
    assert (found.count, found.median_error, found.interval_hit_rate) == (7, pytest.approx(0.45), 0.25)
    assert predictions.predictions([]) == predictions.PredictionSummary(0, None, None)
    choices = predictions.predictions(dated(rows[4:5]))
    assert choices == predictions.PredictionSummary(1, None, None)


def row(form: str, error: float | None, value: float | None = None, **more: Any) -> dict[str, Any]:
    """Return the fields of a prediction of something that measured 2."""
    fields: dict[str, Any] = {"form": form, "error": error, "prediction": value and {"value": value}}
    return {"measured": {"value": 2.0}, "measure": "ratio", "day": "2026-03-02"} | fields | more


def test_predictions_over_time_have_a_bias_per_measure() -> None:
    """Intervals are expected to contain the measurement in 80% of cases."""
    found = predictions.predictions_over_time(
        dated([
            row("point", 0.5, 4.0), row("point", -0.1, 4.0), row("point", 0.0, 4.0), row("interval", 0.0),
            row("interval", 0.3), row("point", None, 9.0), row("point", 0.0, 0.0), row("interval", 0.0, 7.0),
            row("choice", (0.7 - 1) ** 2, prediction=sure_of(0.7)),
            row("choice", 0.49, prediction=sure_of(0.7)), row("choice", 0.25, prediction=sure_of(0.5)),
            row("choice", 0.0, prediction=sure_of(1.0)), row("choice", 1.0, prediction=sure_of(1.0)),
            row("choice", 0.0, prediction=sure_of(0.0)),
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
def test_bias_in_words(errors: list[float], words: str) -> None:
    """From three predictions on, and from a log ratio of 0.1."""
    assert predictions.direction("ratio", errors) == f"ratio: {words}"
