"""What the checks found in a program, and the learner's program beside a solution."""

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from quizapp.core.answer_difference import ProgramDifference, lines_difference, rows_side_by_side
from quizapp.core.counting import counted
from quizapp.core.program_run import CheckResult, ProgramLine, ProgramRun, Unended
from quizapp.questions.verdict_words import failures
from quizapp.ui.code_view import code
from quizapp.ui.escape import one_line, visible
from quizapp.ui.feedback.base import Feedback, Judged
from quizapp.ui.feedback.marks import Lines, Marks
from quizapp.ui.feedback.output_columns import OutputColumns
from quizapp.ui.hanging import Hanging

MOST_PRINTED = 8  # lines of a program's output
_GAP = 3  # cells between programs that are side by side


def run_lines(run: ProgramRun, heading: str, marks: Marks) -> Lines:
    """Return each check with its mark, for a failed one what was tried, expected and got; last, what was printed."""
    lines: Lines = [Text.assemble((heading, "accent"), f"  {failures(run) if run.failed else ''}")]
    for check in run.checks:
        lines.append(Hanging(Text.assemble(marks.of(check.ok), " "), Text(one_line(check.name))))
        if not check.ok:
            lines += _failure(check, marks)
    if printed := visible(run.printed).strip("\n").splitlines():
        left = len(printed) - MOST_PRINTED
        lines += [Text(), Text("It printed", style="quiet")]
        lines += [Text(f"  ... {counted(left, 'line')} more", style="quiet")] if left > 0 else []
        lines += [Hanging(Text("  "), Text(line)) for line in printed[-MOST_PRINTED:]]
    return lines


def _failure(check: CheckResult, marks: Marks) -> Lines:
    if check.unended is not None:
        return [_said(_unended(check.unended)), *map(_line, check.unended.lines)]
    if check.error:
        return [_said(check.error), *map(_line, check.trace)]
    lines: Lines = []
    if check.input:
        lines.append(_labelled("tried", check.input))
        lines += [_labelled("with" if number == 0 else "", f"{name} = {value}")
                  for number, (name, value) in enumerate(_telling(check).items())]  # fmt: skip
    if "\n" in check.expected or "\n" in check.got:
        found = lines_difference(check.got.splitlines(), check.expected.splitlines())
        lines.append(Indented(OutputColumns(found, marks, ("expected", "got"))))
    else:
        lines += [_labelled("expected", check.expected, "good"), _labelled("got", check.got, "bad")]
    lines += [_labelled("", check.message)] if check.message else []
    return [*lines, *map(_line, check.trace)]


def _telling(check: CheckResult) -> dict[str, str]:
    """Return the variables whose values say something: the address of an object does not."""
    return {name: value for name, value in check.values.items() if not value.endswith(" object>")}


def _unended(unended: Unended) -> str:
    within = f"It did not end within {unended.seconds:g} s"
    if unended.busy:
        return f"{within} and was still computing: does a loop never end?"
    if len({each.function for each in unended.lines} | {str(each.line) for each in unended.lines}) > 2:
        return f"{within}, because its threads wait for each other: is a lock held by one that the other needs?"
    return f"{within}: it waits for something that never comes, such as a lock that nobody releases."


def _said(text: str) -> Hanging:
    return Hanging(Text("  "), Text(visible(text), style="bad"))


def _labelled(label: str, text: str, style: str = "") -> Hanging:
    return Hanging(Text(f"  {label:10}", style="quiet"), Text(visible(text), style=style))


def _line(line: ProgramLine) -> Hanging:
    where = f"  line {line.line}" + (f" in {visible(line.function)}" if line.function else "")
    return Hanging(Text(f"{where}:  ", style="quiet"), Text(visible(line.text)))


class Indented:
    """Lines that begin two cells further right."""

    def __init__(self, body: OutputColumns) -> None:
        self.body = body

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        inner = options.update(max_width=max(8, options.max_width - 2))
        for line in console.render_lines(self.body, inner, pad=False):
            yield Text.assemble("  ", *((each.text, each.style or "") for each in line))


def compared_lines(difference: ProgramDifference, marks: Marks) -> Lines:
    """Return what the checks found, and the learner's program beside a solution; after a pass, the solution alone."""
    run, given = difference.run, difference.given
    if given is None or (run is not None and not run.failed):
        named = "A solution" if given is None else "The author's program"
        same = given is not None and given.strip() == difference.solution.strip()
        return [] if same else [Text(named, style="accent"), code(difference.solution, "python")]
    found = run_lines(run, f"Try {difference.tries}", marks) if run is not None else []
    return [ProgramColumns(given, difference.solution), *([Text(), *found] if found else [])]


class ProgramColumns:
    """The learner's program beside a solution, with the lines that differ marked; as one listing where it is narrow."""

    def __init__(self, given: str, solution: str) -> None:
        self.rows = rows_side_by_side(visible(given).rstrip().split("\n"), visible(solution).rstrip().split("\n"))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lefts = [cell_len(left or "") for left, _ in self.rows]
        rights = [cell_len(right or "") for _, right in self.rows]
        width = max(*lefts, len("Yours"))
        if 2 + width + _GAP + 2 + max(rights) > options.max_width:
            yield from self._one_listing()
            return
        yield Text.assemble((f"  {'Yours':{width}}", "accent"), " " * (_GAP + 2), ("A solution", "accent"))
        for left, right in self.rows:
            yours = _marked(left, "- ", "bad" if left != right else "")
            gap = " " * (2 + width + _GAP - yours.cell_len)
            yield Text.assemble(yours, gap, _marked(right, "+ ", "good" if left != right else ""))

    def _one_listing(self) -> RenderResult:
        yield Text.assemble(("- yours", "bad"), "     ", ("+ a solution", "good"))
        removed: list[str] = []
        added: list[str] = []
        for left, right in [*self.rows, ("", "")]:
            if left != right:
                removed += [] if left is None else [left]
                added += [] if right is None else [right]
                continue
            yield from (_marked(line, "- ", "bad") for line in removed)
            yield from (_marked(line, "+ ", "good") for line in added)
            removed, added = [], []
            yield _marked(left, "", "")


def _marked(line: str | None, mark: str, style: str) -> Text:
    if line is None:
        return Text()
    return Text(f"{mark if style else '  '}{line}", style=style)


def _compared(judged: Judged, difference: ProgramDifference, marks: Marks) -> Lines:
    earlier = difference.earlier
    is_known = earlier.strip() in {"", *(each.strip() for each in (difference.given or "", difference.solution))}
    lines = compared_lines(difference, marks)
    heading = Text("What you wrote last time", style="accent")
    return lines if is_known else [*lines, Text(), heading, code(earlier, "python")]


FEEDBACK = Feedback(_compared)
