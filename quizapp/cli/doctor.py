"""quizapp doctor"""

import typer

from quizapp.cli.common import opened, say
from quizapp.errors import ExitCode

app = typer.Typer(rich_markup_mode=None)


@app.command()
def doctor(
    ctx: typer.Context,
    rebuild: bool = typer.Option(False, "--rebuild", help="Fold the whole log again, whatever the check finds."),
) -> None:
    """Check the database, and rebuild what is derived from the log. The log itself is never touched."""
    from quizapp.store.check import integrity, states_that_differ
    from quizapp.store.replay import rebuild as fold_again

    with opened(ctx.obj) as (_, store):
        faults = integrity(store)
        for fault in faults:
            say(f"damaged: {fault}")
        if faults:
            say("Restore a copy of the database; nothing was changed.")
            raise typer.Exit(ExitCode.FAULTS)
        differ = states_that_differ(store)
        if rebuild or differ:
            total, changed = fold_again(store)
            say(f"Rebuilt the state of {total} cards from the log; {changed} differed.")
        else:
            say("The database is sound, and every card's state equals its log.")
