"""Scores a prediction against what an experiment measured."""

from dataclasses import dataclass

from quizapp.core.answer_difference import Difference, PredictionDifference, lines_difference, options_difference
from quizapp.core.expressions import matches
from quizapp.core.measures import MEASURES, least_compared
from quizapp.core.model import Experiment, Rating
from quizapp.core.prediction import Expected, Prediction, TextPrediction, score
from quizapp.core.session_values import Outcome
from quizapp.lab.report import Report
from quizapp.questions import output


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionScore:
    """The score of a prediction; `misconceptions` are the explanations of the wrong ideas that it reveals."""

    error: float
    rating: Rating
    misconceptions: tuple[str, ...] = ()


def scored_by(experiment: Experiment, prediction: Expected, report: Report) -> PredictionScore | None:
    """Return the score of a prediction, or None if the run was inconclusive."""
    if report.verdict == "inconclusive":
        return None
    if isinstance(prediction, TextPrediction):
        right = output.is_same_output(prediction.text, str(report.value))
        return PredictionScore(error=float(not right), rating=Rating.GOOD if right else Rating.AGAIN)
    if report.low is None or report.high is None:
        return None
    error, rating = score(prediction, report.low, report.high, least_compared(experiment))
    wrong_ideas = misconceptions(experiment, prediction, rating)
    # A misconception is asked about again until it is gone, however close the number was.
    return PredictionScore(error=error, rating=Rating.AGAIN if wrong_ideas else rating, misconceptions=wrong_ideas)


def misconceptions(experiment: Experiment, prediction: Prediction, rating: Rating) -> tuple[str, ...]:
    """Return the explanations of the misconceptions that a prediction reveals; a right one reveals none."""
    if rating in (Rating.GOOD, Rating.EASY):
        return ()
    return tuple(each.says for each in experiment.misconceptions if matches(each.when, prediction.centre))


def difference_of(prediction: Expected | None, report: Report) -> Difference | None:
    """Return a prediction next to what was measured; None without a prediction, or without a measured interval."""
    if isinstance(prediction, TextPrediction):
        options, value = MEASURES[report.experiment.measure].options, str(report.value)
        if options:
            return options_difference([prediction.text], [value], options)
        return lines_difference(output.given_lines(prediction.text, value), output.lines_of(value))
    if prediction is None or isinstance(report.value, str) or report.low is None or report.high is None:
        return None
    return PredictionDifference(
        predicted=prediction,
        value=report.value,
        low=report.low,
        high=report.high,
        unit=report.unit,
        medians=report.medians,
        least=least_compared(report.experiment),
    )


def outcome_of(report: Report, prediction: Expected | None, scored: PredictionScore | None) -> Outcome:
    """Return a report as the outcome that a session shows."""
    if isinstance(report.value, str):
        expected = f"```text\n{report.value}\n```" if report.value else ""
    else:
        expected = f"{report.value:.3g} {report.unit} ({report.low:.3g} to {report.high:.3g})"
    difference = difference_of(prediction, report)
    if scored is None:
        return Outcome(
            correct=None,
            expected=expected,
            suggested=Rating.AGAIN,
            difference=difference,
            report=report,
            rateable=False,
        )
    return Outcome(
        correct=scored.rating is not Rating.AGAIN,
        expected=expected,
        suggested=scored.rating,
        notes=scored.misconceptions,
        difference=difference,
        report=report,
    )
