"""Records what an experiment showed, and reschedules the card that predicts it."""

from dataclasses import dataclass, replace

from quizapp.core.event_payloads.experiment_run import ExperimentPayload, MeasuredPayload
from quizapp.core.event_payloads.review import AnswerRecord
from quizapp.core.events import PROOF, REVIEW, ReviewedCard
from quizapp.core.model import Rating
from quizapp.core.prediction import Expected, Prediction
from quizapp.core.review import review_payload
from quizapp.core.scheduler import Rated
from quizapp.lab.report import Report
from quizapp.questions import predict
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import installed_cards
from quizapp.store.events.due_counts import DayDueCounts
from quizapp.store.events.event_log import EventDraft, card_state, record
from quizapp.usecases.context import Context
from quizapp.usecases.experiments.prediction_score import PredictionScore
from quizapp.usecases.experiments.run_experiment import LocatedExperiment
from quizapp.usecases.scheduling.due_date import CardToRate, Today, balanced_interval, memory_for, without_steps
from quizapp.usecases.scheduling.due_days import DueDays


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentResult:
    """A run of an experiment, with the prediction made before it and its score, if there was one."""

    located: LocatedExperiment
    report: Report
    prediction: Expected | None = None
    score: PredictionScore | None = None


def record_result(context: Context, store: Store, result: ExperimentResult) -> None:
    """Record a run as an event of the log."""
    prediction, report, score = result.prediction, result.report, result.score
    figure = prediction if isinstance(prediction, Prediction) else None
    payload = ExperimentPayload(
        experiment=result.located.name,
        parameters=report.parameters,
        measure=result.located.experiment.measure,
        prediction=prediction,
        form=figure.form if figure else None,
        measured=MeasuredPayload.stored(report.measured),
        verdict=report.verdict,
        reason=report.reason,
        machine=report.machine.as_json(),
        error=score.error if score else None,
        over=figure.centre > float(report.value) if figure and report.comparable else None,
        misconceptions=score.misconceptions if score else (),
    )
    moment = context.moment()
    record(store, EventDraft(PROOF, "", payload.as_payload(), now_ms=moment.now, day=moment.day))


def reschedule_card(context: Context, store: Store, located: LocatedExperiment, score: PredictionScore) -> str:
    """Schedule the card that asks for this prediction by its score; return the card's id, or ''.

    A card is rescheduled at most once a day, and not at all while it is suspended.
    """
    card = _card_of(store, located)
    if not card:
        return ""
    before, moment = card_state(store, card), context.moment()
    if before.suspended or (isinstance(before, ReviewedCard) and before.last_ms >= moment.day_start):
        return ""
    memory = without_steps(memory_for(context, store.query, card))
    today = Today(moment=moment, due_days=DueDays(context.settings, DayDueCounts(store.query, moment)))
    placed = balanced_interval(today, CardToRate(card=card, before=before, memory=memory), score.rating)
    rated = Rated(card, score.rating, moment.now, day_begins=moment.day_begins)
    payload = replace(
        review_payload(before, rated, memory, placed),
        answer=AnswerRecord(correct=score.rating is not Rating.AGAIN), seconds=0.0, proof=True,
    )  # fmt: skip
    record(store, EventDraft(REVIEW, card, payload.as_payload(), now_ms=moment.now, day=moment.day))
    return card


def _card_of(store: Store, located: LocatedExperiment) -> str:
    rows = installed_cards(store, located.deck, located.concept.concept)
    predicting = (row for row in rows if row.kind == predict.NAME)
    return next((row.card for row in predicting if row.body["experiment"] == located.experiment.id), "")
