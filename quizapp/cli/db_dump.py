"""quizapp db dump and db restore"""

import time
from collections.abc import Callable
from pathlib import Path

import typer

from quizapp.cli.db_members import server_of
from quizapp.cli.output import counted, print_json, say, tell

app = typer.Typer(rich_markup_mode=None)
QUIET_SECONDS = 1.0  # progress is shown only by what takes longer


def _progress(verb: str) -> Callable[[str], None]:
    begun = time.monotonic()

    def show(table: str) -> None:
        if time.monotonic() - begun > QUIET_SECONDS:
            tell(f"{verb} {table} ...")

    return show


@app.command("dump")
def dump_class(
    ctx: typer.Context,
    file: Path = typer.Argument(..., help="The file to write; it must not exist."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Write the whole class into a file, as its owner, while learners answer."""
    _, server = server_of(ctx.obj)
    from quizapp.store.classroom.dump import dump

    tables = dump(server, file, _progress("Writing"))
    if as_json:
        print_json({"written": str(file), "bytes": file.stat().st_size, "tables": tables})
        return
    say(f"{file}: the class was written, {counted(len(tables), 'table')}, {file.stat().st_size} bytes.")


@app.command("restore")
def restore_class(
    ctx: typer.Context,
    file: Path = typer.Argument(..., help="A file that `db dump` wrote."),
    url: str = typer.Argument(None, help="The URL of an empty database, as its owner."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Create the class of a dump in an empty database, and let its members connect."""
    _, server = server_of(ctx.obj, url)
    from quizapp.store.classroom.restore import restore

    result = restore(server, file, _progress("Restoring"))
    if as_json:
        print_json({"restored": str(file), "schema": result.after, "without_role": list(result.without_role)})
        return
    say(f"{server}: the class was restored from {file}.")
    if result.without_role:
        say(f"Members without a role on this server, who cannot connect: {', '.join(result.without_role)}")
        say("Create their roles with: quizapp --db URL db password --missing --passwords FILE")
