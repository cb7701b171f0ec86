"""Shows the tabs: one at a time on a terminal, else all in order."""

from rich.console import Console, Group
from rich.text import Text

from quizapp.core.statistics.progress_report import ProgressReport
from quizapp.ui.keys import Keys
from quizapp.ui.progress.tabs import TABS
from quizapp.ui.screen import Frame, Screen

HELP = "1 to 6, Tab, arrows  another tab     arrows up and down  scroll     q  quit"


def print_all(console: Console, report: ProgressReport) -> None:
    """Print every tab in order."""
    for tab in TABS:
        console.print(Text(f"\n{tab.TITLE}", style="accent"))
        console.print(Group(*tab.lines(report, console.width)))


def browse(console: Console, report: ProgressReport) -> None:
    """Show one tab at a time until the learner leaves with q."""
    at = 0
    with Screen(console, linear=False) as screen, Keys(screen) as keys:
        while True:
            frame = Frame(_header(at), TABS[at].lines(report, min(console.width - 4, 96)))
            screen.show(frame, Text(HELP, style="quiet"))
            key = keys.next()
            while screen.scroll(key) or key == "resize":
                screen.redraw()
                key = keys.next()
            if key in ("q", "esc", "end-of-input"):
                return
            at = _next(at, key)


def _header(at: int) -> Text:
    parts = [(f"{number} {tab.TITLE}", "accent" if number == at + 1 else "quiet") for number, tab in enumerate(TABS, 1)]
    return Text("   ").join(Text(name, style=style) for name, style in parts)


def _next(at: int, key: str) -> int:
    if key.isdigit() and 1 <= int(key) <= len(TABS):
        return int(key) - 1
    step = {"right": 1, "tab": 1, "l": 1, "left": -1, "h": -1}.get(key, 0)
    return (at + step) % len(TABS)
