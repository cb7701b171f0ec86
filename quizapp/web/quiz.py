"""The pages of the quiz: a question, what was right and why, the rating, the summary."""

from functools import partial
from typing import Any

from starlette.responses import Response

from quizapp.core.rating_choice import SEEN
from quizapp.core.scope import Scope
from quizapp.core.session_values import SHORT_MINUTES
from quizapp.errors import QuizError
from quizapp.questions.answers import read_answer
from quizapp.questions.base import letters
from quizapp.store.events.undoable import last_undoable
from quizapp.usecases.study.session_clock import monotonic
from quizapp.usecases.study.session_plan import SessionLimits
from quizapp.web.card_media import both_sides
from quizapp.web.consent import Agreement
from quizapp.web.entries import ENTRIES
from quizapp.web.feedback import feedback_values, rating_of
from quizapp.web.media import section_media
from quizapp.web.quiz_state import QuizState, Token, Turn
from quizapp.web.rendering import page
from quizapp.web.taken import REVEAL, Given, Taken
from quizapp.web.visit import Visit, go_to

QUIZ = "/quiz"


def show(visit: Visit) -> Response:
    """Show where the quiz is: its greeting, a question, what was right, code that waits for consent, or the summary."""
    quiz = visit.desk.quiz
    if quiz.summary is not None and quiz.session is None and "new" not in visit.query:
        return page(visit, "summary.html", summary=quiz.summary, notice=quiz.take_notice())
    turn = quiz.current()
    if quiz.session is not None and quiz.greets:
        return page(visit, "greeting.html", greeting=quiz.session.greeting, short=SHORT_MINUTES)
    if turn is None:
        return page(visit, "summary.html", summary=quiz.summary, notice=quiz.take_notice())
    return _shown(visit, quiz, turn)


def _shown(visit: Visit, quiz: QuizState, turn: Turn) -> Response:
    values = _question_values(visit, quiz, turn)
    if turn.waiting is not None:
        return page(visit, "consent.html", code=turn.waiting.code, back=QUIZ, **values)
    if turn.outcome is not None:
        name = "sight.html" if turn.waits_for_sight else "result.html"
        return page(visit, name, **feedback_values(quiz, turn), **values)
    card = turn.asked.card
    if turn.asked.teach is not None and not turn.taught and (card.deck, card.concept) not in quiz.read:
        media = section_media(visit, card.deck, turn.asked.teach)
        return page(visit, "teach.html", concept=turn.asked.teach, sections_media=media, **values)
    entry = turn.asked.shown.entry
    more = ENTRIES[entry].values(quiz, turn)
    return page(visit, "question.html", entry=entry, **more, **values)


def _question_values(visit: Visit, quiz: QuizState, turn: Turn) -> dict[str, Any]:
    assert quiz.session is not None
    shown, day = turn.asked.shown, quiz.session.tally()
    return {
        "turn": turn, "asked": turn.asked, "shown": shown, "notice": quiz.take_notice(),
        "day": day, "letters": letters(len(shown.options)),
        "media": both_sides(
            lambda side: visit.desk.files.card(visit.desk.store.query, visit.desk.context.db, turn.asked.card, side),
            answered=turn.outcome is not None,
        ),
        "runs_code": visit.desk.runs_code, "flagged": quiz.is_flagged(turn),
        "can_undo": bool(day.answered) or last_undoable(visit.desk.store) is not None,
    }  # fmt: skip


def _turn_of(visit: Visit) -> Turn | None:
    """Return the question that a form belongs to, if it is the current one and still this session's."""
    quiz = visit.desk.quiz
    turn = quiz.resumed(Token.read(visit.field("turn")))
    return turn if turn is not None and quiz.is_leased(turn) else None


