"""Questions that are graded by running their programs on this machine."""

from dataclasses import dataclass, replace
from random import Random

from quizapp.core.answer import Answer
from quizapp.core.card import Card
from quizapp.core.model import Concept
from quizapp.core.prediction import Expected, Prediction, TextPrediction
from quizapp.core.session_values import Ask, AskedQuestion, Outcome
from quizapp.errors import ProgramFailed
from quizapp.lab.trial import run_output
from quizapp.questions import output, predict
from quizapp.questions.base import surroundings
from quizapp.questions.grading import as_outcome
from quizapp.store.database import Store
from quizapp.usecases.context import Context
from quizapp.usecases.experiments.code_consent import Code, example_code, permitted, trust_command
from quizapp.usecases.experiments.prediction_score import outcome_of, scored_by
from quizapp.usecases.experiments.program_tries import ProgramTries
from quizapp.usecases.experiments.record_result import ExperimentResult, record_result, reschedule_card
from quizapp.usecases.experiments.run_experiment import Live, LocatedExperiment, RunOptions, run

FAILED_HINT = "Other questions are unaffected. You can suspend this card."
CLAIM_FAILED_HINT = "Your question is unaffected."


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRunner:
    """The context needed to run the program of a question."""

    context: Context
    store: Store
    concept: Concept  # of the question
    live: Live | None = None  # receives each sample as it comes
    ask: Ask | None = None  # asks whether code may run

    def tries(self, asked: AskedQuestion) -> ProgramTries:
        """Return what runs and keeps the programs that the learner writes for a question."""
        return ProgramTries(context=self.context, store=self.store, ask=self.ask, asked=asked)


def grade_by_running(runner: QuestionRunner, asked: AskedQuestion, answer: Answer, seed: str) -> Outcome:
    """Run the program or experiment of a question and grade the answer by its result.

    `seed` draws the parameters of an experiment. Raises ConsentRefused; ProgramFailed; ValueError for an answer that is
    not a prediction.
    """
    try:
        if isinstance(asked.question, output.Output):
            return _grade_output(runner, asked, asked.question, answer)
        return _outcome(_predicted_run(runner, asked, answer, seed))
    except ProgramFailed as error:
        raise ProgramFailed(error.message, FAILED_HINT) from error


def _grade_output(runner: QuestionRunner, asked: AskedQuestion, question: output.Output, answer: Answer) -> Outcome:
    name, concept = question.example, runner.concept
    agree_with = trust_command(asked.card.deck)
    code = Code(title=f"{asked.card.card}: {name}", runs=example_code(concept, name), agree_with=agree_with)
    printed = run_output(concept.examples[name], permitted(runner.context, runner.store, code, runner.ask))
    if printed.error:
        raise ProgramFailed(f"The example `{name}` failed: {printed.error}")
    graded = output.grade_against(question, asked.shown, answer, printed.text)
    return replace(as_outcome(graded), report=printed.text)


def _predicted_run(runner: QuestionRunner, asked: AskedQuestion, answer: Answer, seed: str) -> ExperimentResult:
    """Run the experiment of a question after a prediction, and record the result."""
    if not isinstance(asked.question, predict.Predict):
        raise ValueError(f"{asked.card.card} is not a question about an experiment")
    name = asked.question.experiment
    experiment = next(each for each in runner.concept.experiments if each.id == name)
    prediction = _expected(asked, answer)
    located = LocatedExperiment(deck=asked.card.deck, concept=runner.concept, experiment=experiment)
    parameters = predict.draw_parameters(experiment, Random(seed))
    options = RunOptions(live=runner.live, ask=runner.ask)
    report = run(runner.context, runner.store, located, parameters, options)
    result = ExperimentResult(
        located=located, report=report, prediction=prediction, score=scored_by(experiment, prediction, report)
    )
    record_result(runner.context, runner.store, result)
    return result


def _outcome(result: ExperimentResult) -> Outcome:
    return outcome_of(result.report, result.prediction, result.score)


def _expected(asked: AskedQuestion, answer: Answer) -> Expected:
    """Return an answer as a prediction. Raises ValueError before anything runs if it is not one."""
    if isinstance(answer, Prediction):
        return answer
    if asked.shown.entry == "pick":
        return TextPrediction(text=predict.picked_text(asked.shown.options, answer))
    if not isinstance(answer, str):
        raise ValueError("a prediction of an output is a text")
    return TextPrediction(text=answer)


def experiment_questions(asked: AskedQuestion, concept: Concept, random: Random) -> tuple[AskedQuestion, ...]:
    """Return a question for each claim of a concept; its `tags` hold the seed that draws its parameters."""
    found = []
    for experiment in concept.experiments:
        seed = f"{random.getrandbits(64):x}"
        question = predict.Predict(id=experiment.id, section=experiment.section, experiment=experiment.id, tags=[seed])
        card = Card(
            card=f"{asked.card.deck}/{concept.concept}/{experiment.id}", deck=asked.card.deck,
            concept=concept.concept, section=str(experiment.section), kind=predict.NAME, position=0, body={},
        )  # fmt: skip
        shown = predict.show(question, surroundings(concept), Random(seed))
        found.append(replace(asked, card=card, question=question, shown=shown, teach=None))
    return tuple(found)


def prove_during_question(runner: QuestionRunner, asked: AskedQuestion, answer: Answer) -> tuple[Outcome, str]:
    """Run one of `experiment_questions` while another question is open, and reschedule the claim's own card.

    Return the outcome and the id of that card, '' where none was rescheduled.
    """
    try:
        result = _predicted_run(runner, asked, answer, asked.question.tags[0])
    except ProgramFailed as error:
        raise ProgramFailed(error.message, CLAIM_FAILED_HINT) from error
    moved = ""
    if result.score is not None:
        moved = reschedule_card(runner.context, runner.store, result.located, result.score)
    return _outcome(result), moved
