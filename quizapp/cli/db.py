"""quizapp db"""

import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import context_of, interactive
from quizapp.cli.global_options import Globals
from quizapp.cli.output import print_json, say, tell
from quizapp.errors import ExitCode, QuizError
from quizapp.store.location import EXAMPLE, Server
from quizapp.usecases.bootstrap import install_shipped
from quizapp.usecases.context import Context

if TYPE_CHECKING:
    from quizapp.store.classroom.members import Member

app = typer.Typer(rich_markup_mode=None, help="Set up a class on a PostgreSQL server, and add its members.")


@app.command()
def init(ctx: typer.Context, url: str = typer.Argument(None, help="The database's URL, as its owner.")) -> None:
    """Create or upgrade a class's tables, roles and reports, and the shipped decks. Can be run at any time."""
    context, server = _on_server(ctx.obj, url)
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


def _on_server(given: Globals, url: str | None = None) -> tuple[Context, Server]:
    context = context_of(Globals(db=url or given.db, learner=given.learner, color=given.color))
    if not isinstance(context.db, Server):
        raise QuizError(
            f"{context.db}: a class needs a PostgreSQL server, not a file.",
            f"Name the server: --db {EXAMPLE}",
            ExitCode.USAGE,
        )
    from quizapp.store.location import require_driver

    require_driver(context.db)
    return context, context.db


@app.command()
def add(
    ctx: typer.Context,
    name: str = typer.Argument(..., help="The learner's name, which is also their role on the server."),
    teacher: bool = typer.Option(False, "--teacher", help="May change decks, assign them, and see the class."),
) -> None:
    """Add a member. Asks for the password; without a terminal, creates one and prints it once."""
    _, server = _on_server(ctx.obj)
    from quizapp.store.classroom import setup

    setup.check_name(name)
    known = setup.is_role(server, name)
    password, made = (None, False) if known else _password(name)
    setup.add(server, name, password, teacher=teacher)
    say(f"{name} is now a {'teacher' if teacher else 'learner'} of {server}.")
    if known:
        say("The server already had this name; its password was not changed.")
    if made:
        say(f"Password, shown this once: {password}")


def _password(name: str) -> tuple[str, bool]:
    """Return a password, and whether it was created here."""
    if not interactive():
        return secrets.token_urlsafe(15), True
    import getpass

    tell(f"A password for {name}; leave it empty to create one.")
    given = getpass.getpass("Password: ")
    if not given:
        return secrets.token_urlsafe(15), True
    if getpass.getpass("Again: ") != given:
        raise QuizError("The two passwords differ.", "Nothing was changed; try again.", ExitCode.USAGE)
    return given, False


@app.command("list")
def list_members(ctx: typer.Context, as_json: bool = typer.Option(False, "--json", help="One JSON document.")) -> None:
    """List the members: whether they teach and can connect, when they were last seen, their answers."""
    _, server = _on_server(ctx.obj)
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
    return values | {"last_seen": _iso(values.pop("last_ms"))}


def _iso(time_ms: int | None) -> str | None:
    return None if time_ms is None else datetime.fromtimestamp(time_ms / 1000, UTC).isoformat(timespec="seconds")


def _line(member: "Member") -> str:
    role, seen = "teacher" if member.teacher else "learner", _iso(member.last_ms)
    shown = seen[:16].replace("T", " ") if seen else "never"
    line = f"{member.learner:24} {role:8} {shown:16} {member.answers:7}"
    return line if member.can_connect else f"{line}  cannot connect"


@app.command("password")
def change_password(ctx: typer.Context, name: str = typer.Argument(..., help="The member's name.")) -> None:
    """Give a member a new password. Asks for it; without a terminal, creates one and prints it once."""
    _, server = _on_server(ctx.obj)
    from quizapp.store.classroom import members

    members.check_member(server, name)
    password, made = _password(name)
    members.change_password(server, name, password)
    say(f"{name} has a new password.")
    if made:
        say(f"Password, shown this once: {password}")
