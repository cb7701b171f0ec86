"""quizapp progress"""

from datetime import date

import typer

from quizapp.cli.common import console_of, find_scope, opened, print_json, say
from quizapp.errors import ExitCode, QuizError

app = typer.Typer(rich_markup_mode=None)


@app.command()
def progress(
    ctx: typer.Context,
    scope: str = typer.Argument(None, help="A deck, deck/concept or #tag; everything where left out."),
    since: str = typer.Option("", "--since", help="Only from this day on, such as 2026-01-31."),
    plain: bool = typer.Option(False, "--plain", help="The numbers as text, one record a line."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """What you know by concept and section, your study days, what is due in the next two weeks."""
    from quizapp.progress import progress_document
    from quizapp.ui.charts import print_plain, print_progress

    _check_day(since)
    with opened(ctx.obj) as (context, store):
        document = progress_document(store, context, find_scope(store, scope), since)
    if as_json:
        print_json(document)
    elif plain:
        for line in print_plain(document):
            say(line)
    else:
        print_progress(console_of(ctx.obj), document)


def _check_day(text: str) -> None:
    try:
        if text:
            date.fromisoformat(text)
    except ValueError:
        raise QuizError(f"--since: `{text}` is no day.", "Write it as 2026-01-31.", ExitCode.USAGE) from None
