"""Reads a program: the learner changes it here or in their editor, and runs its checks until they pass."""

from collections.abc import Callable

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.answer import ProgramAnswer
from quizapp.core.program_run import ProgramRun
from quizapp.core.question import Shown
from quizapp.ui.code_view import highlighted
from quizapp.ui.console import CURSOR
from quizapp.ui.entering import Answered, Draft, Entering, EntryResult, Revealed
from quizapp.ui.entries.base import EntryKind, LineSource, command_of
from quizapp.ui.entries.fields import edit_lines
from quizapp.ui.escape import visible
from quizapp.ui.feedback.marks import Marks
from quizapp.ui.feedback.program import run_lines
from quizapp.ui.hanging import Hanging
from quizapp.ui.key_sequences import Pasted
from quizapp.ui.program_draft import ProgramDesk, ProgramDraft
from quizapp.ui.text_field import EDITING, TextField

INDENT = "    "
_OWN = EDITING | {"up", "down"}  # keys that move the cursor while typing, instead of scrolling


def _take(shown: Shown, entering: Entering) -> EntryResult:
    """Read keys until a program passes, the learner wants to see a solution, or presses the key of a command."""
    draft, desk = entering.draft, entering.desk
    assert desk is not None
    state = draft.program or _begun(shown, draft, desk)
    while True:
        entering.draw(_lines(draft, state, desk.marks), _help(shown, draft, state))
        state.is_new = False
        pressed = entering.key(_OWN if state.typing else ())
        if state.typing:
            _type(draft, state, pressed)
        elif (taken := _acted(shown, entering, pressed)) is not None:
            return taken


def program_of(draft: Draft) -> str:
    """Return the program of a draft."""
    return "\n".join(each.text.rstrip() for each in draft.fields).rstrip("\n") + "\n"


def keep_unsaved(draft: Draft, state: ProgramDraft) -> None:
    """Record the program of a draft if it was changed since it was recorded or given."""
    program = program_of(draft)
    if program != state.kept:
        state.kept = program
        state.desk.keep(program)


def _begun(shown: Shown, draft: Draft, desk: ProgramDesk) -> ProgramDraft:
    """Begin with the last program of the learner if it did not pass, else with the given one."""
    program, note, earlier = shown.code, "", ""
    if (last := desk.last()) is not None:
        if last[1] == "passed":
            note = "You have solved this before: here is the program as it was given."
            earlier = last[0]
        elif last[0].strip() != shown.code.strip():
            program, note = last[0], "Your last try. x starts again with the program as it was given."
    _fill(draft, program)
    draft.program = ProgramDraft(desk=desk, kept=program_of(draft), note=note, earlier=earlier)
    return draft.program


def _fill(draft: Draft, program: str) -> None:
    lines = program.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).rstrip("\n").split("\n")
    draft.fields = [TextField(line) for line in lines]
    draft.at = min(draft.at, len(lines) - 1)


def _is_given(shown: Shown, draft: Draft) -> bool:
    return program_of(draft).strip() == shown.code.strip()


def _acted(shown: Shown, entering: Entering, pressed: str) -> EntryResult | None:
    """Do what a key means while nothing is typed; return the result that it gives, if any."""
    if pressed == "space":
        return _given_up(shown, entering.draft)
    if pressed == "enter":
        return _run(entering)
    if pressed in _ACTS:
        _ACTS[pressed](shown, entering)
        return None
    return command_of(pressed, entering.key)


def _begin_typing(shown: Shown, entering: Entering) -> None:
    assert entering.draft.program is not None
    entering.draft.program.typing = True


def _edit(shown: Shown, entering: Entering) -> None:
    assert entering.desk is not None
    _fill(entering.draft, entering.desk.edit(program_of(entering.draft)))


def _start_again(shown: Shown, entering: Entering) -> None:
    assert entering.draft.program is not None
    entering.draft.program.run, entering.draft.program.note = None, ""
    _fill(entering.draft, shown.code)


_ACTS: dict[str, Callable[[Shown, Entering], None]] = {"t": _begin_typing, "v": _edit, "x": _start_again}


def _run(entering: Entering) -> Answered | None:
    """Run the checks on the program; return the answer unless one of them fails."""
    draft, state, desk = entering.draft, entering.draft.program, entering.desk
    assert state is not None
    assert desk is not None
    program = program_of(draft)
    if (run := desk.run(program)) is None:
        return None
    state.note, state.kept, state.ran, state.run = "", program, program, run
    state.tries += run.verdict != "inconclusive"
    state.is_new = True
    return _answered(state, program, run) if not run.failed else None


