"""quizapp progress"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typer

from quizapp.cli.common import console_of, find_scope, interactive, opened
from quizapp.cli.output import print_json, say
from quizapp.errors import ExitCode, QuizError

app = typer.Typer(rich_markup_mode=None)


@app.command()
def progress(
    ctx: typer.Context,
    scope: str = typer.Argument(None, help="A deck, deck/concept or #tag; everything where left out."),
    since: str = typer.Option("", "--since", help="Only from this day on, such as 2026-01-31."),
    page: Path = typer.Option(None, "--html", help="Write one page that needs no network, for a browser or paper."),
    plain: bool = typer.Option(False, "--plain", help="The numbers as text, one record a line."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """What you know by concept and section, your habit, memory, predictions and decks."""
    from quizapp.usecases.reports.progress import progress_document

    _check_day(since)
    with opened(ctx.obj) as (context, store):
        document = progress_document(store, context, find_scope(store, scope), since)
    if as_json:
        print_json(document)
    elif page is not None:
        _write_page(document, page)
    elif plain:
        from quizapp.ui.progress.plain_text import plain_lines

        for line in plain_lines(document):
            say(line)
    else:
        from quizapp.ui.progress.screen import browse, print_all

        (browse if interactive() else print_all)(console_of(ctx.obj), document)


def _write_page(document: Mapping[str, Any], page: Path) -> None:
    from quizapp.pages.progress import progress_page
    from quizapp.store.atomic_files import write_file

    try:
        write_file(progress_page(document).encode(), page)
    except OSError as error:
        raise QuizError(f"{page}: it cannot be written: {error.strerror}", "Choose another place.") from None
    say(f"wrote {page}")


def _check_day(text: str) -> None:
    try:
        if text:
            date.fromisoformat(text)
    except ValueError:
        raise QuizError(f"--since: `{text}` is no day.", "Write it as 2026-01-31.", ExitCode.USAGE) from None
