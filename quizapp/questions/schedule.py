"""schedule: the learner is the scheduler, and chooses step by step which program goes on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from quizapp.core.answer import Answer
from quizapp.core.counting import counted
from quizapp.core.expressions import check
from quizapp.core.interleaving.solver import DEADLOCK, Played, ScheduleTask, Solution, TooManyStates, play, solve, trace
from quizapp.core.interleaving.states import MisuseError, runnable
from quizapp.core.interleaving.steps import Programs, parse_step, unknown_names
from quizapp.core.model import doc
from quizapp.core.question import Question, Shown
from quizapp.questions.answers import NO_SCHEDULE, PROGRAM_NUMBERS
from quizapp.questions.base import Fault, Graded, Surroundings

NAME = "schedule"
ABOUT = "is the scheduler: chooses which of two or three programs takes the next step, until a goal is reached"
EXAMPLE = """\
- id: lose-an-update
  kind: schedule
  section: how
  ask: Two threads add 1 to `counter`. Lose one of the updates.
  variables: {counter: 0}
  programs:
    - [x = read counter, x = x + 1, write counter x]
    - [x = read counter, x = x + 1, write counter x]
  goal: counter == 1
"""

MOST_STEPS = 12
_FORMS = (
    "Write `x = read v`, `x = x + 1`, `write v x`, `acquire l`, `release l`, `wait c` or `notify c`; each may end in"
    " ` if x > 0`."
)


@dataclass(frozen=True, kw_only=True)
class Schedule(Question):
    """Programs over shared variables, and the end that they shall come to."""

    programs: list[list[str]] = doc(
        "Two or three programs, each of at most 12 steps: `x = read v`, `x = x + 1` (of the program's own variables),"
        " `write v x`, `acquire l`, `release l`, `wait c`, `notify c`. ` if x > 0` at the end of a step: else it does"
        " nothing. A condition is its own lock."
    )
    goal: str = doc("`deadlock`, or a condition on the shared variables when all have ended, such as `counter == 1`.")
    variables: dict[str, float] = doc("The shared variables with their first values.", default_factory=dict)
    possible: bool = doc(
        "Whether a schedule reaches the goal. `false`: the right answer is that none does.", default=True
    )


MODEL = Schedule


def faults(question: Schedule) -> Iterator[Fault]:
    """Yield what is wrong with the question in itself, and what a search over all its schedules finds."""
    found = [*_program_faults(question)]
    if question.goal != DEADLOCK and (fault := check(question.goal, question.variables)):
        found.append(("goal", "schedule-goal", f"`{question.goal}`: {fault}", "Write `deadlock`, or such as `x == 1`."))
    yield from found or _search_faults(question)


def _program_faults(question: Schedule) -> Iterator[Fault]:
    if not 2 <= len(question.programs) <= len(PROGRAM_NUMBERS):
        message = f"{counted(len(question.programs), 'program')}, expected two or three"
        yield ("programs", "schedule-programs", message, "Give two or three lists of steps.")
    for number, steps in enumerate(question.programs, 1):
        if not 1 <= len(steps) <= MOST_STEPS:
            message = f"program {number} has {counted(len(steps), 'step')}, expected 1 to {MOST_STEPS}"
            yield ("programs", "schedule-programs", message, "Leave out what does not matter to the goal.")
    try:
        for step, fault in unknown_names(_task(question).programs):
            hint = "A variable of a program's own is known after `x = read v` or `x = 1`."
            yield ("programs", "schedule-step", f"`{step.text}`: {fault}", hint)
    except ValueError as error:
        yield ("programs", "schedule-step", str(error), _FORMS)


def _search_faults(question: Schedule) -> Iterator[Fault]:
    try:
        solution = solve(_task(question))
    except MisuseError as error:
        hint = "Acquire it before, in every schedule: in Python this raises RuntimeError."
        yield ("programs", "schedule-misuse", f"a schedule comes to {error}", hint)
    except TooManyStates as error:
        yield ("programs", "schedule-too-large", f"the schedules have {error}", "Use fewer or shorter programs.")
    except ValueError as error:
        yield ("programs", "schedule-step", f"an expression has no value in some schedule: {error}", "Correct it.")
    else:
        yield from _solution_faults(question, solution)


def _solution_faults(question: Schedule, solution: Solution) -> Iterator[Fault]:
    if question.possible and solution.schedule is None:
        hint = "Correct the programs or the goal; if that is the point of the question: `possible: false`."
        yield ("goal", "schedule-impossible", "no schedule reaches the goal", hint)
    elif question.possible and not solution.avoidable:
        hint = "Ask for something that depends on the schedule."
        yield ("goal", "schedule-unavoidable", "every schedule reaches the goal", hint)
    elif not question.possible and solution.schedule is not None:
        message = f"the goal is reached by {_numbers(solution.schedule)}"
        yield ("possible", "schedule-possible", message, "Remove `possible: false`, or correct the programs.")


def references(question: Schedule) -> Iterator[tuple[str, str, str]]:
    """A schedule refers to nothing."""
    yield from ()


def show(question: Schedule, around: Surroundings, random: Random) -> Shown:
    """Return the programs as text and as values."""
    return Shown(
        ask=question.ask, entry="schedule", code=programs_text(question), language="text", task=_task(question)
    )


def programs_text(question: Schedule) -> str:
    """Return the programs, the first values and the goal as lines."""
    lines = [", ".join(f"{name} = {value:g}" for name, value in question.variables.items())]
    for number, steps in enumerate(question.programs, 1):
        lines += ["", f"program {number}:", *(f"    {step}" for step in steps)]
    return "\n".join([*lines, "", f"goal: {goal_text(question.goal)}"]).lstrip("\n")


def goal_text(goal: str) -> str:
    """Return a goal in words."""
    return "a deadlock" if goal == DEADLOCK else f"{goal}, when all have ended"


def as_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stored question as one text that asks and one that answers."""
    fields = {name: value for name, value in body.items() if name not in ("kind", "edited")}
    question = Schedule(**{"id": "", "section": "", **fields})
    return f"{question.ask}\n\n```text\n{programs_text(question)}\n```", expected(question)