def _answered(state: ProgramDraft, program: str, run: ProgramRun | None) -> Answered:
    return Answered(ProgramAnswer(program=program, tries=state.tries, run=run))


def _given_up(shown: Shown, draft: Draft) -> EntryResult:
    """Return the program that was tried last, to be seen beside a solution."""
    state = draft.program
    assert state is not None
    if _is_given(shown, draft) and not state.tries:
        return Revealed()
    program = program_of(draft)
    run = state.run if state.ran == program else None
    return _answered(state, program, run)


def _type(draft: Draft, state: ProgramDraft, pressed: str) -> None:
    """Change the program by a key: lines are indented as the line above, and deeper after a colon."""
    line, at = draft.fields[draft.at], draft.at
    before = line.before
    if pressed == "esc":
        state.typing = False
    elif pressed == "enter":
        edit_lines(draft, pressed)
        indent = before[: len(before) - len(before.lstrip(" "))]
        deeper = INDENT if before.rstrip().endswith(":") else ""
        draft.fields[draft.at] = TextField(draft.fields[draft.at].text.lstrip(" ")).insert(indent + deeper)
    elif pressed == "tab":
        draft.fields[at] = line.insert(" " * (len(INDENT) - len(before) % len(INDENT)))
    elif pressed == "shift-tab":
        left = min(len(INDENT), len(line.text) - len(line.text.lstrip(" ")))
        draft.fields[at] = TextField(line.text[left:], max(0, line.cursor - left))
    elif pressed == "backspace" and before and not before.strip(" "):
        left = (len(before) - 1) % len(INDENT) + 1
        draft.fields[at] = line.cut(len(before) - left, len(before))
    else:
        edit_lines(draft, Pasted(pressed.text.expandtabs(4)) if isinstance(pressed, Pasted) else pressed)


def _help(shown: Shown, draft: Draft, state: ProgramDraft) -> str:
    if state.typing:
        return "Esc  done     Tab  indent     Shift-Tab  unindent"
    again = "" if _is_given(shown, draft) else "     x  start again"
    shows = "give up" if state.tries or not _is_given(shown, draft) else "show a solution"
    return f"t  type here     v  your editor     Enter  run the checks{again}     Space  {shows}"


def _lines(draft: Draft, state: ProgramDraft, marks: Marks) -> list[RenderableType]:
    """Return the numbered program, the lines of the last failure marked, and what the checks found in it."""
    program = "\n".join(each.text for each in draft.fields)
    is_changed = state.ran != program_of(draft)
    named = frozenset() if is_changed else _failed_lines(state)
    cursor = (draft.at, draft.fields[draft.at]) if state.typing else None
    lines: list[RenderableType] = [*([Text(state.note, style="quiet"), Text()] if state.note else [])]
    lines += numbered(program, named, cursor)
    state.result_at = len(lines) + 1 if state.is_new else None
    if state.run is not None:
        lines += [
            Text(),
            *run_lines(state.run, f"Try {state.tries}{', before your last change' if is_changed else ''}", marks),
        ]
    return lines


def _failed_lines(state: ProgramDraft) -> frozenset[int]:
    failed = state.run.failed if state.run else ()
    traces = [check.unended.lines if check.unended else check.trace[-1:] for check in failed]
    return frozenset(each.line for trace in traces for each in trace)


def numbered(
    program: str, marked: frozenset[int] = frozenset(), cursor: tuple[int, TextField] | None = None
) -> list[RenderableType]:
    """Return a program with the numbers of its lines; `cursor` is the index of a line, and its text with the cursor."""
    texts = program.split("\n")
    shown = [*highlighted(program).split("\n", allow_blank=True), *(Text() for _ in texts)][: len(texts)]
    lines: list[RenderableType] = []
    for number, line in enumerate(shown, 1):
        if cursor and number == cursor[0] + 1:
            at = len(visible(cursor[1].before))
            line = Text.assemble(line[:at], CURSOR, line[at:]) if at <= len(line) else line.append(CURSOR)
        mark = ("bad", ">") if number in marked else ("", " ")
        lines.append(Hanging(Text.assemble((f"{number:3}", "quiet"), (mark[1], mark[0]), " "), line))
    return lines


def _compared(shown: Shown, line: str, source: LineSource) -> EntryResult:
    return Revealed()  # where answers are lines nothing is run: the learner compares


def _line_help(shown: Shown) -> str:
    return "Enter shows a solution to compare with yours; then you rate yourself"


ENTRY = EntryKind(
    take=_take, line_help=_line_help, take_line=_compared, draws_code=True, compares_code=True, needs_desk=True
)
