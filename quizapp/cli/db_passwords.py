"""quizapp db password"""

from pathlib import Path

import typer

from quizapp.cli.created_passwords import created_password, kept_in, new_password, say_passwords
from quizapp.cli.db_members import server_of
from quizapp.cli.output import counted, say
from quizapp.errors import ExitCode, QuizError
from quizapp.store.location import Server

app = typer.Typer(rich_markup_mode=None)


@app.command("password")
def change_password(
    ctx: typer.Context,
    name: str = typer.Argument("", help="The member's name."),
    missing: bool = typer.Option(False, "--missing", help="All members without a role here, as after a restore."),
    passwords: Path = typer.Option(None, "--passwords", help="With --missing: a new file for the passwords."),
) -> None:
    """Give a member a new password. Asks for it; without a terminal, creates one and prints it once."""
    if bool(name) == missing:
        raise QuizError("Name one member, or add --missing.", "quizapp db password NAME", ExitCode.USAGE)
    if passwords is not None and not missing:
        raise QuizError("--passwords needs --missing.", "Leave it out.", ExitCode.USAGE)
    _, server = server_of(ctx.obj)
    if missing:
        _create_missing(server, passwords)
        return
    from quizapp.store.classroom import members

    members.check_member(server, name)
    password, made = new_password(name)
    left = members.change_passwords(server, {name: password})
    if left:
        say(f"{name} has a new password, but connections that were opened before are still open: {server} does not")
        say("let you end them. An administrator does:")
        say(f"  SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{name}'")
    else:
        say(f"{name} has a new password, and connections that were opened before are closed.")
    if made:
        say(f"Password, shown this once: {password}")


def _create_missing(server: Server, file: Path | None) -> None:
    """Create a role, with a password, for each member without one."""
    from quizapp.store.classroom import members

    made = {name: created_password() for name in members.without_role(server)}
    if not made:
        say("Every member has a role on this server.")
        return
    with kept_in(file, made):
        members.change_passwords(server, made)
    say(f"{counted(len(made), 'member')} can connect to {server} now.")
    say_passwords(made, file)
