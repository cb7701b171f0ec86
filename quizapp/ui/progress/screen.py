"""Shows the tabs: one at a time on a terminal, else all in order."""

from rich.console import Console, Group
from rich.text import Text

from quizapp.core.statistics.progress_report import ProgressReport
from quizapp.ui.footer import packed
from quizapp.ui.keys import Keys
from quizapp.ui.progress.tabs import TABS
from quizapp.ui.screen import Frame, Screen

HELP = ("1 to 6, Tab, arrows  another tab", "Space, b  scroll", "q  quit")
PAGES = {"space": "pgdn", "b": "pgup"}


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
            room = min(screen.width, 96)
            footer = Text(packed(HELP, screen.width), style="quiet")
            screen.show(Frame(_header(at, room), TABS[at].lines(report, room), turned_by="Space"), footer)
            key = keys.next()
            while screen.scroll(PAGES.get(key, key)):
                key = keys.next()
            if key in ("q", "esc", "end-of-input"):
                return
            at = _next(at, key)


def _header(at: int, width: int) -> Text:
    """Return the names of the tabs; where they do not fit, only the name of the one that is shown."""
    for named in (range(len(TABS)), (at,)):
        names = [f"{number + 1} {tab.TITLE}" if number in named else str(number + 1) for number, tab in enumerate(TABS)]
        parts = [Text(name, style="accent" if number == at else "quiet") for number, name in enumerate(names)]
        line = Text("   ").join(parts)
        if line.cell_len <= width:
            break
    return line


def _next(at: int, key: str) -> int:
    if key.isdigit() and 1 <= int(key) <= len(TABS):
        return int(key) - 1
    step = {"right": 1, "tab": 1, "l": 1, "left": -1, "h": -1}.get(key, 0)
    return (at + step) % len(TABS)
