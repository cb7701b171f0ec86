"""Running what a question or a command asks to be run: consent first, then the lab."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from quizapp.app import Context
from quizapp.consenting import Ask, experiment_sources, require, sources_of
from quizapp.core.events import PREDICTION
from quizapp.core.model import Concept, Experiment, Rating, concept_from
from quizapp.core.sitting import Asked, Outcome
from quizapp.errors import ExitCode, QuizError
from quizapp.lab.prove import Report, run_experiment, run_output
from quizapp.lab.verdict import rate_prediction
from quizapp.questions import output, predict
from quizapp.reviewing import as_outcome
from quizapp.session import Session
from quizapp.store import library
from quizapp.store.database import Store

Live = Callable[[Any], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An experiment and where it stands."""

    deck: str
    concept: Concept
    experiment: Experiment

    @property
    def name(self) -> str:
        """deck/concept/experiment."""
        return f"{self.deck}/{self.concept.concept}/{self.experiment.id}"


def experiments(store: Store, deck: str = "", concept: str = "") -> list[Found]:
    """Return the experiments of a scope, in the deck's order."""
    found = []
    for row in library.concept_rows(store, deck):
        if concept in ("", row["concept"]):
            whole = concept_from(json.loads(row["body"]))
            found += [Found(deck=row["deck"], concept=whole, experiment=each) for each in whole.experiments]
    return found


def run(
    context: Context,
    store: Store,
    found: Found,
    parameters: Mapping[str, Any],
    *,
    seconds: float = 5.0,
    live: Live | None = None,
    ask: Ask | None = None,
    yes: bool = False,
) -> Report:
    """Run one experiment, once its code may run. Raises QuizError (exit code 5) where it may not, or fails."""
    require(context, store, found.name, experiment_sources(found.concept, found.experiment), ask, yes=yes)
    seed = context.now_ms & 0xFFFFFFFF
    return run_experiment(
        found.experiment, found.concept.examples, parameters, seed=seed, seconds=seconds, on_trial=live
    )


def note_prediction(
    context: Context, store: Store, found: Found, prediction: Any, report: Report
) -> tuple[float, Rating] | None:
    """Record a prediction and what came of it; return (error, rating), or None where nothing was shown."""
    from quizapp.store.log import record

    document = report.as_json()
    measured = document["measured"]
    scored = None
    if prediction is not None and document["verdict"] != "inconclusive":
        scored = rate_prediction(prediction, measured["value"], measured["low"], measured["high"])
    moment = context.moment()
    payload = {
        "experiment": found.name,
        "prediction": prediction,
        "measured": measured,
        "verdict": document["verdict"],
        "machine": document["machine"],
        "error": scored[0] if scored else None,
    }
    record(store, PREDICTION, "", payload, now_ms=moment.now, day=moment.day)
    return scored


def grade_by_running(session: Session, asked: Asked, answer: Any, live: Live | None, ask: Ask | None) -> Outcome:
    """Return how an answer is graded by what happens on this machine. Raises QuizError where nothing may run."""
    if asked.card.kind == "output":
        return _grade_output(session, asked, answer, ask)
    return _grade_prediction(session, asked, answer, live, ask)


def _grade_output(session: Session, asked: Asked, answer: Any, ask: Ask | None) -> Outcome:
    name, concept = asked.question.example, session.concept()
    require(session.context, session.store, f"{asked.card.card}: {name}", sources_of(concept, [name]), ask)
    printed = run_output(concept.examples[name])
    if printed.error or printed.timed_out:
        raise QuizError(
            f"{name}: the program did not end well: {printed.error or 'it took too long'}",
            "Press s to suspend the card.",
            ExitCode.SANDBOX,
        )
    graded = output.grade_against(asked.question, asked.shown, answer, printed.text)
    return replace(as_outcome(graded), report=printed.text)


def _grade_prediction(session: Session, asked: Asked, answer: Any, live: Live | None, ask: Ask | None) -> Outcome:
    prediction = predict.parse(answer)
    experiment = next(e for e in session.concept().experiments if e.id == asked.question.experiment)
    found = Found(deck=asked.card.deck, concept=session.concept(), experiment=experiment)
    parameters = predict.draw_parameters(experiment, Random(session.seed))
    report = run(session.context, session.store, found, parameters, live=live, ask=ask)
    scored = note_prediction(session.context, session.store, found, prediction, report)
    measured = report.as_json()["measured"]
    expected = f"{measured['value']:.2f} {measured['unit']} ({measured['low']:.2f} to {measured['high']:.2f})"
    if scored is None:
        reason = report.reason or "The measurement decided nothing."
        return Outcome(
            correct=None, expected=expected, remarks=(reason,), suggested=Rating.AGAIN, report=report, rateable=False
        )
    rating = scored[1]
    return Outcome(
        correct=rating is not Rating.AGAIN,
        expected=expected,
        remarks=misconceptions(experiment, prediction),
        suggested=rating,
        report=report,
    )


def misconceptions(experiment: Experiment, prediction: Any) -> tuple[str, ...]:
    """Return the answers to the wrong ideas that a prediction gives away."""
    from quizapp.core.arithmetic import matches

    point = prediction if not isinstance(prediction, tuple) else (prediction[0] * prediction[1]) ** 0.5
    return tuple(each.says for each in experiment.misconceptions if matches(each.when, point))
