"""The quiz on a terminal: drives a Sitting with keys."""

from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from quizapp.core.session_values import Summary
from quizapp.ui.keys import Keys
from quizapp.ui.line_mode import LineInput
from quizapp.ui.quiz_commands import do
from quizapp.ui.quiz_screen import Elsewhere, Quit, QuizScreen
from quizapp.ui.screen import Screen
from quizapp.ui.session_port import StudySession
from quizapp.ui.summary import summary_lines

WELCOME = """\
Welcome to quizapp.

It teaches a concept, asks about it, and has you prove it on your own machine.

1. You read a short page about each new concept before its first question.
2. You answer. Most answers are graded for you; you may overrule with 1 to 4.
3. Each card comes back just before you would forget it.

Every answer is stored at once. Leave whenever you like with q."""


def run_quiz(
    sitting: StudySession,
    console: Console,
    *,
    linear: bool,
    keymap: Mapping[str, str],
    buttons: int,
    first_run: bool = False,
    on_first_draw: Callable[[], Any] | None = None,
) -> Summary:
    """Run a sitting on the terminal and print its summary. KeyboardInterrupt passes once the terminal is restored."""
    with Screen(console, linear=linear) as screen, LineInput() if linear else Keys() as keys:
        front = QuizScreen(sitting, screen, keys, keymap=keymap, buttons=buttons, do=do, on_first_draw=on_first_draw)
        try:
            if first_run:
                front.page(Text("quizapp", style="accent"), [Text(WELCOME)], "Space  begin     q quit")
            _sit(front, sitting)
        except (Quit, EOFError):
            pass
    summary = sitting.summary()
    for line in summary_lines(summary):
        console.print(line)
    return summary


def _sit(front: QuizScreen, sitting: StudySession) -> None:
    if sitting.greeting:
        front.page(
            Text("quizapp", style="accent"), [Text(line) for line in sitting.greeting], "Space  begin     q quit"
        )
    asked = sitting.next()
    while asked is not None:
        try:
            back = front.ask(asked)
        except Elsewhere:
            back = None
        asked = back if back is not None else sitting.next()
