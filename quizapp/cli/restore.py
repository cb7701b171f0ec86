"""quizapp restore"""

from pathlib import Path

import typer

from quizapp.cli.common import context_of, say

app = typer.Typer(rich_markup_mode=None)


@app.command()
def restore(
    ctx: typer.Context,
    file: Path = typer.Argument(..., help="A backup; `quizapp backup --list` names them."),
) -> None:
    """Put a backup in the place of the database. What is there now is kept first, and can be merged back."""
    from quizapp.store import restoring

    context = context_of(ctx.obj)
    kept = restoring.restore(context.db, file, context.now_ms)
    say(f"{context.db}: restored from {file}.")
    if kept is None:
        return
    say(f"What was there is kept: {kept}")
    if kept.suffix == ".db":
        say(f"Bring its answers back with: quizapp merge {kept}")
