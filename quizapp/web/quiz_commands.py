"""The commands at a question: hint, undo, suspend, bury, flag; and what is known of the card and its concept."""

from collections.abc import Callable, Mapping

from starlette.responses import Response

from quizapp.settings.keymap import COMMANDS, RATINGS, key_of, keymap
from quizapp.web.media import section_media
from quizapp.web.quiz_state import QuizState, Token, Turn
from quizapp.web.rendering import page
from quizapp.web.visit import Visit, go_to

QUIZ = "/quiz"
_NOT_HERE = ("open",)  # a key of the terminal
_ABOUT = {"edit": "edit the card", "add": "add a card of your own", "quit": "go to Today; your answers are stored"}


def _hint(visit: Visit, quiz: QuizState, turn: Turn) -> None:
    if turn.outcome is None:
        turn.hinted = bool(turn.asked.question.hint)


def _suspend(visit: Visit, quiz: QuizState, turn: Turn) -> None:
    quiz.hide(suspend=True)
    quiz.notice = f"Suspended: {turn.asked.card.card}. To release it, open it among the cards, or undo."


def _bury(visit: Visit, quiz: QuizState, turn: Turn) -> None:
    quiz.hide(suspend=False)
    quiz.notice = "Hidden until tomorrow."


def _flag(visit: Visit, quiz: QuizState, turn: Turn) -> None:
    quiz.flag(turn, wanted=True)
    quiz.notice = "Flagged: you find it among the cards with is:flagged."


def _unflag(visit: Visit, quiz: QuizState, turn: Turn) -> None:
    quiz.flag(turn, wanted=False)
    quiz.notice = "No longer flagged."


_COMMANDS: Mapping[str, Callable[[Visit, QuizState, Turn], None]] = {
    "hint": _hint, "suspend": _suspend, "bury": _bury, "flag": _flag, "unflag": _unflag,
}  # fmt: skip


def run(visit: Visit) -> Response:
    """Run a command at the current question; undo also runs where there is none."""
    quiz, name = visit.desk.quiz, visit.field("do")
    if name == "undo" and not visit.field("turn"):
        if quiz.turn is None:  # otherwise the form is one of a summary that is over
            quiz.undo()
        return go_to(QUIZ)
    turn = quiz.resumed(Token.read(visit.field("turn")))
    if turn is not None and name == "undo":
        quiz.undo()
        return go_to(QUIZ)
    if turn is not None and name in _COMMANDS and quiz.is_leased(turn):
        _COMMANDS[name](visit, quiz, turn)
    return go_to(QUIZ)


def read(visit: Visit) -> Response:
    """Show the concept of the current question."""
    quiz = visit.desk.quiz
    turn = quiz.current()
    if turn is None or quiz.session is None or not turn.asked.can_read:
        return go_to(QUIZ)
    concept = quiz.session.concept()
    media = section_media(visit, turn.asked.card.deck, concept)
    return page(visit, "read.html", concept=concept, back=QUIZ, sections_media=media)


def keys(visit: Visit) -> Response:
    """Show the learner's keys; `open` has none, because a page shows files, and a class's pages change no decks."""
    own = keymap(visit.desk.context.settings.keys)
    left_out = _NOT_HERE if "/cards/edit" in visit.pages else (*_NOT_HERE, "edit", "add", "prove")
    ratings = [(key_of(name, own), f"rate it {name.capitalize()}") for name in RATINGS]
    named = [
        (key_of(name, own), _ABOUT.get(name, about)) for name, (_, about) in COMMANDS.items() if name not in left_out
    ]
    return page(visit, "keys.html", rows=[row for row in (*ratings, *named) if row[0]], back=QUIZ)


def info(visit: Visit) -> Response:
    """Show what is known of the current card; before the answer nothing that may give it away."""
    quiz = visit.desk.quiz
    turn = quiz.current()
    if turn is None or quiz.session is None:
        return go_to(QUIZ)
    answered = turn.outcome is not None
    return page(
        visit, "info.html", info=quiz.session.info(), place=answered or not turn.asked.hides_concept, back=QUIZ
    )  # fmt: skip
