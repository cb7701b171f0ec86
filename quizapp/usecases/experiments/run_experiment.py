"""Running what a question or a command asks to be run: consent first, then the lab, then the log."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any

from quizapp.core.answer import Answer
from quizapp.core.event_payloads import AnswerRecord, ExperimentPayload, MeasuredPayload
from quizapp.core.events import PROOF, REVIEW, ReviewedCard
from quizapp.core.expressions import matches
from quizapp.core.model import Card, Concept, Experiment, Rating, concept_from
from quizapp.core.prediction import Expected, Prediction, TextPrediction, score
from quizapp.core.review import review_payload
from quizapp.core.session_values import Ask, AskedQuestion, Outcome
from quizapp.errors import ExitCode, QuizError
from quizapp.lab.machine import Machine
from quizapp.lab.report import Report
from quizapp.lab.runner import run_experiment, run_output
from quizapp.lab.trial import RunEnvironment
from quizapp.questions import output, predict
from quizapp.questions.base import surroundings
from quizapp.questions.grading import as_outcome
from quizapp.questions.option_picking import pick_one
from quizapp.store.database import Store
from quizapp.store.decks import deck_repository
from quizapp.store.events.due_counts import DayLoads
from quizapp.store.events.event_log import card_state, record
from quizapp.usecases.context import Context
from quizapp.usecases.experiments.code_consent import experiment_sources, require, sources_of
from quizapp.usecases.scheduling.due_date import balanced_interval, memory_for

if TYPE_CHECKING:
    from quizapp.usecases.study.session import Session

Live = Callable[[Any], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedExperiment:
    """An experiment and where it stands."""

    deck: str
    concept: Concept
    experiment: Experiment

    @property
    def name(self) -> str:
        """deck/concept/experiment."""
        return f"{self.deck}/{self.concept.concept}/{self.experiment.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to run: the time for it, who watches, who is asked for consent, and in which interpreter."""

    seconds: float = 5.0
    live: Live | None = None
    ask: Ask | None = None
    yes: bool = False
    interpreter: str = sys.executable
    machine: Machine | None = None  # the facts of that interpreter; None: of this one


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionScore:
    """How good a prediction was; `misconceptions` answer the wrong ideas that it gives away."""

    error: float
    rating: Rating
    misconceptions: tuple[str, ...] = ()


def experiments(store: Store, deck: str = "", concept: str = "") -> list[LocatedExperiment]:
    """Return the experiments of a scope, in the deck's order."""
    found = []
    for row in deck_repository.concept_rows(store, deck):
        if concept in ("", row["concept"]):
            whole = concept_from(json.loads(row["body"]))
            found += [LocatedExperiment(deck=row["deck"], concept=whole, experiment=each) for each in whole.experiments]
    return found


def run(
    context: Context, store: Store, found: LocatedExperiment, parameters: Mapping[str, Any], how: RunOptions
) -> Report:
    """Run one experiment, once its code may run. Raises QuizError (exit code 5) where it may not, or fails."""
    sources = experiment_sources(found.concept, found.experiment)
    trusted = require(context, store, found.name, sources, how.ask, yes=how.yes)
    return run_experiment(
        found.experiment, found.concept.examples, parameters,
        seed=context.now_ms & 0xFFFFFFFF, seconds=how.seconds, on_trial=how.live,
        place=RunEnvironment(interpreter=how.interpreter, trusted=trusted, unsafe=context.settings.unconfined),
        on=how.machine,
    )  # fmt: skip


def scored_by(experiment: Experiment, prediction: Expected, report: Report) -> PredictionScore | None:
    """Return how good a prediction was, or None where the run was inconclusive."""
    if report.verdict == "inconclusive":
        return None
    if isinstance(prediction, TextPrediction):
        right = output.lines_of(prediction.text) == output.lines_of(str(report.value))
        return PredictionScore(error=float(not right), rating=Rating.GOOD if right else Rating.AGAIN)
    if report.low is None or report.high is None:
        return None
    error, rating = score(prediction, report.low, report.high)
    wrong_ideas = misconceptions(experiment, prediction, rating)
    # A wrong idea is asked about again until it is gone, however near the figure was.
    return PredictionScore(error=error, rating=Rating.AGAIN if wrong_ideas else rating, misconceptions=wrong_ideas)


def misconceptions(experiment: Experiment, prediction: Prediction, rating: Rating) -> tuple[str, ...]:
    """Return the answers to the wrong ideas that a prediction gives away; one that was right gives none away."""
    if rating in (Rating.GOOD, Rating.EASY):
        return ()
    return tuple(each.says for each in experiment.misconceptions if matches(each.when, prediction.centre))


def record_result(
    context: Context,
    store: Store,
    found: LocatedExperiment,
    report: Report,
    prediction: Expected | None = None,
    scored: PredictionScore | None = None,
) -> None:
    """Record what was proved, with the prediction where there was one."""
    figure = prediction if isinstance(prediction, Prediction) else None
    payload = ExperimentPayload(
        experiment=found.name,
        parameters=report.parameters,
        measure=found.experiment.measure,
        prediction=prediction,
        form=figure.form if figure else None,
        measured=MeasuredPayload.stored(report.measured),
        verdict=report.verdict,
        reason=report.reason,
        machine=report.machine.as_json(),
        error=scored.error if scored else None,
        over=figure.centre > float(report.value) if figure and report.comparable else None,
        misconceptions=scored.misconceptions if scored else (),
    )
    moment = context.moment()
    record(store, PROOF, "", payload.as_payload(), now_ms=moment.now, day=moment.day)


