"""Scores a prediction against what an experiment measured."""

from dataclasses import dataclass

from quizapp.core.expressions import matches
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
        right = output.lines_of(prediction.text) == output.lines_of(str(report.value))
        return PredictionScore(error=float(not right), rating=Rating.GOOD if right else Rating.AGAIN)
    if report.low is None or report.high is None:
        return None
    error, rating = score(prediction, report.low, report.high)
    wrong_ideas = misconceptions(experiment, prediction, rating)
    # A misconception is asked about again until it is gone, however close the number was.
    return PredictionScore(error=error, rating=Rating.AGAIN if wrong_ideas else rating, misconceptions=wrong_ideas)


def misconceptions(experiment: Experiment, prediction: Prediction, rating: Rating) -> tuple[str, ...]:
    """Return the explanations of the misconceptions that a prediction reveals; a right one reveals none."""
    if rating in (Rating.GOOD, Rating.EASY):
        return ()
    return tuple(each.says for each in experiment.misconceptions if matches(each.when, prediction.centre))


def outcome_of(report: Report, scored: PredictionScore | None) -> Outcome:
    """Return a report as the outcome that a session shows."""
    if isinstance(report.value, str):
        expected = f"```text\n{report.value}\n```" if report.value else ""
    else:
        expected = f"{report.value:.3g} {report.unit} ({report.low:.3g} to {report.high:.3g})"
    if scored is None:
        return Outcome(
            correct=None, expected=expected, remarks=(), suggested=Rating.AGAIN, report=report, rateable=False
        )
    return Outcome(
        correct=scored.rating is not Rating.AGAIN,
        expected=expected,
        remarks=scored.misconceptions,
        suggested=scored.rating,
        report=report,
    )
