"""Shows on a terminal that a long piece of work goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

from quizapp.ui.escape import visible


@contextmanager
def spinner(text: str) -> Iterator[None]:
    """Show a spinner with a line of text and the seconds so far on stderr, until the block ends."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from quizapp.ui.console import make_console

    columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn()
    with Progress(*columns, console=make_console(stderr=True), transient=True) as progress:
        progress.add_task(visible(text), total=None)
        yield
