"""quizapp restore"""

from pathlib import Path

import typer

from quizapp.cli.common import context_of
from quizapp.cli.output import say
from quizapp.store.location import file_of

app = typer.Typer(rich_markup_mode=None)
INSTEAD = "The owner of the class does it with: quizapp db restore FILE URL"


@app.command()
def restore(
    ctx: typer.Context,
    file: Path = typer.Argument(..., help="A backup; `quizapp backup --list` names them."),
) -> None:
    """Replace the database by a backup. The current database is kept, and can be merged back."""
    from quizapp.store.maintenance import restore

    context = context_of(ctx.obj)
    database = file_of(context.db, "`restore`", INSTEAD)
    kept = restore.restore(database, file, context.now_ms)
    say(f"{database}: restored from {file}.")
    if kept is None:
        return
    say(f"The old database is kept: {kept}")
    if kept.suffix == ".db":
        say(f"Merge its answers with: quizapp merge {kept}")
