"""How well the learner predicts measurements: over time, in which direction, and how sure they may be."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import mean, median
from typing import TypeGuard

from quizapp.core.event_payloads.experiment_run import ExperimentPayload
from quizapp.core.prediction import ASKED_CONFIDENCE, Prediction
from quizapp.core.statistics.experiment_results import DatedRun

MIN_PREDICTIONS = 3  # predictions of a measure before a direction is named
SLIGHT = 0.1  # log ratio below which a direction is not mentioned


@dataclass(frozen=True, slots=True)
class PredictionSummary:
    """How good all predictions were; the error is in log ratios. None where there is nothing to judge."""

    count: int
    median_error: float | None
    interval_hit_rate: float | None


@dataclass(frozen=True, slots=True)
class DayError:
    """The predictions of one study day; the error is in log ratios."""

    day: str
    count: int
    median_error: float


@dataclass(frozen=True, slots=True)
class Bias:
    """The mean log ratio of prediction to measurement of one measure: above 0 is overestimated."""

    measure: str
    count: int
    log_ratio: float
    says: str


@dataclass(frozen=True, slots=True)
class HitRate:
    """How often predictions made with one confidence were right."""

    confidence: float
    count: int
    hits: int


@dataclass(frozen=True, slots=True)
class PredictionsOverTime:
    """Predictions by day, by measure and by confidence."""

    over_time: Sequence[DayError]
    bias: Sequence[Bias]
    intervals: Sequence[HitRate]


@dataclass(frozen=True, slots=True)
class _Scored:
    """A prediction that was scored: its study day, its error, and the run that it belongs to."""

    day: str
    error: float
    run: ExperimentPayload


def _scored(runs: Iterable[DatedRun]) -> list[_Scored]:
    return [_Scored(each.day, each.run.error, each.run) for each in runs if each.run.error is not None]


def predictions(runs: Iterable[DatedRun]) -> PredictionSummary:
    """Return how good the learner's predictions were: median error in log ratio, hit rate of intervals."""
    scored = _scored(runs)
    errors = [abs(each.error) for each in scored if each.run.form in ("point", "interval")]
    intervals = [each.error == 0 for each in scored if each.run.form == "interval"]
    return PredictionSummary(
        count=len(scored),
        median_error=median(errors) if errors else None,
        interval_hit_rate=mean(map(float, intervals)) if intervals else None,
    )


def predictions_over_time(runs: Iterable[DatedRun]) -> PredictionsOverTime:
    """Return the error by day, the bias by measure and the hit rate by confidence."""
    scored = _scored(runs)
    return PredictionsOverTime(_over_time(scored), _bias(scored), _intervals(scored))


def _over_time(scored: Iterable[_Scored]) -> list[DayError]:
    days: dict[str, list[float]] = defaultdict(list)
    for each in scored:
        if each.run.form in ("point", "interval"):
            days[each.day].append(abs(each.error))
    return [DayError(day, len(errors), median(errors)) for day, errors in sorted(days.items())]


def _bias(scored: Iterable[_Scored]) -> list[Bias]:
    found: dict[str, list[float]] = defaultdict(list)
    for run in (each.run for each in scored):
        said, was = run.prediction, run.measured.value
        if run.form == "point" and isinstance(said, Prediction) and said.low > 0 and _positive(was):
            found[run.measure].append(log(said.low / was))
    return [Bias(name, len(errors), mean(errors), direction(name, errors)) for name, errors in sorted(found.items())]


def _positive(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and value > 0


def direction(measure: str, errors: Sequence[float]) -> str:
    """Return a bias in words."""
    off = mean(errors)
    if len(errors) < MIN_PREDICTIONS:
        return f"{measure}: too few predictions to tell a direction"
    if abs(off) < SLIGHT:
        return f"{measure}: neither over- nor underestimated"
    word = "overestimate" if off > 0 else "underestimate"
    return f"{measure}: you {word} it by a factor of {exp(abs(off)):.2f}"


def _intervals(scored: Iterable[_Scored]) -> list[HitRate]:
    found: dict[float, list[bool]] = defaultdict(list)
    for each in scored:
        if each.run.form == "interval":
            found[ASKED_CONFIDENCE].append(each.error == 0)
        elif each.run.form == "choice" and isinstance(each.run.prediction, Prediction):
            sure = each.run.prediction.confidence or 0.0
            # The error of a choice is (confidence - right)²: compare it with both to tell whether it was right.
            found[sure].append(abs(each.error - (sure - 1) ** 2) < abs(each.error - sure**2))
    return [HitRate(confidence, len(hits), sum(hits)) for confidence, hits in sorted(found.items())]
