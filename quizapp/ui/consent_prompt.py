"""Asks on the terminal whether code of a deck may run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from quizapp.core.session_values import Ask

if TYPE_CHECKING:
    from rich.console import Console


def show_code(console: "Console", sources: Mapping[str, str]) -> None:
    """Print the source of each file, highlighted, below its name."""
    from quizapp.ui.code_view import code
    from quizapp.ui.escape import one_line
    from quizapp.ui.revealed import revealed

    for name, source in sources.items():
        console.print(one_line(name), markup=False, style="bold")
        console.print(code(revealed(source), "python"))


def confirmed(question: str) -> bool:
    """Ask a yes/no question; any other answer than yes is no."""
    import sys

    from quizapp.ui.escape import visible

    sys.stdout.write(f"{visible(question)} [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def asking(console: "Console") -> Ask:
    """Return a callback that shows code and asks whether it may run."""

    def ask(title: str, sources: Mapping[str, str], warning: str) -> bool:
        show_code(console, {f"{title}: {name}": source for name, source in sources.items()})
        return confirmed(f"Run exactly this code on this machine? {warning}")

    return ask
