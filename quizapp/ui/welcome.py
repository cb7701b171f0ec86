"""The page before the first question: a teacher's assignments, and a welcome after an absence."""

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.session_values import SHORT_MINUTES, Greeting
from quizapp.ui.escape import visible
from quizapp.ui.quiz_screen import QuizScreen
from quizapp.ui.session_port import StudySession


def greet(quiz: QuizScreen, session: StudySession) -> None:
    """Show the page; the learner chooses all of today or a short session."""
    found = session.greeting
    if not found.offers_short:
        quiz.page(Text("quizapp", style="accent"), greeting_lines(found), f"{quiz.go_on}  begin     q quit")
        return
    help_line = f"{quiz.go_on}  all, about {found.minutes} minutes     s  {SHORT_MINUTES} minutes     q quit"
    if quiz.page(Text("quizapp", style="accent"), greeting_lines(found), help_line, ("s",)) == "s":
        session.shorten(SHORT_MINUTES)


def greeting_lines(found: Greeting) -> list[RenderableType]:
    """Return how long the absence was, what is due, and how long that takes; then the other lines."""
    lines: list[RenderableType] = []
    if found.welcome:
        lines += [Text(f"{found.welcome}.", style="bold"), Text(), Text(found.waits)]
        lines += [Text(found.takes), *([Text()] if found.lines else [])]
    return lines + [Text(visible(line)) for line in found.lines]
