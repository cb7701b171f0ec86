"""quizapp doctor"""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import typer

from quizapp.cli.common import context_of
from quizapp.cli.output import counted, print_json, say
from quizapp.errors import ExitCode
from quizapp.questions.registry import question_from
from quizapp.store.backup.backups import has_content, require_no_backups
from quizapp.store.database import open_store
from quizapp.store.decks.deck_records import installed_decks
from quizapp.store.location import Server, file_of
from quizapp.store.maintenance.deck_rows import DamagedRow, damaged_rows, drop_rows
from quizapp.store.maintenance.doctor import Finding, findings
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context
from quizapp.usecases.reports.damaged_decks import in_words

app = typer.Typer(rich_markup_mode=None)
INSTEAD = "The owner of the class restores a dump with: quizapp db restore FILE URL"
REPAIR = {
    False: "All of it is derived from the log. To rebuild it: quizapp doctor --repair",
    True: "To restore them from a backup, or to set them aside and go on: quizapp doctor --repair",
}
BY_IMPORT = ("card-without-concept", "card-without-deck")  # codes of findings that an import mends
END = "SELECT pg_terminate_backend(PROCESS)"
SOUND = "The database is sound, and every card's state equals its log."


@app.command()
def doctor(
    ctx: typer.Context,
    repair: bool = typer.Option(
        False, "--repair", help="Rebuild what is derived from the log, and set damaged events aside."
    ),
    rebuild: bool = typer.Option(
        False, "--rebuild", help="Build a new database from a backup and the readable part of a damaged file."
    ),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Check the database, and say what is wrong and what to do about it."""
    context, told = context_of(ctx.obj), []
    if rebuild:
        file_of(context.db, "`doctor --rebuild`", INSTEAD)
    found = _look(context)
    if rebuild and any(not finding.repairable for finding in _faults(found)):
        told += _rebuild(context)
        found = _look(context)
    if repair and not _faults([each for each in found if not each.repairable]):
        told += _mend(context)
        found = _look(context)
    faults = _faults(found)
    if as_json:
        rows = [{"code": each.code, "severity": each.severity, "message": each.message} for each in found]
        print_json({"ok": not faults, "findings": rows, "done": told})
    else:
        for line in [*told, *_words(found, on_server=isinstance(context.db, Server))]:
            say(line)
    if faults:
        raise typer.Exit(ExitCode.FAULTS)


def _faults(found: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.severity == "error"]


def _look(context: Context) -> list[Finding]:
    """Return the findings; for a damaged or missing file only that. Raises QuizError (exit code 4)."""
    from quizapp.store.backup.soundness import faults_of

    if isinstance(context.db, Path):
        if not has_content(context.db):
            require_no_backups(context.db)
            return [Finding(code="no-database", message=f"{context.db} does not exist yet", severity="note")]
        if damage := faults_of(context.db):
            return [Finding(code="damaged", message=f"damaged: {fault}") for fault in damage]
    with closing(open_store(context.db, context.learner)) as store:
        found = findings(store, context.now_ms)
        in_file = isinstance(context.db, Path)
        cannot_be_read = any(each.code in ("schema", "locked") for each in found)
        rows = [] if cannot_be_read else damaged_rows(store.query, question_from, in_file=in_file)
    if rows:  # the repair installs their decks again, and with them what their cards lack
        found = [replace(each, repairable=True) if each.code in BY_IMPORT else each for each in found]
        found.append(Finding(code="damaged-deck", message=in_words(rows), repairable=True))
    return found


def _mend(context: Context) -> list[str]:
    from quizapp.store.maintenance.doctor import repair

    with closing(open_store(context.db, context.learner)) as store:
        rows = damaged_rows(store.query, question_from, in_file=True) if isinstance(context.db, Path) else []
        if rows:
            drop_rows(store, rows, context.now_ms)
        done = repair(store, context.now_ms)
    cards, events = counted(done.cards, "card"), done.events
    if isinstance(context.db, Server):
        return [f"Rebuilt the state of {cards}."]
    lines = [f"Rebuilt indexes, triggers and the state of {cards}."]
    if rows:
        lines += _installed_again(context, rows)
    if events.events:
        lost = events.events - events.from_backup - events.as_read
        lines.append(
            f"Damaged events: {events.events}. Restored from a backup: {events.from_backup}. Valid, kept as they"
            f" read: {events.as_read}. Set aside: {lost}. Their rows as they were found: {events.kept}"
        )
    return lines


def _installed_again(context: Context, rows: Sequence[DamagedRow]) -> Iterator[str]:
    """Install the shipped decks again from which damaged rows were removed; yield what was done and what is left."""
    with closing(open_app(context)) as store:
        sources = {each.deck: each for each in installed_decks(store)}
    for deck in sorted({row.deck for row in rows}):
        count = sum(row.deck == deck for row in rows)
        removed = f"Removed {counted(count, 'damaged row')} of the deck {deck}"
        known = sources.get(deck)
        if known is not None and known.origin == "shipped":
            yield f"{removed}, and installed it again."
        else:
            yield f"{removed}. Import it again: quizapp import {shlex.quote(known.source if known else deck)}"


def _rebuild(context: Context) -> list[str]:
    from quizapp.store.maintenance.recover import rebuild_from

    done = rebuild_from(file_of(context.db, "`doctor --rebuild`", INSTEAD), context.learner, context.now_ms)
    open_app(context).close()  # installs the shipped decks whose rows are missing
    start = f"the backup {done.backup.path}" if done.backup else "an empty database, because there was no sound backup"
    lines = [
        f"The damaged file is kept: {done.aside}",
        f"A new database was built from {start}.",
        f"The damaged file added {done.taken.events} events, {done.taken.reviews} of them reviews,"
        f" and {done.rows} rows of decks and cards.",
    ]
    if done.taken.invalid:
        lines.append(f"{done.taken.invalid} records could not be understood and were left out.")
    return lines


def _words(found: Sequence[Finding], *, on_server: bool) -> list[str]:
    lines = [f"{'note' if each.severity == 'note' else 'wrong'}: {each.message}" for each in found]
    faults = _faults(found)
    if any(each.code == "no-database" for each in found):
        return lines
    if not faults:
        return [*lines, SOUND]
    if any(each.code == "locked" for each in faults):
        return [*lines, "Nothing else was checked. An administrator of the server ends a process with: " + END]
    if any(each.code == "unreadable-history" for each in faults):
        return [*lines, "The learner erases such a history with: quizapp forget CARD --erase"]
    if on_server and any(each.code != "fold" for each in faults):
        return [*lines, "The owner of the database repairs it with: quizapp db init URL"]
    if all(each.repairable for each in faults):
        return [*lines, REPAIR[any(each.code == "damaged-event" for each in faults)]]
    if all(each.code in BY_IMPORT for each in faults):
        return [*lines, "Nothing was changed. Import the decks again."]
    return [*lines, "Nothing was changed. To recover what can be read: quizapp doctor --rebuild"]
