"""quizapp backup"""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import context_of, local_text
from quizapp.cli.output import counted, print_json, say
from quizapp.core.study_day import iso
from quizapp.errors import ExitCode, QuizError
from quizapp.store.location import file_of
from quizapp.usecases.context import Context

if TYPE_CHECKING:
    from quizapp.store.backup.backups import Backup

app = typer.Typer(rich_markup_mode=None)
INSTEAD = "The owner of the class takes one with: quizapp db dump FILE"


@app.command("backup")
def back_up(
    ctx: typer.Context,
    to: Path = typer.Option(None, "--to", help="The file to write; without it, one of the program's own backups."),
    listed: bool = typer.Option(False, "--list", help="List the backups, and take none."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Back up the database, even while it is in use. Backups are also taken automatically: see docs/trust.md."""
    from quizapp.store.backup.backups import backups_of

    context = context_of(ctx.obj)
    database = file_of(context.db, "a backup", INSTEAD)
    written = None if listed else _taken(context, database, to)
    found = backups_of(database)
    if as_json:
        rows = [{"file": str(each.path), "taken": iso(_ms(each)), "reason": each.reason} for each in found]
        print_json({"written": str(written) if written else None, "backups": rows})
    elif written:
        say(f"{written}: the backup was written and checked.")
    else:
        for each in found:
            say(f"{local_text(context, _ms(each)):16}  {each.reason:16} {each.path}")
        say(f"{counted(len(found), 'backup')}. Restore one with: quizapp restore FILE")


def _taken(context: Context, database: Path, to: Path | None) -> Path:
    from quizapp.store.backup.backups import copy_to, take

    if not database.is_file():
        raise QuizError(f"{database}: there is no database yet.", "Start with `quizapp`.", ExitCode.STORE)
    if to is None:
        return take(database, "asked", context.now_ms)
    if to.exists():
        raise QuizError(f"{to} already exists.", "Name a file that does not exist.", ExitCode.USAGE)
    copy_to(database, to)
    return to


def _ms(backup: "Backup") -> int:
    return round(backup.taken.timestamp() * 1000)
