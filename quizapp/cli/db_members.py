"""quizapp db add, remove"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import context_of, interactive
from quizapp.cli.created_passwords import created_password, kept_in, new_password, say_passwords
from quizapp.cli.global_options import Globals
from quizapp.cli.output import counted, say, tell, tell_problem
from quizapp.core.event_payloads.review import LATEST_MS
from quizapp.errors import ExitCode, QuizError
from quizapp.store.location import EXAMPLE, Server
from quizapp.ui.escape import one_line
from quizapp.usecases.context import Context

if TYPE_CHECKING:
    from quizapp.store.classroom.removal import History, Removed
    from quizapp.store.classroom.setup import NewMember

app = typer.Typer(rich_markup_mode=None)


def server_of(given: Globals, url: str | None = None) -> tuple[Context, Server]:
    """Return the context and the server of a command. Raises QuizError (exit code 2) for a file."""
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
    name: str = typer.Argument("", help="The learner's name, which is also their role on the server."),
    teacher: bool = typer.Option(False, "--teacher", help="May change decks, assign them, and see the class."),
    table: Path = typer.Option(None, "--from", help="Add the members in a CSV file: name,password,group,teacher."),
    passwords: Path = typer.Option(None, "--passwords", help="With --from: a new file for the created passwords."),
) -> None:
    """Add a member, or all in a file. Asks for a password, or creates it and prints it once."""
    if bool(name) == (table is not None):
        raise QuizError("Name one member, or a file with --from.", "quizapp db add NAME", ExitCode.USAGE)
    if table is None:
        if passwords is not None:
            raise QuizError("--passwords needs --from.", "Leave it out.", ExitCode.USAGE)
        _add_one(server_of(ctx.obj)[1], name, teacher=teacher)
        return
    if teacher:
        raise QuizError("--teacher is for one member.", "In the file, the column `teacher` has yes.", ExitCode.USAGE)
    _add_table(server_of(ctx.obj)[1], table, passwords)


def _add_one(server: Server, name: str, *, teacher: bool) -> None:
    from quizapp.store.classroom import setup

    setup.check_name(name)
    known = bool(setup.existing_roles(server, [name]))
    password, made = (None, False) if known else new_password(name)
    setup.add(server, name, password, teacher=teacher)
    say(f"{name} is now a {'teacher' if teacher else 'learner'} of {server}.")
    if known:
        say("The server already had this name; its password was not changed.")
    if made:
        say(f"Password, shown this once: {password}")


def _add_table(server: Server, table: Path, passwords: Path | None) -> None:
    from quizapp.store.classroom import setup

    listed = _read(table)
    known = setup.existing_roles(server, [each.name for each in listed])
    members = [replace(each, password=_password_of(each, each.name in known)) for each in listed]
    made = {
        new.name: new.password
        for old, new in zip(listed, members, strict=True)
        if old.password is None and new.password is not None
    }
    with kept_in(passwords, made):
        setup.add_all(server, members)
    teachers = sum(each.teacher for each in members)
    say(f"{counted(len(members), 'member')} added to {server}, of whom {teachers} teach.")
    if kept := [each.name for each in members if each.name in known]:
        say(f"The server already had these names; their passwords were not changed: {', '.join(kept)}")
    if made:
        say_passwords(made, passwords)


def _read(table: Path) -> "Sequence[NewMember]":
    """Return the members in a file. Raises QuizError (exit code 3) where a row is wrong."""
    from quizapp.decks.problem_groups import format_problems
    from quizapp.usecases.classroom.member_table import read_members

    try:
        content = table.read_bytes()
    except OSError as error:
        raise QuizError(f"{table} cannot be read: {error.strerror}.", "Check the path.", ExitCode.INPUT) from None
    found = read_members(table, content)
    for text in format_problems(found.problems, all_places=True):
        tell_problem(text)
    if found.errors:
        raise QuizError("Nobody was added.", f"Correct {table}, then run the command again.", ExitCode.INPUT)
    return found.members


def _password_of(member: "NewMember", known: bool) -> str | None:
    return None if known else member.password or created_password()


@app.command()
def remove(
    ctx: typer.Context,
    name: str = typer.Argument(..., help="The member's name."),
    erase: bool = typer.Option(False, "--erase/--keep", help="Erase the history, or keep it under a pseudonym."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Remove a member: access, role, membership and groups. The history is kept under a pseudonym, or erased."""
    _, server = server_of(ctx.obj)
    from quizapp.store.classroom import removal

    _tell_history(name, removal.history_of(server, name), erase=erase)
    if not yes:
        if not interactive():
            raise QuizError("Removing a member needs a confirmation.", "Add --yes.", ExitCode.USAGE)
        if not typer.confirm(f"Remove {one_line(name)}?"):
            say("Nothing was changed.")
            return
    _say_removed(name, server, removal.remove_member(server, name, erase=erase))


def _tell_history(name: str, found: "History", *, erase: bool) -> None:
    tell(f"{name} would lose access to the class.")
    tell(f"  last seen  {utc_text(found.last_ms) or 'never'}")
    tell(f"  answers    {found.answers:,}")
    tell(f"  cards met  {found.cards:,}")
    tell(f"  groups     {', '.join(found.groups) or 'none'}")
    fate = "erased for good" if erase else "kept under a pseudonym"
    tell(f"  history    {counted(found.events, 'event')}, which would be {fate}")


def _say_removed(name: str, server: Server, done: "Removed") -> None:
    fate = f"kept as {done.pseudonym}" if done.pseudonym else "erased"
    say(f"{name} is no longer a member of {server}; {counted(done.events, 'event')} {fate}.")
    if done.refused:
        say(f"{counted(done.refused, 'event')} beyond the limits of a class could not be kept.")
    if not done.role_dropped:
        say(f"The role {name} stays on the server, because another database uses it or you may not drop it.")
    say("Backups of the class that were written before still have the name and the history.")


def utc_text(time_ms: int | None) -> str | None:
    """Return a time in UTC as ISO 8601; None for None. One that an earlier version let pass is at most year 9000."""
    if time_ms is None:
        return None
    return datetime.fromtimestamp(min(time_ms, LATEST_MS) / 1000, UTC).isoformat(timespec="seconds")
