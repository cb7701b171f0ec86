"""The quiz on a terminal: runs a session with keys."""

import contextlib
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.text import Text

from quizapp.core.answer import Answer
from quizapp.core.model import Concept
from quizapp.core.session_values import AskedQuestion, Outcome, Summary
from quizapp.settings.keymap import COMMANDS, key_of
from quizapp.ui.hanging import Hanging
from quizapp.ui.keys import Keys, Terminated
from quizapp.ui.line_mode import LineInput
from quizapp.ui.quiz_commands import run_command
from quizapp.ui.quiz_screen import (
    AskedElsewhere,
    CommandResult,
    Quit,
    QuizOptions,
    QuizScreen,
    StayAtQuestion,
    Steps,
)
from quizapp.ui.screen import Screen
from quizapp.ui.session_port import StudySession
from quizapp.ui.summary import summary_lines

if TYPE_CHECKING:
    from quizapp.ui.program_draft import ProgramDesk

STORED = "Every answer is stored at once. Press q to leave whenever you like."


def welcome() -> list[RenderableType]:
    """Return what a new learner reads first."""
    from quizapp.core.welcome_words import ABOUT, rules

    told = rules("press 1 to 4 to overrule")
    steps = [Hanging(Text(f"{number}. "), Text(rule)) for number, rule in enumerate(told, 1)]
    return [Text("Welcome to quizapp.", style="bold"), Text(), Text(ABOUT), Text(), *steps, Text(), Text(STORED)]


def _grade_by_running(quiz: QuizScreen, asked: AskedQuestion, answer: Answer, seconds: float) -> Outcome:
    from quizapp.ui.experiment_screens import grade_by_running

    return grade_by_running(quiz, asked, answer, seconds)


def _rate(quiz: QuizScreen, asked: AskedQuestion, answer: Answer | None, outcome: Outcome) -> AskedQuestion | None:
    from quizapp.ui.rating_screen import rate

    return rate(quiz, asked, answer, outcome)


def _program_desk(quiz: QuizScreen, asked: AskedQuestion) -> "ProgramDesk":
    from quizapp.ui.program_desk import QuizProgramDesk

    return QuizProgramDesk(quiz, asked)


def _teach(quiz: QuizScreen, asked: AskedQuestion, concept: Concept) -> CommandResult:
    """Show the page of a new concept before its first question; the answer before can be undone there too."""
    from quizapp.ui.concept_reading import Reading, read_concept

    undo = key_of("undo", quiz.keymap) if quiz.session.tally().answered else ""
    reading = Reading(f"New: {concept.title}", "to the first question", (undo,) if undo else (), undo)
    pressed = read_concept(quiz, concept, reading)
    return run_command(quiz, asked, COMMANDS["undo"][0]) if undo and pressed == undo else StayAtQuestion()


# Imported when they are needed: the first question is on the screen before.
STEPS = Steps(
    teach=_teach,
    run_command=run_command,
    grade_by_running=_grade_by_running,
    rate=_rate,
    program_desk=_program_desk,
)


def run_quiz(
    session: StudySession, console: Console, options: QuizOptions, *, linear: bool, first_run: bool = False
) -> Summary:
    """Run a session on the terminal and print its summary; `linear` prints line by line and never redraws.

    KeyboardInterrupt passes through once the terminal is restored and the learner knows what is stored.
    """
    try:
        _run(session, console, options, linear=linear, first_run=first_run)
    except Terminated:
        raise
    except KeyboardInterrupt:
        console.print(_interrupted(session.tally().answered))
        raise
    summary = session.summary()
    for line in summary_lines(summary):
        console.print(line)
    return summary


def _interrupted(answered: int) -> str:
    if not answered:
        return "Interrupted: no answer was given."
    return f"Interrupted: {answered} {'answer is' if answered == 1 else 'answers are'} stored. `quizapp` goes on."


def _run(session: StudySession, console: Console, options: QuizOptions, *, linear: bool, first_run: bool) -> None:
    """Ask until the session is over or the learner leaves."""
    with Screen(console, linear=linear) as screen, LineInput() if linear else Keys(screen) as keys:
        if options.pictures and not linear:
            from quizapp.ui.pictures.shown import picture_layer

            screen.pictures = picture_layer()
        quiz = QuizScreen(session, screen, keys, options, STEPS)
        with contextlib.suppress(Quit, EOFError), _listening(options, screen, keys):
            if options.paths and options.on_path:
                from quizapp.ui.path_question import ask_path

                ask_path(quiz, options.paths, options.on_path, welcome() if first_run else [])
            elif first_run:
                quiz.page(_title(), welcome(), _begin(quiz))
            _ask_all(quiz, session)


def _listening(options: QuizOptions, screen: Screen, keys: Keys | LineInput) -> contextlib.AbstractContextManager[None]:
    """Show on the screen that the server of a class does not answer."""
    if options.listening is None:
        return contextlib.nullcontext()
    from quizapp.ui.server_wait import ServerWait

    return options.listening(ServerWait(screen, keys))


def _begin(quiz: QuizScreen) -> str:
    return f"{quiz.go_on}  begin     q quit"


def _title() -> Text:
    return Text("quizapp", style="accent")


def _ask_all(quiz: QuizScreen, session: StudySession) -> None:
    if session.greeting:
        from quizapp.ui.welcome import greet

        greet(quiz, session)
    asked = session.next()
    while asked is not None:
        try:
            back = quiz.ask(asked)
        except AskedElsewhere:
            back = None
        asked = back if back is not None else session.next()
