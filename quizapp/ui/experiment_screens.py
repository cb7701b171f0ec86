"""The screens of a run: consent to its code, and its samples as they come."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.answer import Answer, answer_as_json
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.errors import QuizError
from quizapp.ui.experiment_view import LiveSamples, consent_lines
from quizapp.ui.footer import help_text
from quizapp.ui.keys import Keys, Terminated
from quizapp.ui.quiz_screen import QuizScreen
from quizapp.ui.screen import Footer, Frame

RUNNING = "Running on this machine ..."
STOPS = "Ctrl-C  stop the run"


@contextmanager
def stoppable(quiz: QuizScreen) -> Iterator[None]:
    """Make Ctrl-C stop what runs, and not the quiz. Raises QuizError then.

    Keys that are pressed meanwhile are ignored: a digit would rate a result that nobody has seen.
    """
    try:
        yield
        if isinstance(quiz.keys, Keys):
            quiz.keys.discard()
    except Terminated:
        raise
    except KeyboardInterrupt:
        raise QuizError("The run was stopped, and nothing was rated.", "Answer to run it again.") from None


def grade_by_running(quiz: QuizScreen, asked: AskedQuestion, answer: Answer, seconds: float) -> Outcome:
    """Run the program of a question, show its samples, and grade the answer."""
    begin_run(quiz, asked)
    with stoppable(quiz):
        return quiz.session.grade(
            answer, hinted=quiz.hinted, seconds=seconds, live=live(quiz, asked, answer), ask=partial(consent, quiz)
        )


def begin_run(quiz: QuizScreen, asked: AskedQuestion) -> None:
    """Show that a program runs."""
    if quiz.screen.linear:
        quiz.screen.say(RUNNING)
    else:
        quiz.screen.show(Frame(quiz.header(asked), [Text(RUNNING)]), Text(STOPS, style="quiet"))


def live(quiz: QuizScreen, asked: AskedQuestion, answer: Answer) -> LiveSamples:
    """Return a callback that draws the samples of an experiment; in linear mode it draws nothing."""

    def show(lines: list[RenderableType], help_line: str) -> None:
        if not quiz.screen.linear:
            quiz.screen.show(Frame(quiz.header(asked), lines), Text(help_line, style="quiet"))

    return LiveSamples(show, str(answer_as_json(answer)))


def consent(quiz: QuizScreen, title: str, sources: Mapping[str, str], warning: str) -> bool:
    """Show code that did not ship with quizapp; return whether the learner agrees to run it.

    Ctrl-C leaves it unanswered, and raises QuizError.
    """
    try:
        return _agreed(quiz, title, sources, warning)
    except Terminated:
        raise
    except KeyboardInterrupt:
        raise QuizError("The code was not run, and nothing was rated.", "Answer to be asked again.") from None


def _agreed(quiz: QuizScreen, title: str, sources: Mapping[str, str], warning: str) -> bool:
    frame = Frame(Text("May this run?", style="accent"), consent_lines(title, sources, warning), turned_by="Space")
    keys = ("y  run exactly this code     n  do not run it", "Space  read on to its end     n  do not run it")
    quiz.screen.show(frame, lambda width: Footer(*(help_text(line, width) for line in keys)))
    pressed = quiz.wait_on_page(("y", "n"))
    while pressed not in ("y", "n") or (pressed == "y" and quiz.screen.turn_page()):  # what is below comes first
        pressed = quiz.wait_on_page(("y", "n"))
    return pressed == "y"
