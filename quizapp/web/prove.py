"""Proving a claim: predict, run it on this machine, compare; one parameter after another as a curve."""

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from quizapp.core.answer import Answer
from quizapp.core.experiment_ask import ask_of
from quizapp.core.measured_report import MeasuredReport, report_of
from quizapp.core.measures import MEASURES
from quizapp.core.prediction import Expected, Prediction, TextPrediction
from quizapp.core.question import Shown
from quizapp.core.session_values import Outcome
from quizapp.errors import QuizError
from quizapp.lab.interpreters import found_interpreters
from quizapp.lab.machine import Machine, facts
from quizapp.questions.answers import read_answer
from quizapp.questions.base import letters, surroundings
from quizapp.questions.predict import Predict, draw_parameters, picked_text
from quizapp.questions.predict import show as shown_question
from quizapp.questions.verdict_words import verdict_line
from quizapp.usecases.experiments.prediction_score import outcome_of, scored_by
from quizapp.usecases.experiments.record_result import ExperimentResult, record_result, reschedule_card
from quizapp.usecases.experiments.run_experiment import LocatedExperiment, RunOptions, experiments
from quizapp.usecases.experiments.run_experiment import run as run_one
from quizapp.web.consent import Agreement, CodeShown, ConsentNeeded
from quizapp.web.feedback import measured_values
from quizapp.web.live import Run
from quizapp.web.rendering import page
from quizapp.web.scale import Point, curve
from quizapp.web.visit import Visit, go_to

MOST_KEPT = 20  # results that pages can still show
SWEEP_SECONDS = 2.5


@dataclass(slots=True)
class Proof:
    """A prediction and what came of it."""

    located: LocatedExperiment
    seed: str
    shown: Shown
    answer: Answer | None
    outcome: Outcome | None = None
    moved: str = ""
    waiting: CodeShown | None = None
    curve: list[Point] = field(default_factory=list)
    swept: str = ""
    pythons: bool = False  # in the other interpreters of this machine too, also after consent
    doubts: list[str] = field(default_factory=list)  # why a value of the curve has no verdict
    others: list[dict[str, Any]] = field(default_factory=list)  # verdicts of other interpreters


def _located(visit: Visit, name: str) -> LocatedExperiment:
    found = next((each for each in experiments(visit.desk.store) if each.name == name), None)
    if found is None:
        raise QuizError(f"There is no experiment `{name}`.", "Choose one from the list.")
    return found


def _refuse_on_a_server(visit: Visit, name: str) -> None:
    if not visit.desk.runs_code:
        raise QuizError("Code does not run on this server.", f"On your own machine: quizapp prove {name}")


def _shown(located: LocatedExperiment, seed: str) -> Shown:
    experiment = located.experiment
    question = Predict(id=experiment.id, section=experiment.section, experiment=experiment.id)
    return shown_question(question, surroundings(located.concept), Random(seed))


def address(name: str) -> str:
    """Return the address of an experiment's page."""
    return f"/prove/one?name={quote(name)}"


def show(visit: Visit) -> Response:
    """List the experiments by concept with what they ask: a claim would give the answer away."""
    wanted = visit.query.get("concept", "")
    found: dict[str, list[tuple[str, str]]] = {}
    for each in experiments(visit.desk.store):
        if wanted in ("", f"{each.deck}/{each.concept.concept}"):
            asks = ask_of(each.experiment.ask, each.experiment.parameters)
            found.setdefault(each.concept.title, []).append((address(each.name), asks))
    return page(visit, "prove.html", found=found, wanted=wanted)


def one(visit: Visit) -> Response:
    """Show what an experiment asks; after a run its result, or code that waits for consent."""
    proof = _proofs(visit).get(visit.query.get("proof", ""))
    if proof is not None:
        return _result(visit, visit.query["proof"], proof)
    located = _located(visit, visit.query.get("name", ""))
    seed = f"{Random(time.time_ns()).getrandbits(64):x}"
    shown = _shown(located, seed)
    sweeps = [name for name, values in located.experiment.parameters.items() if all(v == int(v) >= 1 for v in values)]
    return page(
        visit, "proof.html", located=located, shown=shown, seed=seed, facts=facts().line(), entry=shown.entry,
        letters=letters(len(shown.options)), sures=(50, 60, 70, 80, 90, 99), sweeps=sweeps, turn=None,
        runs_code=visit.desk.runs_code, notice=visit.desk.quiz.take_notice(),
    )  # fmt: skip