def start(visit: Visit) -> Response:
    """Start a session over a scope; `ahead` and `cram` are options."""
    tag, deck = visit.field("tag"), visit.field("deck")
    ahead = int(visit.field("ahead")) if visit.field("ahead").isdecimal() else 0
    limits = SessionLimits(cram=visit.field("cram") == "yes", ahead=min(ahead, 500))
    visit.desk.quiz.start(Scope(deck=deck, concept=visit.field("concept"), tag=tag), limits)
    return go_to(QUIZ)


def begin(visit: Visit) -> Response:
    """Go on after the greeting, or after the page of a concept."""
    quiz = visit.desk.quiz
    if visit.field("turn"):
        turn = _turn_of(visit)
        if turn is not None:
            turn.taught, turn.began = True, monotonic()
            quiz.read.add((turn.asked.card.deck, turn.asked.card.concept))
        return go_to(QUIZ)
    quiz.greets = False
    if quiz.session is not None and visit.field("short") == "yes":
        quiz.session.shorten(SHORT_MINUTES)
    return go_to(QUIZ)


def answer(visit: Visit) -> Response:
    """Take an answer, a step of one, or the wish to see the right one."""
    quiz = visit.desk.quiz
    turn = _turn_of(visit)
    if turn is None or turn.waiting is not None:
        return go_to(QUIZ)
    if turn.outcome is not None:
        quiz.notice = "This question was answered already; here is how."
        return go_to(QUIZ)
    try:
        taken = _taken(quiz, turn, visit)
        if isinstance(taken, Given):
            value = read_answer(turn.asked.shown, taken.value)
            quiz.attempt(turn, partial(quiz.grade, turn, value))
        elif taken is REVEAL:
            quiz.grade(turn, None, Agreement())
    except QuizError as error:
        quiz.notice = " ".join(filter(None, (error.message, error.hint)))
        return go_to(QUIZ)
    except ValueError as error:
        quiz.notice = str(error)
    turn.draft = visit.all("answer")
    return go_to(QUIZ)


def _taken(quiz: QuizState, turn: Turn, visit: Visit) -> Taken:
    entry = turn.asked.shown.entry
    if visit.field("do") == "reveal":
        return REVEAL
    if turn.needs_code and not visit.desk.runs_code:
        raise QuizError("Code does not run on this server.", "Show the answer, or run it with quizapp on your machine.")
    return ENTRIES[entry].take(quiz, turn, visit)


def consent(visit: Visit) -> Response:
    """Take the answer to code that was shown; it holds for exactly that code."""
    quiz, turn = visit.desk.quiz, _turn_of(visit)
    if turn is None or turn.waiting is None:
        return go_to(QUIZ)
    agreement = Agreement(visit.field("mark"), visit.field("agree") == "yes")
    try:
        quiz.attempt(turn, turn.waiting.act, agreement)
    except QuizError as error:
        quiz.notice = " ".join(filter(None, (error.message, error.hint)))
    return go_to(QUIZ)


def seen(visit: Visit) -> Response:
    """Record what the learner saw of a measurement."""
    quiz, turn = visit.desk.quiz, _turn_of(visit)
    if turn is not None and turn.waits_for_sight and quiz.session is not None and visit.field("seen") in SEEN:
        quiz.session.observe(visit.field("seen"))
        turn.waits_for_sight = False
    return go_to(QUIZ)


def rate(visit: Visit) -> Response:
    """Record the rating of the current card."""
    turn, rating = _turn_of(visit), rating_of(visit.field("rating"))
    if turn is not None and rating is not None and turn.outcome is not None and turn.outcome.rateable:
        visit.desk.quiz.rate(rating)
    return go_to(QUIZ)


def again(visit: Visit) -> Response:
    """Ask a question again whose measurement gave no verdict, or leave it for tomorrow."""
    quiz, turn = visit.desk.quiz, _turn_of(visit)
    if turn is not None and turn.outcome is not None and not turn.outcome.rateable:
        if visit.field("do") == "again":
            quiz.ask_again()
        else:
            quiz.hide(suspend=False)
    return go_to(QUIZ)
