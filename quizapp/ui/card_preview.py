"""A card as its learner sees it, for the author of its deck: the question, then what comes after the answer."""

from random import Random

from rich.text import Text

from quizapp.core.answer_difference import OptionsDifference
from quizapp.core.card import Card
from quizapp.core.model import Concept
from quizapp.questions.base import surroundings
from quizapp.questions.grading import revealed
from quizapp.questions.program import Program
from quizapp.questions.registry import kind_named, question_from
from quizapp.ui.code_view import code
from quizapp.ui.entries.base import entry_lines
from quizapp.ui.escape import visible
from quizapp.ui.feedback.base import Judged
from quizapp.ui.feedback.marks import Lines, Marks, labelled
from quizapp.ui.result import result_lines
from quizapp.ui.text import inline, prose


def preview_lines(card: Card, concept: Concept, marks: Marks) -> Lines:
    """Return a card's question with its options, its solution, and the claim of its experiment last."""
    kind, question = kind_named(card.kind), question_from(card.body)
    shown = kind.show(question, surroundings(concept), Random(card.card))
    lines: Lines = [Text.assemble((visible(card.card), "accent"), f"  {card.kind}"), prose(shown.ask)]
    outcome = revealed(kind, question, shown)
    if shown.entry != "text" and not isinstance(outcome.difference, OptionsDifference):  # those are marked below
        lines += entry_lines(shown)
    if shown.code:
        lines.append(code(shown.code, shown.language))
    if isinstance(question, Program):
        lines += [labelled("Checks", Text(f"within {question.seconds:g} s")), code(question.checks, "python")]
    if question.hint:
        lines.append(labelled("Hint", inline(question.hint)))
    return [*lines, *result_lines(Judged(shown, None, outcome, question.explain), marks), Text()]
