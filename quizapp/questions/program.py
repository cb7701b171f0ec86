"""program: the learner mends or completes a program; the author's checks grade it by running on this machine."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar

from quizapp.core.answer import Answer, ProgramAnswer
from quizapp.core.did_you_mean import did_you_mean
from quizapp.core.model import Rating, doc
from quizapp.core.question import Question, Shown
from quizapp.questions.base import Fault, Graded, Surroundings

SYNTAX = "program-syntax"  # the code of a fault that has a place within the program
NAME = "program"
ABOUT = "mends or completes a program of a few lines; graded by running the author's checks on this machine"
EXAMPLE = """\
- id: no-update-is-lost
  kind: program
  section: how
  ask: Two threads that call `add` at the same time can lose an update. Mend `Counter`.
  given: |
    import threading


    class Counter:
        def __init__(self):
            self.value = 0

        def add(self):
            self.value += 1
  solution: |
    import threading


    class Counter:
        def __init__(self):
            self.value = 0
            self.lock = threading.Lock()

        def add(self):
            with self.lock:
                self.value += 1
  checks: |
    import answer
    from checking import interleavings


    def check_one_call():
        counter = answer.Counter()
        counter.add()
        assert counter.value == 1


    def check_no_update_is_lost():
        for counter in interleavings(answer.Counter, answer.Counter.add, answer.Counter.add):
            assert counter.value == 2, "a thread was interrupted within add()"
  hint: What has to happen between reading `value` and writing it?
  explain: The lock makes reading, adding and writing one step that no other thread interrupts.
"""

HELPERS = ("printed", "run", "raises", "together", "interleavings", "speedup")  # of quizapp.lab.checking.checking
SECONDS = (0.5, 30.0)
HARD_TRIES = 3  # passed after more tries than these: Again


@dataclass(frozen=True, kw_only=True)
class Program(Question):
    """A program with a fault or a gap, and the checks that a mended one passes."""

    needs_code: ClassVar[bool] = True
    takes_minutes: ClassVar[bool] = True

    given: str = doc("The program that the learner gets; at least one of the checks fails on it.")
    checks: str = doc(
        "A program that checks the learner's, which it imports as `answer`. Each function `check_...` is a check, its"
        " name or docstring tells which; without functions the whole is one. `assert` tells what was expected and got."
        " `from checking import ...` offers `printed`, `run`, `raises`, `together`, `interleavings` and `speedup`."
    )
    solution: str = doc("The author's program; it passes all checks.")
    task: str = doc("More about what the program shall do, below `ask`; Markdown.", default="")
    seconds: float = doc("How long all checks together may take, 0.5 to 30.", default=5.0)


MODEL = Program


def faults(question: Program) -> Iterator[Fault]:
    """Yield what is wrong with the question in itself; that the checks pass and fail is tested by `deck test`."""
    for field in ("given", "solution", "checks"):
        yield from _syntax_faults(field, getattr(question, field))
    if question.given.strip() == question.solution.strip():
        hint = "Put the fault or the gap into `given`."
        yield ("given", "program-nothing-to-do", "the given program is the solution", hint)
    if not SECONDS[0] <= question.seconds <= SECONDS[1]:
        message = f"`seconds` is {question.seconds:g}, expected {SECONDS[0]:g} to {SECONDS[1]:g}"
        yield ("seconds", "program-seconds", message, "Leave it out for 5 seconds.")
    yield from _check_faults(question)


def _syntax_faults(field: str, source: str) -> Iterator[Fault]:
    if not source.strip():
        yield (field, "program-empty", f"`{field}` is empty", "Write a Python program.")
    try:
        # The fault of a given program may be one that only compiling finds, such as `await` outside of a coroutine.
        ast.parse(source) if field == "given" else compile(source, field, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = f"line {error.lineno}: " if isinstance(error, SyntaxError) and error.lineno else ""
        told = error.msg if isinstance(error, SyntaxError) else str(error)
        yield (field, SYNTAX, f"{line}{told}", "Correct it; quizapp reads it as Python of its own version.")


def _check_faults(question: Program) -> Iterator[Fault]:
    try:
        nodes = [*ast.walk(ast.parse(question.checks))]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    imported = [each for each in nodes if isinstance(each, ast.ImportFrom) and each.module == "checking"]
    names = [alias.name for each in imported for alias in each.names]
    for name in names:
        if name not in HELPERS:
            hint = did_you_mean(name, HELPERS, f"There are: {', '.join(HELPERS)}.")
            yield ("checks", "program-unknown-helper", f"`checking` has no `{name}`", hint)
    whole = [alias.name for each in nodes if isinstance(each, ast.Import) for alias in each.names]
    of_answer = any(isinstance(each, ast.ImportFrom) and each.module == "answer" for each in nodes)
    if "answer" not in whole and not of_answer and not {"run", "speedup"} & {*names}:
        hint = "Write `import answer` and call its functions, or `run()` the whole program."
        yield ("checks", "program-unused", "the checks do not use the learner's program", hint)
    if not any(isinstance(each, ast.Assert | ast.Raise) for each in nodes) and not {"raises", "speedup"} & {*names}:
        yield ("checks", "program-no-check", "the checks check nothing", "Write `assert answer.total([1]) == 1`.")


def references(question: Program) -> Iterator[tuple[str, str, str]]:
    """A program refers to nothing."""
    yield from ()


def show(question: Program, around: Surroundings, random: Random) -> Shown:
    """Return the task and the given program."""
    ask = f"{question.ask}\n\n{question.task}" if question.task else question.ask
    return Shown(ask=ask, entry="program", code=question.given)


def as_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stored question as one text that asks and one that answers."""
    asked = filter(None, [body["ask"], body.get("task", ""), fenced(body["given"])])
    return "\n\n".join(asked), fenced(body["solution"])


def solution(question: Program, shown: Shown) -> Answer:
    """Return the author's program."""
    return question.solution


def grade(question: Program, shown: Shown, answer: Answer) -> Graded:
    """Grade tries by the run of the last one. A text is a program that was not run: the learner judges."""
    from quizapp.core.answer_difference import ProgramDifference

    expected = fenced(question.solution)
    if isinstance(answer, str):
        difference = ProgramDifference(given=answer, solution=question.solution, start=question.given)
        return Graded(correct=None, score=0.0, expected=expected, difference=difference)
    if not isinstance(answer, ProgramAnswer):
        raise ValueError("the answer is a program")
    run = answer.run
    verdict = run.verdict if run else "failed"  # given up
    difference = ProgramDifference(
        given=answer.program, solution=question.solution, start=question.given, tries=answer.tries, run=run
    )
    return Graded(
        correct=None if verdict == "inconclusive" else verdict == "passed",
        score=float(verdict == "passed"),
        expected=expected,
        remarks=tuple(f"{check.name}: {check.reason}" for check in (run.failed if run else ())),
        notes=(f"No verdict: {run.inconclusive}.",) if run and run.inconclusive else (),
        difference=difference,
        rating=rating_for(answer.tries) if verdict == "passed" else Rating.AGAIN,
        rateable=verdict != "inconclusive",
    )


def rating_for(tries: int) -> Rating:
    """Return the rating that a program which passes suggests; a hint makes Good Hard, as for every kind."""
    if tries <= 1:
        return Rating.GOOD
    return Rating.HARD if tries <= HARD_TRIES else Rating.AGAIN


def fenced(program: str) -> str:
    """Return a program as a block of Markdown that no line of it closes."""
    fence = "```"
    while fence in program:
        fence += "`"
    return f"{fence}python\n{program.rstrip()}\n{fence}"
