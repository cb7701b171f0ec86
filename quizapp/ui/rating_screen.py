"""The screens after an answer: what was seen of a measurement, the result, and its rating."""

from collections.abc import Callable
from functools import partial

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.answer import Answer
from quizapp.core.measured_report import MeasuredReport, report_of
from quizapp.core.model import Rating
from quizapp.core.prediction import Prediction
from quizapp.core.rating_choice import SEEN, offered, ratings_of
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.settings.keymap import RATINGS, keys_of_ratings
from quizapp.ui.code_view import code
from quizapp.ui.entries.base import entry_kind
from quizapp.ui.feedback.base import Judged
from quizapp.ui.feedback.marks import marks_of
from quizapp.ui.feedback.measurement import measured_lines
from quizapp.ui.footer import CommandKeys, page_footer
from quizapp.ui.quiz_screen import LeaveQuestion, QuizScreen
from quizapp.ui.result import RatingChoice, choices, result_lines
from quizapp.ui.screen import Footer, Frame

SELF_GRADED = "How well did you know it?"


def rate(quiz: QuizScreen, asked: AskedQuestion, answer: Answer | None, outcome: Outcome) -> AskedQuestion | None:
    """Show what was right and why; record the rating. Return a question to ask now instead of the next one."""
    if outcome.rateable and answer is not None and (report := report_of(outcome)) and report.comparable:
        observed(quiz, asked, answer, report)
    frame = result_frame(quiz, asked, answer, outcome)
    if not outcome.rateable:
        return _unrated(quiz, asked, frame)
    helps = _helps(quiz, outcome)
    while True:
        quiz.draw(asked, frame, helps, quiz.commands(asked, answered=True))
        pressed = _key_after_reading(quiz)
        rating = _rating_of(quiz, pressed, outcome.suggested)
        if rating is not None:
            quiz.session.rate(rating)
            return None
        result = quiz.command(asked, quiz.key() if pressed == "esc" else pressed)
        if isinstance(result, LeaveQuestion):
            return result.ask_now
        if quiz.screen.linear:  # the result was printed
            frame = Frame(Text(), [])


def _key_after_reading(quiz: QuizScreen) -> str:
    """Return the next key; Space turns to more of the result and its reason first."""
    while True:
        pressed = quiz.key()
        if quiz.keymap.get(pressed, pressed) != "space" or not quiz.screen.turn_page():
            return pressed


def result_frame(quiz: QuizScreen, asked: AskedQuestion, answer: Answer | None, outcome: Outcome) -> Frame:
    """Return the question with the answer beside the right one; in linear mode without what is printed already."""
    judged = Judged(asked.shown, answer, outcome, asked.question.explain)
    lines = result_lines(judged, marks_of(quiz.screen.console))
    if quiz.screen.linear:
        return Frame(Text(), lines)
    above = quiz.asked_lines(asked)
    if pictures := quiz.pictures(asked, "answer"):
        lines += [Text(), *pictures]
    listed = asked.shown.code and not entry_kind(asked.shown.entry).compares_code
    program = [Text(), code(asked.shown.code, asked.shown.language)] if listed else []
    focus = len(above), len(above) + len(lines)
    return Frame(quiz.header(asked), [*above, *lines, *program], focus=focus, turned_by="Space")


def observed(quiz: QuizScreen, asked: AskedQuestion, answer: Answer, report: MeasuredReport) -> None:
    """Ask the learner what they saw, before they read the explanation."""
    predicted = answer if isinstance(answer, Prediction) else None
    lines: list[RenderableType] = [*measured_lines(predicted, report), Text("What did you see?")]
    lines += [Text(f"  {letter}  {text}") for letter, text in zip("abc", SEEN.values(), strict=True)]
    quiz.screen.show(Frame(quiz.header(asked), lines), Text("a to c  choose, then read why", style="bold"))
    while (pressed := quiz.key().lower()) not in ("a", "b", "c"):
        quiz.leave_at(pressed)
    quiz.session.observe(list(SEEN)["abc".index(pressed)])


def _unrated(quiz: QuizScreen, asked: AskedQuestion, frame: Frame) -> AskedQuestion | None:
    """Offer to run an inconclusive experiment again, now or tomorrow; nothing is rated."""
    help_line = f"Nothing is rated.     r  run it again     {quiz.go_on}  leave it for tomorrow"
    quiz.draw(asked, frame, partial(page_footer, help_line, quiz.go_on), CommandKeys(names=("quit",)))
    while True:
        pressed = _key_after_reading(quiz)
        if pressed == "r":
            return asked
        if pressed in ("space", "enter"):
            quiz.session.bury()
            return None
        quiz.leave_at(pressed)


def _helps(quiz: QuizScreen, outcome: Outcome) -> Callable[[int], Footer]:
    """Return the ratings with their keys, and which one Space takes, or Enter while Space turns to more.

    Before them is a question where the learner is the judge.
    """
    previews, keys = quiz.session.previews(), keys_of_ratings(ratings_of(quiz.buttons), quiz.keymap)
    judges = Text(f"{SELF_GRADED}\n" if outcome.correct is None else "", style="bold")

    def helps(width: int) -> Footer:
        offers = (RatingChoice(outcome.suggested, quiz.buttons, keys, go_on) for go_on in (quiz.go_on, "Enter"))
        return Footer(*(Text.assemble(judges, choices(previews, offer, width)) for offer in offers))

    return helps


def _rating_of(quiz: QuizScreen, pressed: str, suggested: Rating) -> Rating | None:
    """Return the rating that a key gives, or None."""
    meant, ratings = quiz.keymap.get(pressed, pressed), ratings_of(quiz.buttons)
    if meant in ("space", "enter"):
        return offered(suggested, quiz.buttons)
    if pressed in quiz.keymap and meant in RATINGS.values():
        named = Rating(next(name for name, key in RATINGS.items() if key == meant))
        return named if named in ratings else None
    return ratings[int(meant) - 1] if meant in tuple("1234"[: len(ratings)]) else None
