"""quizapp db"""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from quizapp.cli.db_dump import app as dump_app
from quizapp.cli.db_members import app as members_app
from quizapp.cli.db_members import server_of, utc_text
from quizapp.cli.db_passwords import app as passwords_app
from quizapp.cli.output import print_json, say
from quizapp.usecases.bootstrap import install_shipped
from quizapp.usecases.context import Context

if TYPE_CHECKING:
    from quizapp.store.classroom.members import Member

app = typer.Typer(rich_markup_mode=None, help="Set up a class on a PostgreSQL server, add and remove its members.")
app.registered_commands += [
    *members_app.registered_commands, *passwords_app.registered_commands, *dump_app.registered_commands,
]  # fmt: skip


@app.command()
def init(ctx: typer.Context, url: str = typer.Argument(None, help="The database's URL, as its owner.")) -> None:
    """Create or upgrade a class's tables, roles and reports, and the shipped decks. Can be run at any time."""
    context, server = server_of(ctx.obj, url)
    from quizapp.store.classroom.setup import set_up

    result = set_up(server)
    _install_decks(context)
    if result.before is None:
        say(f"{server}: the class is set up; you, {server.user}, own it.")
    else:
        say(f"{server}: the class is up to date (it was version {result.before}, it is {result.after}).")
    if result.without_role:
        say(f"Members without a role on this server, who cannot connect: {', '.join(result.without_role)}")
    say("Add its members with: quizapp --db URL db add NAME [--teacher]")


def _install_decks(context: Context) -> None:
    from quizapp.store.database import open_store

    store = open_store(context.db, context.learner)
    try:
        install_shipped(context, store)
    finally:
        store.close()


@app.command("list")
def list_members(ctx: typer.Context, as_json: bool = typer.Option(False, "--json", help="One JSON document.")) -> None:
    """List the members: whether they teach and can connect, when they were last seen, their answers."""
    _, server = server_of(ctx.obj)
    from quizapp.store.classroom import members

    found = members.list_members(server)
    if as_json:
        print_json([_document(each) for each in found])
        return
    say(f"{'member':24} {'role':8} {'last seen (UTC)':16} {'answers':>7}")
    for each in found:
        say(_line(each))


def _document(member: "Member") -> dict[str, object]:
    values = asdict(member)
    return values | {"last_seen": utc_text(values.pop("last_ms"))}


def _line(member: "Member") -> str:
    role, seen = "teacher" if member.teacher else "learner", utc_text(member.last_ms)
    shown = seen[:16].replace("T", " ") if seen else "never"
    line = f"{member.learner:24} {role:8} {shown:16} {member.answers:7}"
    return line if member.can_connect else f"{line}  cannot connect"
