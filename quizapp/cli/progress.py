"""quizapp progress"""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import console_of, interactive, opened
from quizapp.cli.names import complete_scope, find_scope
from quizapp.cli.output import print_json, say
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.core.statistics.progress_report import ProgressReport

app = typer.Typer(rich_markup_mode=None)


@app.command()
def progress(
    ctx: typer.Context,
    scope: str = typer.Argument(
        None, autocompletion=complete_scope, help="A deck, deck/concept or #tag; everything if omitted."
    ),
    since: str = typer.Option("", "--since", help="Only from this day on, such as 2026-01-31."),
    page: Path = typer.Option(None, "--html", help="Write one page that needs no network, for a browser or paper."),
    plain: bool = typer.Option(False, "--plain", help="The numbers as text, one record a line."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """What you know by concept and section, your habit, memory, predictions and decks."""
    from quizapp.ui.spinner import progress_bar
    from quizapp.usecases.reports.progress import progress_report

    _check_day(since)
    with opened(ctx.obj) as (context, store), progress_bar("counting your reviews, once") as show:
        watch = show if sys.stderr.isatty() else None
        report = progress_report(store, context, find_scope(store, scope), since, watch)
    if as_json:
        from quizapp.usecases.reports.progress_json import as_json as document_of

        print_json(document_of(report))
    elif page is not None:
        _write_page(report, page)
    elif plain:
        from quizapp.ui.progress.plain_text import plain_lines

        for line in plain_lines(report):
            say(line)
    else:
        from quizapp.ui.progress.screen import browse, print_all

        console = console_of(ctx.obj)
        (browse if interactive() and not console.is_dumb_terminal else print_all)(console, report)


def _write_page(report: "ProgressReport", page: Path) -> None:
    from quizapp.atomic_files import write_file
    from quizapp.pages.progress import progress_page
    from quizapp.ui.escape import visible

    try:
        write_file(visible(progress_page(report)).encode(), page)
    except OSError as error:
        raise QuizError(f"{page}: it cannot be written: {error.strerror}", "Choose another path.") from None
    say(f"wrote {page}")


def _check_day(text: str) -> None:
    try:
        if text:
            date.fromisoformat(text)
    except ValueError:
        raise QuizError(f"--since: `{text}` is not a date.", "Write it as 2026-01-31.", ExitCode.USAGE) from None