def reschedule_card(context: Context, store: Store, found: LocatedExperiment, scored: PredictionScore) -> str:
    """Schedule the card that predicts this experiment by how good the prediction was; return its id, or ''.

    One proof moves a card once a day at the most, and a suspended card not at all.
    """
    card = _card_of(store, found)
    if not card:
        return ""
    before, moment = card_state(store, card), context.moment()
    if before.suspended or (isinstance(before, ReviewedCard) and before.last_ms >= moment.day_start):
        return ""
    memory = replace(memory_for(context, store.query, card), learning_steps=(), relearning_steps=())
    loads = DayLoads(store.query, moment)
    placed = balanced_interval(context.settings, moment, loads, before, card, scored.rating, memory)
    payload = replace(
        review_payload(before, scored.rating, moment.now, memory, placed),
        answer=AnswerRecord(correct=scored.rating is not Rating.AGAIN), seconds=0.0, proof=True,
    )  # fmt: skip
    record(store, REVIEW, card, payload.as_payload(), now_ms=moment.now, day=moment.day)
    return card


def _card_of(store: Store, found: LocatedExperiment) -> str:
    rows = deck_repository.card_rows(store, found.deck, found.concept.concept)
    predicting = (row for row in rows if row["kind"] == predict.NAME)
    return next((row["card"] for row in predicting if json.loads(row["body"])["experiment"] == found.experiment.id), "")


def grade_experiment(
    session: "Session", asked: AskedQuestion, answer: Answer, live: Live | None, ask: Ask | None
) -> Outcome:
    """Return how an answer is graded by what happens on this machine. Raises QuizError where nothing may run."""
    if asked.card.kind == "output":
        return _grade_output(session, asked, answer, ask)
    return _prove(session, asked, answer, session.seed, live, ask)[1]


def _grade_output(session: "Session", asked: AskedQuestion, answer: Answer, ask: Ask | None) -> Outcome:
    name, concept = asked.question.example, session.concept()
    trusted = require(session.context, session.store, f"{asked.card.card}: {name}", sources_of(concept, [name]), ask)
    place = RunEnvironment(interpreter=sys.executable, trusted=trusted, unsafe=session.context.settings.unconfined)
    printed = run_output(concept.examples[name], place)
    if printed.error or printed.timed_out:
        raise QuizError(
            f"{name}: the program did not end well: {printed.error or 'it took too long'}",
            "Press s to suspend the card.",
            ExitCode.SANDBOX,
        )
    graded = output.grade_against(asked.question, asked.shown, answer, printed.text)
    return replace(as_outcome(graded), report=printed.text)


def _prove(
    session: "Session", asked: AskedQuestion, answer: Answer, seed: str, live: Live | None, ask: Ask | None
) -> tuple[LocatedExperiment, Outcome, PredictionScore | None]:
    context, concept = session.context, session.concept()
    experiment = next(e for e in concept.experiments if e.id == asked.question.experiment)
    prediction = _expected(asked, answer)
    found = LocatedExperiment(deck=asked.card.deck, concept=concept, experiment=experiment)
    parameters = predict.draw_parameters(experiment, Random(seed))
    report = run(context, session.store, found, parameters, RunOptions(live=live, ask=ask))
    scored = scored_by(experiment, prediction, report)
    record_result(context, session.store, found, report, prediction, scored)
    return found, outcome_of(report, scored), scored


def _expected(asked: AskedQuestion, answer: Answer) -> Expected:
    """Return the prediction that an answer is. Raises ValueError before anything runs where it is none."""
    if isinstance(answer, Prediction):
        return answer
    if asked.shown.entry == "pick":
        return TextPrediction(text=pick_one(asked.shown.options, answer))
    if not isinstance(answer, str):
        raise ValueError("a prediction of an output is a text")
    return TextPrediction(text=answer)


def outcome_of(report: Report, scored: PredictionScore | None) -> Outcome:
    """Return a report as the session has it."""
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


def proofs(asked: AskedQuestion, concept: Concept) -> tuple[AskedQuestion, ...]:
    """Return a question for each claim of a concept; its `tags` hold the seed that draws its parameters."""
    found = []
    for experiment in concept.experiments:
        seed = f"{Random().getrandbits(64):x}"
        question = predict.Predict(id=experiment.id, section=experiment.section, experiment=experiment.id, tags=[seed])
        card = Card(
            card=f"{asked.card.deck}/{concept.concept}/{experiment.id}", deck=asked.card.deck,
            concept=concept.concept, section=str(experiment.section), kind=predict.NAME, position=0, body={},
        )  # fmt: skip
        shown = predict.show(question, surroundings(concept), Random(seed))
        found.append(replace(asked, card=card, question=question, shown=shown, teach=None))
    return tuple(found)


def prove_during_question(session: "Session", asked: AskedQuestion, answer: Answer, live: Live, ask: Ask) -> Outcome:
    """Run one of `proofs` beside the question that stands, and move the claim's card."""
    found, outcome, scored = _prove(session, asked, answer, asked.question.tags[0], live, ask)
    if scored is not None:
        reschedule_card(session.context, session.store, found, scored)
    return outcome
