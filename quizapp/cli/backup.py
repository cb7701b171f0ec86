"""quizapp backup"""

from pathlib import Path

import typer

from quizapp.cli.common import context_of, local_text, print_json, say
from quizapp.core.days import iso
from quizapp.errors import ExitCode, QuizError

app = typer.Typer(rich_markup_mode=None)


@app.command()
def backup(
    ctx: typer.Context,
    to: Path = typer.Option(None, "--to", help="The file to write; left out, one among the program's own backups."),
    listed: bool = typer.Option(False, "--list", help="Name the backups that there are, and take none."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Take a backup of the database, which may be in use. Backups are also taken by themselves: see docs/trust.md."""
    from quizapp.store import backups

    context = context_of(ctx.obj)
    if not listed:
        if not context.db.is_file():
            raise QuizError(f"{context.db}: there is no database yet.", "Start with `quizapp`.", ExitCode.STORE)
        if to is None:
            to = backups.take(context.db, "asked", context.now_ms)
        elif to.exists():
            raise QuizError(f"{to}: there is something already.", "Name a file that does not exist.", ExitCode.USAGE)
        else:
            backups.copy_to(context.db, to)
    found = backups.backups_of(context.db)
    if as_json:
        rows = [
            {"file": str(each.path), "taken": iso(round(each.taken.timestamp() * 1000)), "reason": each.reason}
            for each in found
        ]
        print_json({"written": str(to) if to else None, "backups": rows})
        return
    if to:
        say(f"{to}: the backup is written, and it was opened to see that it is sound.")
        return
    for each in found:
        say(f"{local_text(context, round(each.taken.timestamp() * 1000)):16}  {each.reason:16} {each.path}")
    say(f"{len(found)} backups. Bring one back with: quizapp restore FILE")
