"""Restores a backup over the database, after the current content was saved."""

import sqlite3
from contextlib import closing
from pathlib import Path

from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.backup.backups import copy_pages, copy_to, take
from quizapp.store.backup.soundness import LOGS, PATIENCE, faults_of, read_only
from quizapp.store.maintenance.replacement import beside, replacing_damaged
from quizapp.store.sqlite_errors import SQLITE_ERRORS, words_of


def check_backup(path: Path) -> None:
    """Raise QuizError (exit code 4) if a file cannot be restored."""
    if not path.is_file():
        raise QuizError(f"{path} does not exist.", "`quizapp backup --list` shows the backups.")
    if faults := faults_of(path):
        raise QuizError(
            f"{path} cannot be restored: {faults[0]}.",
            "Choose another backup; `quizapp backup --list` shows them.",
            ExitCode.STORE,
        )
    with closing(sqlite3.connect(read_only(path), uri=True)) as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    if version > schema.VERSION:
        raise QuizError(
            f"{path} has schema version {version}; this quizapp supports versions up to {schema.VERSION}.",
            "Nothing was changed. Install a newer quizapp.",
            ExitCode.STORE,
        )


def restore(database: Path, backup: Path, now_ms: int) -> Path | None:
    """Replace the database with a backup, atomically; return the path of the saved previous content, if any.

    Where only the log of a lost database is left, that is the previous content, and is moved aside. Programs that have
    the database open see the old or the new content. A database that cannot be read at the moment is not replaced,
    because it may be sound. Raises QuizError (exit code 4).
    """
    check_backup(backup)
    if backup.resolve() == database.resolve():
        raise QuizError(f"{backup} is the database itself.", "Give a backup of it.", ExitCode.USAGE)
    left = [suffix for suffix in ("", *LOGS) if beside(database.resolve(), suffix).exists()]
    if not left:
        copy_to(backup, database.resolve())
        return None
    if left[0] or faults_of(database):  # SQLite would apply the log of a lost database to the backup
        with replacing_damaged(database, now_ms) as (new, kept):
            copy_to(backup, new)
        return beside(kept, left[0])
    kept = take(database, "restore", now_ms)
    _overwrite(database, backup)
    return kept


def _overwrite(database: Path, backup: Path) -> None:
    """Copy a backup over the database within one transaction."""
    try:
        source = sqlite3.connect(read_only(backup), uri=True)
        with closing(source), closing(sqlite3.connect(database, timeout=PATIENCE)) as target:
            target.execute("PRAGMA synchronous = FULL")
            copy_pages(source, target)
    except SQLITE_ERRORS as error:
        raise QuizError(
            f"{database} could not be replaced: {words_of(error, database)[0]}.",
            "Nothing was changed. Close other programs that use it and try again.",
            ExitCode.STORE,
        ) from None
