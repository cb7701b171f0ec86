"""quizapp db"""

import secrets

import typer

from quizapp.cli.common import context_of, interactive
from quizapp.cli.global_options import Globals
from quizapp.cli.output import say, tell
from quizapp.errors import ExitCode, QuizError
from quizapp.store.location import EXAMPLE, Server
from quizapp.usecases.bootstrap import install_shipped
from quizapp.usecases.context import Context

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
        raise QuizError("The two passwords differ.", "Nobody was added; try again.", ExitCode.USAGE)
    return given, False
