"""The options of a question, each marked in place: what was picked, and what is right."""

from rich.text import Text

from quizapp.core.answer_difference import OptionsDifference
from quizapp.core.question import Shown
from quizapp.questions.base import letters
from quizapp.questions.verdict_words import option_words
from quizapp.ui.feedback.base import Feedback, Judged
from quizapp.ui.feedback.marks import Lines, Marks, labelled
from quizapp.ui.hanging import Hanging
from quizapp.ui.text import inline


def option_lines(shown: Shown, difference: OptionsDifference, marks: Marks) -> Lines:
    """Return the options with their marks, and in words which of them was picked and which is right."""
    lines: Lines = []
    said = option_words(difference, several=shown.entry == "picks")
    labels = letters(len(shown.options))
    for label, option, right, words in zip(labels, shown.options, difference.right, said, strict=True):
        prefix = Text.assemble(marks.of(right) if words else Text(" "), f" {label}  ")
        lines.append(Hanging(prefix, Text.assemble(inline(option), (f"  ({words})" if words else "", "quiet"))))
    return lines


def _compared(judged: Judged, difference: OptionsDifference, marks: Marks) -> Lines:
    if not judged.outcome.rateable:
        return []
    lines = option_lines(judged.shown, difference, marks)
    return [*lines, Text(), labelled("Instead", inline(difference.note))] if difference.note else lines


FEEDBACK = Feedback(_compared)
