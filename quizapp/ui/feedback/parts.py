"""Answers of several parts: gaps, pairs, lines in an order, lines of output. Each part has its mark."""

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from quizapp.core.answer_difference import Part, PartsDifference
from quizapp.ui.escape import visible
from quizapp.ui.feedback.marks import Lines, Marks
from quizapp.ui.hanging import Hanging
from quizapp.ui.text import inline, typed_text

NOTHING = "(nothing)"
_NOUNS = {"gaps": "gaps right", "pairs": "pairs right", "order": "lines in their place", "lines": "lines right"}


def part_verdict(difference: PartsDifference) -> str:
    """Return how many parts are right, such as '2 of 3 pairs right'; '' for a single text."""
    if difference.of == "text" or len(difference.parts) < 2:
        return ""
    right = sum(part.right for part in difference.parts)
    return f"{right} of {len(difference.parts)} {_NOUNS[difference.of]}"


def gap_lines(difference: PartsDifference, marks: Marks) -> Lines:
    """Return each gap by its name with what was typed, and what belongs there where that differs."""
    lines: Lines = []
    for part in difference.parts:
        expected = typed_text(part.expected or "")
        given = visible(part.given or "") or NOTHING
        body = Text(expected) if part.given is None else Text(given, style="" if part.right else "bad")
        if part.given is not None and given.casefold() != expected.casefold():
            body.append("   answer: ", style="quiet").append(expected, style="good")
        lines.append(Hanging(_prefix(part, marks, f"{part.label}  "), body))
    return lines


def pair_lines(difference: PartsDifference, marks: Marks) -> Lines:
    """Return each left side with what was put beside it, and what belongs there where that is wrong."""
    lines: Lines = []
    for part in difference.parts:
        is_wrong = part.given is not None and not part.right
        beside = inline(part.given or "" if is_wrong else part.expected or "")
        if is_wrong:
            beside.stylize("bad")
        lines.append(Hanging(_prefix(part, marks), Text.assemble(inline(part.label), " -- ", beside)))
        if is_wrong:
            right = inline(part.expected or "")
            right.stylize("good")
            lines.append(Hanging(Text("    answer: ", style="quiet"), right))
    return lines


def order_lines(difference: PartsDifference, marks: Marks) -> Lines:
    """Return the lines in their right order, and for each wrong one the place where it was put."""
    lines: Lines = []
    given = [part.given for part in difference.parts]
    taken = {number for number, part in enumerate(difference.parts) if part.right}
    for number, part in enumerate(difference.parts, 1):
        body = inline(part.expected or "")
        if part.given is not None and not part.right:
            place = next(i for i, line in enumerate(given) if line == part.expected and i not in taken)
            taken.add(place)
            body.append(f"   (you put it at {place + 1})", style="quiet")
        lines.append(Hanging(_prefix(part, marks, f"{number:2}  "), body))
    return lines


def _prefix(part: Part, marks: Marks, name: str = "") -> Text:
    """Return the mark of a part; none where nothing was answered."""
    mark = Text(" ") if part.given is None else marks.of(part.right)
    return Text.assemble(mark, f" {name}")


class OutputColumns:
    """What a program printed beside what was answered, line by line; below each other where both do not fit."""

    def __init__(
        self, difference: PartsDifference, marks: Marks, names: tuple[str, str] = ("It printed", "You")
    ) -> None:
        self.parts, self.marks, self.names = difference.parts, marks, names

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = [(part, _cell(part.expected), _cell(part.given)) for part in self.parts]
        width = max(len(self.names[0]), *(printed.cell_len for _, printed, _ in rows))
        if 3 + width + 3 + max(given.cell_len for *_, given in rows) > options.max_width:
            yield from self._stacked(rows)
            return
        yield Text(f"   {self.names[0]:{width}}   {self.names[1]}", style="quiet")
        for part, printed, given in rows:
            gap = " " * (width - printed.cell_len + 3)
            yield Text.assemble(self.marks.of(part.right), "  ", printed, gap, given)

    def _stacked(self, rows: list[tuple[Part, Text, Text]]) -> RenderResult:
        for part, printed, given in rows:
            yield Hanging(Text.assemble(self.marks.of(part.right), "  "), printed)
            if not part.right:
                yield Hanging(Text(f"   {self.names[1].lower()}  ", style="quiet"), given)


def _cell(line: str | None) -> Text:
    return Text(NOTHING, style="quiet") if not line else Text(visible(line))
