"""Runs the checks of a program in the sandbox, and the speed-ups that they expect in the lab."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeGuard

from quizapp.core.expressions import check
from quizapp.core.measures import FACTS
from quizapp.core.model import Example, Expectation, Experiment, SectionName, Variant
from quizapp.core.program_run import CheckResult, ProgramLine, ProgramRun, Unended
from quizapp.core.strict_json import parse_json
from quizapp.errors import ProgramFailed
from quizapp.lab.plan import RunSettings
from quizapp.lab.runner import run_experiment
from quizapp.lab.sandbox import Finished, Limit, RunEnvironment, run
from quizapp.lab.trial import error_of

GRACE_SECONDS = 2.0  # for the start of the child, and for its report on what did not end
MOST_CHECKS = 200
MOST_SPEEDUPS = 20  # each takes seconds to measure, and a forged report could ask for any number
MOST_LINES = 1_000_000
_FILES = ("checking.py", "check_worker.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """The checks of a program, the program that was given, and the seconds that they may take."""

    checks: str
    given: str
    seconds: float


def run_checks(program: str, checks: Checks, environment: RunEnvironment) -> ProgramRun:
    """Return what the checks found in a program. Raises QuizError (exit code 5) where there is no sandbox."""
    files = {name: Path(__file__).with_name(name).read_text("utf-8") for name in _FILES}
    files |= {"answer.py": program, "checks.py": checks.checks}
    arguments = ["check_worker.py", f"{checks.seconds:g}"]
    finished = run(files, arguments, environment, seconds=checks.seconds + GRACE_SECONDS)
    told = [*_told(finished.result)]
    result = ProgramRun(checks=tuple(_results(told, finished, checks.seconds)), printed=finished.stdout)
    ended = next((each for each in told if each.get("ended") is True), {})
    wanted = [each for each in _list(ended, "speedups") if isinstance(each, dict)]
    for number, bounds in enumerate(wanted[:MOST_SPEEDUPS]):
        if result.verdict == "passed":
            result = _with_speedup(result, program, checks, bounds, (environment, number))
    return result


def results_of(finished: Finished, seconds: float) -> list[CheckResult]:
    """Return what the report of a run says, whoever wrote it; `seconds` is its time limit."""
    return _results([*_told(finished.result)], finished, seconds)


def _told(result: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of the lines that the child wrote; untrusted code may have written others."""
    for line in result.splitlines()[: 3 * MOST_CHECKS]:
        try:
            found = parse_json(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            yield found


def _results(told: Sequence[Mapping[str, Any]], finished: Finished, seconds: float) -> list[CheckResult]:
    results = [_result(each, seconds) for each in told if isinstance(each.get("ok"), bool)]
    if any(each.get("ended") is True for each in told) or any(each.unended for each in results):
        return results
    begun = [_text(each, "check") for each in told if each.get("begun") is True]
    name = begun[-1] if begun else "the program can be run"
    return [*results, _stopped(name, finished, seconds)]


def _stopped(name: str, finished: Finished, seconds: float) -> CheckResult:
    """Return the check during which the child ended without a report."""
    if finished.stopped and finished.stopped.limit is Limit.TIME:
        return CheckResult(name=name, ok=False, unended=Unended(busy=True, seconds=seconds))
    if finished.stopped is None and finished.exit_code >= 0:
        return CheckResult(name=name, ok=False, error=f"the program ended itself with exit code {finished.exit_code}")
    return CheckResult(name=name, ok=False, error=error_of(finished))


def _result(told: Mapping[str, Any], seconds: float) -> CheckResult:
    stuck = told.get("unended")
    unended = None
    if isinstance(stuck, dict):
        unended = Unended(busy=stuck.get("busy") is True, lines=_lines(stuck, "lines"), seconds=seconds)
    values = told.get("values")
    number = told.get("checks_line")
    return CheckResult(
        name=_text(told, "check"), ok=told["ok"] is True, input=_text(told, "input"), expected=_text(told, "expected"),
        got=_text(told, "got"), message=_text(told, "message"), error=_text(told, "error"), trace=_lines(told, "trace"),
        values={name: _text(values, name) for name in values} if isinstance(values, dict) else {},
        unended=unended, checks_line=number if _is_line(number) else 0,
    )  # fmt: skip


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name, "")
    return value if isinstance(value, str) else ""


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    value = told.get(name)
    return value if isinstance(value, list) else []


def _lines(told: Mapping[str, Any], name: str) -> tuple[ProgramLine, ...]:
    return tuple(
        ProgramLine(line=each["line"], text=_text(each, "text").strip(), function=_text(each, "function"))
        for each in _list(told, name)
        if isinstance(each, dict) and _is_line(each.get("line"))
    )


def _is_line(number: object) -> TypeGuard[int]:
    return type(number) is int and 0 <= number < MOST_LINES


def _with_speedup(
    so_far: ProgramRun, program: str, checks: Checks, bounds: Mapping[str, Any], how: tuple[RunEnvironment, int]
) -> ProgramRun:
    """Return the results with that of a speed-up over the given program, measured by the lab."""
    environment, number = how
    expect = Expectation(at_least=_text(bounds, "at_least"), at_most=_text(bounds, "at_most"))
    name = "main() is as fast as was asked"
    for bound in filter(None, (expect.at_least, expect.at_most)):
        if fault := check(bound, FACTS):
            wrong = CheckResult(name=name, ok=False, error=f"speedup({bound!r}): {fault}")
            return replace(so_far, checks=(*so_far.checks, wrong))
    experiment = Experiment(
        id="speedup", section=SectionName.HOW, claim=name, ask="", measure="ratio", baseline="given",
        contender="answer", variants={"given": Variant(example="given"), "answer": Variant(example="answer")},
        expect=expect, needs_cores=bounds.get("needs_cores") is not False,
    )  # fmt: skip
    examples = {"given": Example(source=checks.given), "answer": Example(source=program)}
    try:
        report = run_experiment(experiment, examples, {}, RunSettings(seed=number, environment=environment))
    except ProgramFailed as failed:
        wrong = CheckResult(name=name, ok=False, error=failed.message)
        return replace(so_far, checks=(*so_far.checks, wrong))
    if report.verdict == "inconclusive":
        return replace(so_far, inconclusive=report.reason or "the measurements vary too much for a verdict")
    got = f"{report.value:.3g} times ({report.low:.3g} to {report.high:.3g})"
    measured = CheckResult(
        name=name, ok=report.verdict == "confirmed", input="main(), against the given program",
        expected=report.expected, got=got,
    )  # fmt: skip
    return replace(so_far, checks=(*so_far.checks, measured))
