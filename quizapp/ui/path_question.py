"""Asks a new learner with one key which learning path to follow."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.scope import ALL
from quizapp.ui.escape import one_line
from quizapp.ui.footer import help_text
from quizapp.ui.hanging import Hanging
from quizapp.ui.quiz_screen import QuizScreen
from quizapp.ui.screen import Frame

MOST = 9  # paths that a digit chooses; `quizapp learn` lists all


def ask_path(
    quiz: QuizScreen, paths: Mapping[str, str], follow: Callable[[str], None], welcome: Sequence[RenderableType]
) -> None:
    """Show the paths below the welcome and call `follow` once: with a path or, for any other key or Ctrl-C, `all`.

    In a window that is too small for both, the welcome is a page of its own.
    """
    offered = {str(number): name for number, name in enumerate(islice(paths, MOST), 1)}
    chosen = ALL
    try:
        title, help_line = Text("quizapp", style="accent"), _keys(quiz, offered)
        above, question = [*welcome, Text()] if welcome else [], _question(paths)
        if above and not quiz.screen.fits(Frame(title, [*above, *question]), help_text(help_line, quiz.screen.width)):
            quiz.page(title, list(welcome), f"{quiz.go_on}  begin     q quit")
            above = []
        chosen = offered.get(quiz.page(title, [*above, *question], help_line, (*offered, "esc")), ALL)
    finally:
        follow(chosen)


def _question(paths: Mapping[str, str]) -> list[RenderableType]:
    lines: list[RenderableType] = [Text("Which path do you want to follow?", style="bold"), Text()]
    for number, title in enumerate(islice(paths.values(), MOST), 1):
        lines.append(Hanging(Text(f"  {number}  ", style="accent"), Text(one_line(title))))
    return [*lines, Text(), Text("Its new cards come first. To change it later: quizapp learn --path NAME", "quiet")]


def _keys(quiz: QuizScreen, offered: Mapping[str, str]) -> str:
    digits = "1" if len(offered) == 1 else f"1 to {len(offered)}"
    return f"{digits}  follow a path     {quiz.go_on}  all concepts     q quit"
