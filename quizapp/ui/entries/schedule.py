"""Reads a schedule: the learner chooses step by step which program goes on, and sees the variables change."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

from quizapp.core.interleaving.solver import DEADLOCK, ScheduleTask, play, shared
from quizapp.core.interleaving.states import State, can_run, has_ended, runnable, why_not
from quizapp.core.question import Shown
from quizapp.questions.answers import NO_SCHEDULE
from quizapp.ui.console import CURSOR
from quizapp.ui.entering import Answered, Entering, EntryResult, Revealed
from quizapp.ui.entries.base import EntryKind, command_of, line_for_each_gap
from quizapp.ui.escape import one_line, visible
from quizapp.ui.feedback.marks import labelled

CLAIM = "0"  # the key, and the end of the draft, of the claim that no schedule reaches the goal
_GAPS = (3, 2)  # cells between programs that are side by side, the wider one where there is room


def _take(shown: Shown, entering: Entering) -> EntryResult:
    """Read a schedule; it is the answer as soon as it reaches the goal."""
    task, draft = shown.task, entering.draft
    assert task is not None
    while True:
        state = _state(task, draft.letters)
        if draft.letters and not _claims(draft.letters) and task.reached(state):
            return Answered(draft.letters)
        entering.draw(_lines(task, state, draft.letters), _help(task, state, draft.letters))
        taken = _taken(task, state, entering)
        if taken is not None:
            return taken


def _state(task: ScheduleTask, schedule: str) -> State:
    *_, state = play(task.programs, [int(number) - 1 for number in schedule if number != CLAIM])
    return state


def _claims(schedule: str) -> bool:
    """Return whether a draft is the claim; what it began with is there again when the claim is taken back."""
    return schedule.endswith(CLAIM)


def _taken(task: ScheduleTask, state: State, entering: Entering) -> EntryResult | None:
    """Return what a key gives; None if it changed the draft or does nothing now."""
    draft, pressed = entering.draft, entering.key()
    claims, going = _claims(draft.letters), [str(program + 1) for program in runnable(task.programs, state)]
    if pressed == "backspace":
        draft.letters = draft.letters[:-1]
    elif pressed == CLAIM:
        draft.letters += "" if claims else CLAIM
    elif pressed == "enter" and (claims or not going):
        return Answered(NO_SCHEDULE if claims else draft.letters)
    elif pressed in going and not claims:
        draft.letters += pressed
    elif pressed == "space" and not draft.letters:
        return Revealed()
    elif pressed not in ("enter", "space") and not pressed.isdecimal():
        return command_of(pressed, entering.key)
    return None


def _help(task: ScheduleTask, state: State, schedule: str) -> str:
    going = [str(program + 1) for program in runnable(task.programs, state)]
    if _claims(schedule):
        return "Enter  answer     Backspace  back"
    if not going:
        return f"Enter  answer     Backspace  a step back     {CLAIM}  no schedule does"
    act = "Backspace  a step back" if schedule else "Space  show the answer"
    choice = " or ".join(filter(None, (", ".join(going[:-1]), going[-1])))
    return f"{choice}  goes on     {act}     {CLAIM}  no schedule does"


def _lines(task: ScheduleTask, state: State, schedule: str) -> list[RenderableType]:
    """Return the goal, the programs, the variables, and why some of the programs cannot go on."""
    goal = "a deadlock" if task.goal == DEADLOCK else f"{visible(task.goal)}, when all have ended"
    lines: list[RenderableType] = [labelled("Goal", Text(goal, style="bold")), Text(), ProgramColumns(task, state)]
    values = "   ".join(f"{one_line(name)} = {value}" for name, value in shared(task.programs, state).items())
    lines += [Text(), labelled("Shared", Text(values))]
    if _claims(schedule):
        return [*lines, labelled("Answer", Text("no schedule reaches the goal"))]
    stopped = [program for program in range(len(state.at)) if not can_run(task.programs, state, program)]
    lines += [labelled("", Text(visible(why_not(task.programs, state, program)), style="quiet")) for program in stopped]
    if not runnable(task.programs, state):
        end = "all have ended" if has_ended(task.programs, state) else "this is a deadlock"
        lines.append(labelled("", Text(f"{end}; the goal is not reached", style="bad")))
    return [*lines, labelled("Schedule", Text(" ".join([*schedule, CURSOR])))]


@dataclass(frozen=True, slots=True)
class ProgramColumns:
    """The steps of each program, the next one marked; side by side where there is room, else below each other."""

    task: ScheduleTask
    state: State

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = [self._column(program) for program in range(len(self.task.programs.steps))]
        widths = [max(cell_len(line.plain) for line in column) for column in columns]
        room = options.max_width - sum(widths)
        gap = next((gap for gap in _GAPS if gap * (len(columns) - 1) <= room), None)
        if gap is None:
            for number, column in enumerate(columns):
                yield from ([Text()] if number else [])
                yield from column
            return
        for row in range(max(map(len, columns))):
            line = Text()
            for column, width in zip(columns, widths, strict=True):
                cell = column[row] if row < len(column) else Text()
                line.append_text(cell).append(" " * (width - cell.cell_len + gap))
            line.rstrip()
            yield line

    def _column(self, program: int) -> list[Text]:
        at = self.state.at[program]
        own = ", ".join(f"{one_line(name)} = {value:g}" for name, value in self.state.own[program])
        lines = [Text.assemble((f"{program + 1}  program {program + 1}", "accent"))]
        for number, step in enumerate(self.task.programs.steps[program]):
            style = "dim" if number < at else "bold" if number == at else ""
            lines.append(Text(f"{'> ' if number == at else '  '} {visible(step.text)}", style=style))
        return [*lines, Text(f"   {own}", style="quiet")]


def _line_help(shown: Shown) -> str:
    return "the numbers of the programs in the order of their steps, such as 1221, or none"


ENTRY = EntryKind(take=_take, line_help=_line_help, take_line=line_for_each_gap, draws_code=True)
