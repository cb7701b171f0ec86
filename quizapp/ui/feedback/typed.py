"""A typed text above the right one, with the letters that differ."""

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from quizapp.core.answer_difference import Letters, Part, letters_difference
from quizapp.ui.escape import visible
from quizapp.ui.feedback.marks import LABEL_WIDTH, Lines, labelled
from quizapp.ui.formulas import typed_text

_DIFFERS = {"bad": "bold red underline", "good": "bold green underline"}


class TypedText:
    """What was typed above what was expected, as wide as the screen."""

    def __init__(self, part: Part) -> None:
        self.part = part

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from text_lines(self.part, options.max_width)


def text_lines(part: Part, width: int) -> Lines:
    """Return what was typed and what was expected; a line of carets marks letters where both fit into `width` cells."""
    expected = typed_text(part.expected or "")
    if part.given is None:
        return [labelled("Answer", Text(expected))]
    given = visible(part.given)
    if given.casefold() in (expected.casefold(), visible(part.expected or "").casefold()):
        return [labelled("Answer", Text(expected))]
    ours, theirs = letters_difference(given, expected)
    lines: Lines = [labelled("You wrote", _styled(ours, "bad") if given else Text("nothing", style="quiet"))]
    if given and LABEL_WIDTH + cell_len(given) <= width and (carets := _carets(ours)):
        lines.append(Text(" " * LABEL_WIDTH + carets, style="bad"))
    lines.append(labelled("Answer", _styled(theirs, "good")))
    if LABEL_WIDTH + cell_len(expected) <= width and (carets := _carets(theirs)):
        lines.append(Text(" " * LABEL_WIDTH + carets, style="good"))
    return lines


def _styled(pieces: tuple[Letters, ...], style: str) -> Text:
    return Text.assemble(*((text, "" if same else _DIFFERS[style]) for text, same in pieces))


def _carets(pieces: tuple[Letters, ...]) -> str:
    """Return carets below the letters that differ; '' where all or none do."""
    if len({same for _, same in pieces}) < 2:
        return ""
    return "".join((" " if same else "^") * cell_len(text) for text, same in pieces).rstrip()