def _proofs(visit: Visit) -> dict[str, Proof]:
    return visit.desk.kept.setdefault("proofs", {})


def _result(visit: Visit, mark: str, proof: Proof) -> Response:
    if proof.waiting is not None:
        return page(visit, "proof_consent.html", code=proof.waiting, proof=mark, located=proof.located)
    if proof.swept:
        drawing = curve(proof.swept, proof.curve)
        given = getattr(proof.answer, "given", proof.answer)
        return page(visit, "sweep.html", proof=proof, drawing=drawing, given=given, back=address(proof.located.name))
    assert proof.outcome is not None
    outcome = proof.outcome
    predicted = proof.answer if isinstance(proof.answer, Prediction) else None
    return page(
        visit, "proof_result.html", proof=proof, outcome=outcome, shown=proof.shown, verdict=verdict_line(outcome),
        measured=measured_values(predicted, outcome), given=getattr(proof.answer, "given", proof.answer),
        back=address(proof.located.name), others=proof.others,
    )  # fmt: skip


def run(visit: Visit) -> Response:
    """Run an experiment after a prediction. A form that is sent twice runs it once."""
    name, seed = visit.field("name"), visit.field("seed")
    _refuse_on_a_server(visit, name)
    located, proofs = _located(visit, name), _proofs(visit)
    if not seed.isalnum() or len(seed) > 32:
        raise QuizError("This form belongs to no prediction.", "Open the experiment again.")
    if seed in proofs:
        return go_to(f"/prove/one?proof={seed}")
    shown = _shown(located, seed)
    try:
        answer = _answer(visit, shown)
    except ValueError as error:
        visit.desk.quiz.notice = str(error)
        return go_to(address(name))
    pythons = visit.field("pythons") == "yes"
    proof = Proof(located, seed, shown, answer, swept=_swept(visit, located), pythons=pythons)
    try:
        _attempt(visit, proof, Agreement())
    except QuizError as error:
        return _ended(visit, proof, error)
    while len(proofs) >= MOST_KEPT:
        proofs.pop(next(iter(proofs)))
    proofs[seed] = proof
    return go_to(f"/prove/one?proof={seed}")


def _ended(visit: Visit, proof: Proof, error: QuizError) -> Response:
    """Show the experiment again with the reason why its run ended early, such as that it was stopped."""
    visit.desk.quiz.notice = " ".join(filter(None, (error.message, error.hint)))
    return go_to(address(proof.located.name))


def _answer(visit: Visit, shown: Shown) -> Answer | None:
    """Return the prediction of a form; None for none."""
    if picked := visit.field("range"):
        return read_answer(shown, f"{picked}@{visit.field('sure') or '50'}%")
    if low := visit.field("low").strip():
        return read_answer(shown, f"{low}..{visit.field('high').strip()}")
    text = visit.field("answer").replace("\r\n", "\n").strip()
    return read_answer(shown, text) if text else None


def _swept(visit: Visit, located: LocatedExperiment) -> str:
    name = visit.field("sweep")
    return name if name in located.experiment.parameters else ""


def _attempt(visit: Visit, proof: Proof, agreement: Agreement) -> None:
    """Run; where the code needs consent first, it waits to be shown."""
    proof.waiting = None
    try:
        with visit.desk.live.running() as live:
            options = RunOptions(live=live, ask=agreement)
            (_sweep if proof.swept else _measure)(visit, proof, options)
            if proof.pythons and not proof.swept:
                _elsewhere(visit, proof, options)
    except ConsentNeeded as needed:
        proof.waiting = needed.code


