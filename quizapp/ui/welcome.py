"""The page before the first question: a teacher's assignments, and a welcome after an absence."""

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.counting import counted
from quizapp.core.session_values import Greeting
from quizapp.ui.escape import visible
from quizapp.ui.quiz_screen import QuizScreen
from quizapp.ui.session_port import StudySession

SHORT_MINUTES = 5  # of a short session


def greet(quiz: QuizScreen, session: StudySession) -> None:
    """Show the page; the learner chooses all of today or a short session."""
    found = session.greeting
    if minutes_of(found) <= SHORT_MINUTES:
        quiz.page(Text("quizapp", style="accent"), greeting_lines(found), f"{quiz.go_on}  begin     q quit")
        return
    help_line = f"{quiz.go_on}  all, about {minutes_of(found)} minutes     s  {SHORT_MINUTES} minutes     q quit"
    if quiz.page(Text("quizapp", style="accent"), greeting_lines(found), help_line, ("s",)) == "s":
        session.shorten(SHORT_MINUTES)


def minutes_of(found: Greeting) -> int:
    """Return the minutes that today's cards take, at least 1."""
    return max(1, round(found.seconds / 60))


def greeting_lines(found: Greeting) -> list[RenderableType]:
    """Return how long the absence was, what is due, and how long that takes; then the other lines."""
    lines: list[RenderableType] = []
    if found.days_away:
        takes = f"At your pace that takes about {counted(minutes_of(found), 'minute')}."
        lines += [Text(f"Welcome back after {found.days_away} days.", style="bold"), Text(), Text(_waits(found))]
        lines += [Text(takes), *([Text()] if found.lines else [])]
    return lines + [Text(visible(line)) for line in found.lines]


def _waits(found: Greeting) -> str:
    new = f"{found.new} new {'card waits' if found.new == 1 else 'cards wait'}"
    if not found.due:
        return f"Nothing is due; {new}."
    due = f"{counted(found.due + found.waiting, 'card')} {'is' if found.due + found.waiting == 1 else 'are'} due"
    chosen = f"; today the {found.due} most at risk" if found.waiting else ""
    return f"{due}{chosen}{f', and {new}' if found.new else ''}."
