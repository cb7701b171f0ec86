"""Answers of several parts: gaps, pairs, lines in an order, lines of output. Each part has its mark."""

from rich.text import Text

from quizapp.core.answer_difference import Part, PartsDifference
from quizapp.ui.escape import visible
from quizapp.ui.feedback.base import Feedback, Judged, solution_lines
from quizapp.ui.feedback.marks import Lines, Marks
from quizapp.ui.feedback.output_columns import NOTHING, OutputColumns
from quizapp.ui.feedback.typed import TypedText
from quizapp.ui.formulas import typed_text
from quizapp.ui.hanging import Hanging
from quizapp.ui.text import inline, prose


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
    for number, (part, place) in enumerate(zip(difference.parts, difference.places, strict=True), 1):
        body = inline(part.expected or "")
        if place and not part.right:
            body.append(f"   (you put it at {place})", style="quiet")
        lines.append(Hanging(_prefix(part, marks, f"{number:2}  "), body))
    return lines


def _prefix(part: Part, marks: Marks, name: str = "") -> Text:
    """Return the mark of a part; none where nothing was answered."""
    mark = Text(" ") if part.given is None else marks.of(part.right)
    return Text.assemble(mark, f" {name}")


def _compared(judged: Judged, difference: PartsDifference, marks: Marks) -> Lines:
    return _COMPARED[difference.of](judged, difference, marks) if judged.outcome.rateable else []


def _compared_lines(judged: Judged, difference: PartsDifference, marks: Marks) -> Lines:
    is_revealed = all(part.given is None for part in difference.parts)
    return solution_lines(judged) if is_revealed else [OutputColumns(difference, marks)]


def _compared_text(judged: Judged, difference: PartsDifference, marks: Marks) -> Lines:
    expected = judged.outcome.expected
    lines: Lines = [TypedText(difference.parts[0])]
    is_sentence = expected != difference.parts[0].expected  # a cloze: its text with the gap filled in
    return [*lines, Text(), prose(expected, judged.shown.ask)] if is_sentence else lines


def _compared_gaps(judged: Judged, difference: PartsDifference, marks: Marks) -> Lines:
    return [*gap_lines(difference, marks), Text(), *solution_lines(judged)]


def _compared_pairs(judged: Judged, difference: PartsDifference, marks: Marks) -> Lines:
    return pair_lines(difference, marks)


def _compared_order(judged: Judged, difference: PartsDifference, marks: Marks) -> Lines:
    return [Text("Right order", style="accent"), *order_lines(difference, marks)]


_COMPARED = {
    "lines": _compared_lines, "text": _compared_text, "gaps": _compared_gaps, "pairs": _compared_pairs,
    "order": _compared_order,
}  # fmt: skip
FEEDBACK = Feedback(_compared)