def _expected(proof: Proof) -> Expected | None:
    """Return the prediction as the experiment's measure has it."""
    if proof.answer is None or isinstance(proof.answer, Prediction):
        return proof.answer
    options = MEASURES[proof.located.experiment.measure].options
    return TextPrediction(text=picked_text(options, proof.answer) if options else str(proof.answer))


def _parameters(proof: Proof) -> Mapping[str, Any]:
    return draw_parameters(proof.located.experiment, Random(proof.seed))


def _measure(visit: Visit, proof: Proof, options: RunOptions) -> None:
    """Run once, record it, and reschedule the card of the claim by the prediction."""
    context, store = visit.desk.context, visit.desk.store
    report = run_one(context, store, proof.located, _parameters(proof), options)
    expected = _expected(proof)
    score = scored_by(proof.located.experiment, expected, report) if expected else None
    result = ExperimentResult(located=proof.located, report=report, prediction=expected, score=score)
    record_result(context, store, result)
    if score:
        proof.moved = reschedule_card(context, store, proof.located, score)
    proof.outcome = outcome_of(report, expected, score)


def _elsewhere(visit: Visit, proof: Proof, options: RunOptions) -> None:
    """Run in each other interpreter of this machine too; the result of this one is the first row."""
    if proof.outcome is not None and (here := report_of(proof.outcome)) is not None:
        proof.others = [_row(f"{_interpreter(facts())}, this one", here)]
    this = os.path.realpath(sys.executable)
    for found in found_interpreters(dict(os.environ)):
        if os.path.realpath(found.path) == this:
            continue
        name = _interpreter(found.machine)
        _labelled(options, name)
        there = replace(options, interpreter=found.path, machine=found.machine)
        report = run_one(visit.desk.context, visit.desk.store, proof.located, _parameters(proof), there)
        record_result(visit.desk.context, visit.desk.store, ExperimentResult(located=proof.located, report=report))
        proof.others.append(_row(name, report))


def _interpreter(machine: Machine) -> str:
    return f"{machine.implementation} {machine.python}{'' if machine.gil else 't'}"


def _row(name: str, report: MeasuredReport) -> dict[str, Any]:
    return {"name": name, "verdict": report.verdict, "value": report.value, "unit": report.unit,
            "reason": report.reason}  # fmt: skip


def _labelled(options: RunOptions, label: str) -> None:
    """Name what is measured next on the pages that show the run."""
    if isinstance(options.live, Run):
        options.live.label = label


def _sweep(visit: Visit, proof: Proof, options: RunOptions) -> None:
    """Measure the values of a parameter, each in half of the time."""
    values = sorted({int(each) for each in proof.located.experiment.parameters[proof.swept]})
    values = sorted({*values, *range(values[0], values[-1] + 1)}) if values[-1] - values[0] < 8 else values[:8]
    proof.curve, proof.doubts = [], []
    for value in values:
        _labelled(options, f"{proof.swept} {value}")
        parameters = {**_parameters(proof), proof.swept: value}
        each = replace(options, seconds=SWEEP_SECONDS)
        report = run_one(visit.desk.context, visit.desk.store, proof.located, parameters, each)
        record_result(visit.desk.context, visit.desk.store, ExperimentResult(located=proof.located, report=report))
        if not isinstance(report.value, str) and report.low is not None and report.high is not None:
            proof.curve.append(Point(value, report.value, report.low, report.high, report.unit))
        if report.reason:
            proof.doubts.append(f"{proof.swept} {value}: {report.reason}")


def consent(visit: Visit) -> Response:
    """Take the answer to code that was shown."""
    mark = visit.field("proof")
    proof = _proofs(visit).get(mark)
    if proof is None:
        return go_to("/prove")
    _refuse_on_a_server(visit, proof.located.name)
    if proof.waiting is not None:
        try:
            _attempt(visit, proof, Agreement(visit.field("mark"), visit.field("agree") == "yes"))
        except QuizError as error:
            _proofs(visit).pop(mark)
            return _ended(visit, proof, error)
    return go_to(f"/prove/one?proof={mark}")
