"""Asks a new learner, in one line and with one key, which learning path to follow."""

from collections.abc import Callable, Mapping
from itertools import islice

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.scope import ALL
from quizapp.ui.escape import visible
from quizapp.ui.quiz_screen import QuizScreen

MOST = 9  # paths that a digit chooses; `quizapp learn` lists all


def ask_path(quiz: QuizScreen, paths: Mapping[str, str], follow: Callable[[str], None], welcome: str) -> None:
    """Show the paths below the welcome and call `follow` once: with a path or, for any other key or Ctrl-C, `all`."""
    offered = {str(number): name for number, name in enumerate(islice(paths, MOST), 1)}
    chosen = ALL
    try:
        pressed = quiz.page(
            Text("quizapp", style="accent"), _body(welcome, paths), _keys(quiz, offered), (*offered, "esc")
        )
        chosen = offered.get(pressed, ALL)
    finally:
        follow(chosen)


def _body(welcome: str, paths: Mapping[str, str]) -> list[RenderableType]:
    titles = ", ".join(f"{number} {visible(title)}" for number, title in enumerate(islice(paths.values(), MOST), 1))
    asked = Text.assemble(("Which path? ", "bold"), titles, "; or all.")
    return [Text(f"{welcome}\n"), asked] if welcome else [asked]


def _keys(quiz: QuizScreen, offered: Mapping[str, str]) -> str:
    keys = [f"{key}  {visible(name)}" for key, name in offered.items()]
    return "     ".join(["Which path?", f"{quiz.go_on}  all", *keys, "q quit"])
