"""Tests a deck by running it: examples, answers of output questions, checks of programs, claims of experiments."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from quizapp.core.counting import counted
from quizapp.core.model import Concept, Deck
from quizapp.core.program_run import ProgramRun
from quizapp.errors import ConsentRefused, QuizError
from quizapp.lab.checking.run_checks import Checks, run_checks
from quizapp.lab.report import Report
from quizapp.lab.sandbox import RunEnvironment
from quizapp.lab.trial import run_output
from quizapp.questions import output
from quizapp.questions.predict import draw_parameters
from quizapp.questions.program import Program
from quizapp.store.database import Store
from quizapp.usecases.context import Context
from quizapp.usecases.experiments.code_consent import Code, example_code, permitted, program_code, trust_command
from quizapp.usecases.experiments.run_experiment import LocatedExperiment, RunOptions, run


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckTestResult:
    """The result of one test; `text` has the reason of a failure, or the verdict of an experiment."""

    what: str  # example, question or experiment
    name: str
    ok: bool
    text: str
    report: Report | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the result as the JSON contract defines it."""
        plain = {"what": self.what, "name": self.name, "ok": self.ok, "text": self.text}
        return plain | {"report": self.report.as_json()} if self.report else plain


def run_deck_tests(context: Context, store: Store, deck: Deck, how: RunOptions) -> Iterator[DeckTestResult]:
    """Run the tests of a deck and yield each result. Raises ConsentRefused if its code may not run."""
    for concept in deck.concepts:
        yield from _examples(context, store, deck.info.deck, concept, how)
        for experiment in concept.experiments:
            found = LocatedExperiment(deck=deck.info.deck, concept=concept, experiment=experiment)
            yield _claim(context, store, found, how)
        for question in concept.questions:
            if isinstance(question, Program):
                name = f"{deck.info.deck}/{concept.concept}/{question.id}"
                agree_with = how.agree_with or trust_command(deck.info.deck)
                code = Code(title=name, runs=program_code(question), agree_with=agree_with)
                yield _program(name, question, permitted(context, store, code, how.ask, yes=how.yes))


def _examples(context: Context, store: Store, deck: str, concept: Concept, how: RunOptions) -> Iterator[DeckTestResult]:
    """Run each example once and compare its output with the question about it.

    Examples that only experiments use are tested by the experiments.
    """
    timed = {variant.example for each in concept.experiments for variant in each.variants.values()}
    asked = {q.example: q for q in concept.questions if isinstance(q, output.Output)}
    for name, example in concept.examples.items():
        if example.language != "python" or (name in timed and name not in asked):
            continue
        where = f"{deck}/{concept.concept}/{name}"
        agree_with = how.agree_with or trust_command(deck)
        code = Code(title=where, runs=example_code(concept, name), agree_with=agree_with)
        printed = run_output(example, permitted(context, store, code, how.ask, yes=how.yes))
        yield DeckTestResult(what="example", name=where, ok=not printed.error, text=printed.error)
        if name in asked and not printed.error:
            yield _question(f"{deck}/{concept.concept}/{asked[name].id}", asked[name].answer, printed.text)


def _question(name: str, answer: str, printed: str) -> DeckTestResult:
    right = output.lines_of(answer) == output.lines_of(printed)
    text = "" if right else f"it printed {' / '.join(output.lines_of(printed)) or 'nothing'}"
    return DeckTestResult(what="question", name=name, ok=right, text=text)


def _program(name: str, question: Program, environment: RunEnvironment) -> DeckTestResult:
    """Run the checks on the solution, which must pass, and on the given program, which must fail."""
    checks = Checks(checks=question.checks, given=question.given, seconds=question.seconds)
    solved = run_checks(question.solution, checks, environment)
    if solved.failed:
        return DeckTestResult(what="question", name=name, ok=False, text=f"the solution fails: {_reasons(solved)}")
    given = run_checks(question.given, checks, environment)
    if given.inconclusive and not given.failed:
        text = f"no verdict on the given program: {given.inconclusive}"
        return DeckTestResult(what="question", name=name, ok=True, text=text)
    if not given.failed:
        text = f"the given program passes: {', '.join(check.name for check in given.checks) or 'there are no checks'}"
        return DeckTestResult(what="question", name=name, ok=False, text=text)
    text = f"the solution passes {counted(len(solved.checks), 'check')}; the given program fails: {_reasons(given)}"
    no_verdict = f"; no verdict: {solved.inconclusive}" if solved.inconclusive else ""
    return DeckTestResult(what="question", name=name, ok=True, text=text + no_verdict)


def _reasons(run: ProgramRun) -> str:
    places = (f" (line {check.checks_line} of the checks)" if check.checks_line else "" for check in run.failed)
    return "; ".join(f"{check.name}: {check.reason}{place}" for check, place in zip(run.failed, places, strict=True))


def _claim(context: Context, store: Store, found: LocatedExperiment, how: RunOptions) -> DeckTestResult:
    parameters = dict(draw_parameters(found.experiment, Random(context.now_ms)))
    try:
        report = run(context, store, found, parameters, how)
    except ConsentRefused:
        raise
    except QuizError as error:
        return DeckTestResult(what="experiment", name=found.name, ok=False, text=error.message)
    text = f"{report.verdict}: expected {report.expected}" + (f"; {report.reason}" if report.reason else "")
    return DeckTestResult(what="experiment", name=found.name, ok=report.verdict != "refuted", text=text, report=report)
