"""The shortest schedule that reaches a goal, step by step, beside the one that was given."""

from rich.text import Text

from quizapp.core.answer_difference import ScheduleDifference
from quizapp.core.interleaving.solver import Played, trace
from quizapp.core.interleaving.steps import Programs
from quizapp.ui.escape import one_line, visible
from quizapp.ui.feedback.base import Feedback, Judged
from quizapp.ui.feedback.marks import Lines, Marks, labelled
from quizapp.ui.hanging import Hanging

NONE = "no schedule reaches the goal"


def schedule_lines(difference: ScheduleDifference) -> Lines:
    """Return the schedule that was given, if it is not the shortest, and the steps of the shortest."""
    programs, given, shortest = difference.task.programs, difference.given, difference.shortest
    lines: Lines = []
    if given is not None and given != shortest:
        lines += [labelled("Yours", _numbers(given)), labelled("ends with", _after(trace(programs, given)[-1])), Text()]
    if shortest is None:
        return [*lines, labelled("Answer", Text(NONE))]
    named = "Your schedule, which is the shortest" if given == shortest else "The shortest schedule"
    return [*lines, Text(named, style="accent"), *traced(programs, shortest)]


def traced(programs: Programs, schedule: tuple[int, ...]) -> Lines:
    """Return each step of a schedule with its program, and the shared variables and locks after it."""
    played = trace(programs, schedule)
    width = max((len(each.step) for each in played), default=0)
    return [
        Hanging(
            Text(f"{number:3}  program {each.program + 1}  "),
            Text.assemble(f"{visible(each.step):{width}}   ", _after(each)),
        )
        for number, each in enumerate(played, 1)
    ]


def _after(played: Played) -> Text:
    return Text(", ".join(f"{one_line(name)} = {value}" for name, value in played.after.items()), style="quiet")


def _numbers(schedule: tuple[int, ...]) -> Text:
    return Text(" ".join(str(program + 1) for program in schedule))


def _compared(judged: Judged, difference: ScheduleDifference, marks: Marks) -> Lines:
    return schedule_lines(difference)


FEEDBACK = Feedback(_compared)
