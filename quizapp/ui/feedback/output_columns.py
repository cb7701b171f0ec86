"""What a program printed beside what was answered."""

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from quizapp.core.answer_difference import Part, PartsDifference
from quizapp.ui.escape import visible
from quizapp.ui.feedback.marks import Marks
from quizapp.ui.hanging import Hanging

NOTHING = "(nothing)"


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
