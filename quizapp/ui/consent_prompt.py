"""Asks on a plain terminal whether a deck's code may run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from quizapp.core.session_values import Ask

if TYPE_CHECKING:
    from rich.console import Console


def show_code(console: "Console", sources: Mapping[str, str]) -> None:
    """Print code under its name, highlighted, as text."""
    from quizapp.ui.escape import visible
    from quizapp.ui.text import code

    for name, source in sources.items():
        console.print(visible(name), markup=False, style="bold")
        console.print(code(source, "python"))


def confirmed(question: str) -> bool:
    """Ask for a yes; anything else is a no."""
    import sys

    sys.stdout.write(f"{question} [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def asking(console: "Console") -> Ask:
    """Return an Ask for a plain terminal."""

    def ask(title: str, sources: Mapping[str, str], warning: str) -> bool:
        show_code(console, {f"{title}: {name}": source for name, source in sources.items()})
        return confirmed(f"Run exactly this code on this machine? {warning}")

    return ask
