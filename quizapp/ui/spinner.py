"""Shows on a terminal that a long piece of work goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from quizapp.ui.escape import visible

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def spinner(text: str) -> Iterator[None]:
    """Show a spinner with a line of text and the seconds so far on stderr, until the block ends."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from quizapp.ui.console import make_console

    columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn()
    with Progress(*columns, console=make_console(stderr=True), transient=True) as progress:
        progress.add_task(visible(text), total=None)
        yield


@contextmanager
def progress_bar(text: str) -> Iterator[Callable[[float], None]]:
    """Yield a function that shows on stderr the share (0 to 1) of a piece of work, and how long it still takes.

    Nothing is shown before its first call, so that short work shows nothing. The bar disappears when the block ends.
    """
    shown: list[Progress] = []

    def show(share: float) -> None:
        if not shown:
            shown.append(_bar(text))
        shown[0].update(shown[0].task_ids[0], completed=share)

    try:
        yield show
    finally:
        for bar in shown:
            bar.stop()


def _bar(text: str) -> "Progress":
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from quizapp.ui.console import make_console

    columns = TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn(), TextColumn("left")
    bar = Progress(*columns, console=make_console(stderr=True), transient=True)
    bar.add_task(visible(text), total=1.0)
    bar.start()
    return bar
