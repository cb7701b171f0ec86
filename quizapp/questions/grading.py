"""Grades an answer without running anything."""

from quizapp.core.answer import Answer
from quizapp.core.model import Rating
from quizapp.core.question import Question, Shown
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.questions.base import Graded, Kind
from quizapp.questions.registry import kind_named


def graded(asked: AskedQuestion, answer: Answer | None) -> Outcome:
    """Return how an answer is graded without running anything; None reveals, and the learner judges."""
    kind = kind_named(asked.card.kind)
    if answer is not None:
        return as_outcome(kind.grade(asked.question, asked.shown, answer))
    return revealed(kind, asked.question, asked.shown)


def revealed(kind: Kind, question: Question, shown: Shown) -> Outcome:
    """Return the right answer of a question that nobody answered; the learner judges."""
    solution = kind.solution(question, shown)
    if solution is None:
        return Outcome(correct=None, expected=shown.revealed, suggested=Rating.AGAIN)
    solved = kind.grade(question, shown, solution)
    suggested = Rating.GOOD if shown.entry == "reveal" else Rating.AGAIN
    difference = solved.difference.unanswered() if solved.difference else None
    return Outcome(correct=None, expected=solved.expected, suggested=suggested, difference=difference)


def as_outcome(graded: Graded) -> Outcome:
    """Return the outcome of a grading: Again if wrong, else Good, unless the kind suggests another rating."""
    suggested = graded.rating or (Rating.AGAIN if graded.correct is False else Rating.GOOD)
    return Outcome(
        correct=graded.correct,
        expected=graded.expected,
        suggested=suggested,
        remarks=graded.remarks,
        notes=graded.notes,
        difference=graded.difference,
        rateable=graded.rateable,
    )
