"""The options of a question, each marked in place: what was picked, and what is right."""

from rich.text import Text

from quizapp.core.answer_difference import OptionsDifference
from quizapp.core.question import Shown
from quizapp.questions.base import letters
from quizapp.ui.feedback.base import Feedback, Judged
from quizapp.ui.feedback.marks import Lines, Marks, labelled
from quizapp.ui.hanging import Hanging
from quizapp.ui.text import inline


def option_lines(shown: Shown, difference: OptionsDifference, marks: Marks) -> Lines:
    """Return the options with their marks, and in words which of them was picked and which is right."""
    lines: Lines = []
    missed = "  (right, not picked)" if sum(difference.picked) and shown.entry == "picks" else "  (right answer)"
    labels = letters(len(shown.options))
    for label, option, picked, right in zip(labels, shown.options, difference.picked, difference.right, strict=True):
        mark = marks.of(right) if picked or right else Text(" ")
        prefix = Text.assemble(mark, f" {label}  ")
        body = Text.assemble(inline(option), ("  (your answer)" if picked else missed if right else "", "quiet"))
        lines.append(Hanging(prefix, body))
    return lines


def option_verdict(difference: OptionsDifference) -> str:
    """Return what was wrong with a pick, such as 'you picked a, the answer is c'."""
    picked, right = _letters(difference.picked), _letters(difference.right)
    if len(picked) == 1 and len(right) == 1:
        return f"you picked {picked}, the answer is {right}"
    wrong = [letter for letter in picked if letter not in right]
    missed = [letter for letter in right if letter not in picked]
    said = [f"{_listed(wrong)} {'is' if len(wrong) == 1 else 'are'} wrong"] if wrong else []
    return "; ".join([*said, f"you missed {_listed(missed)}"] if missed else said)


def _letters(chosen: tuple[bool, ...]) -> str:
    return "".join(letter for letter, is_in in zip(letters(len(chosen)), chosen, strict=True) if is_in)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _compared(judged: Judged, difference: OptionsDifference, marks: Marks) -> Lines:
    if not judged.outcome.rateable:
        return []
    lines = option_lines(judged.shown, difference, marks)
    return [*lines, Text(), labelled("Instead", inline(difference.note))] if difference.note else lines


FEEDBACK = Feedback(verdict=option_verdict, compared=_compared)