def solution(question: Schedule, shown: Shown) -> Answer:
    """Return the shortest schedule, or `none`."""
    found = solve(_task(question)).schedule
    return NO_SCHEDULE if found is None else tuple(str(program + 1) for program in found)


def grade(question: Schedule, shown: Shown, answer: Answer) -> Graded:
    """Return right if the schedule ends with the goal reached, or if none does and that was answered."""
    from quizapp.core.answer_difference import ScheduleDifference

    task = _task(question)
    given, shortest = _given(answer), solve(task).schedule
    correct, remark = shortest is None, "" if shortest is None else "a schedule reaches the goal"
    if given is not None:
        remark = _missed(task, given)
        correct = not remark
    return Graded(
        correct=correct,
        score=float(correct),
        expected=_expected(task, shortest),
        remarks=(remark,) if remark else (),
        difference=ScheduleDifference(task=task, given=given, shortest=shortest),
    )


def _task(question: Schedule) -> ScheduleTask:
    """Return the task. Raises ValueError for a line that is no step."""
    steps = tuple(tuple(parse_step(text) for text in texts) for texts in question.programs)
    return ScheduleTask(programs=Programs(variables=question.variables, steps=steps), goal=question.goal)


def _given(answer: Answer) -> tuple[int, ...] | None:
    """Return the schedule of an answer, None for `none`. Raises ValueError for any other answer."""
    if answer == NO_SCHEDULE:
        return None
    if isinstance(answer, tuple) and answer and all(number in PROGRAM_NUMBERS for number in answer):
        return tuple(int(number) - 1 for number in answer)
    raise ValueError("the answer is the numbers of the programs in the order of their steps, or none")


def _missed(task: ScheduleTask, given: tuple[int, ...]) -> str:
    """Return why a schedule does not reach the goal, or ''. Raises ValueError if it cannot run or has not ended."""
    *_, last = play(task.programs, given)
    if task.reached(last):
        return ""
    if runnable(task.programs, last):
        raise ValueError("the schedule stops before the end: a program can still go on")
    ended = dict(zip(task.programs.variables, last.variables, strict=True))
    return "it ends with " + (", ".join(f"{name} = {value:g}" for name, value in ended.items()) or "no deadlock")


def expected(question: Schedule) -> str:
    """Return the right answer as Markdown."""
    task = _task(question)
    return _expected(task, solve(task).schedule)


def _expected(task: ScheduleTask, shortest: tuple[int, ...] | None) -> str:
    if shortest is None:
        return "No schedule reaches the goal."
    played = trace(task.programs, shortest)
    width = max(len(each.step) for each in played)
    lines = [f"program {each.program + 1}  {each.step:{width}}   {_after(each)}".rstrip() for each in played]
    return "\n".join(["```text", *lines, "```"])


def _after(played: Played) -> str:
    return ", ".join(f"{name} = {value}" for name, value in played.after.items())


def _numbers(schedule: tuple[int, ...]) -> str:
    return " ".join(str(program + 1) for program in schedule)
