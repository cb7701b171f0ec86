"""Restores a backup over the database, after the current content was saved."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from quizapp.atomic_files import private_folder
from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.backup.backups import SQLITE_ERRORS, copy_to, faults_of, folder_of, take

_SUFFIXES = ("", "-wal", "-shm", "-journal")


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
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    if version > schema.VERSION:
        raise QuizError(
            f"{path} has schema version {version}; this quizapp supports versions up to {schema.VERSION}.",
            "Nothing was changed. Install a newer quizapp.",
            ExitCode.STORE,
        )


def restore(database: Path, backup: Path, now_ms: int) -> Path | None:
    """Replace the database with a backup, atomically; return the path of the saved previous content, if any.

    Programs that have the database open see the old or the new content. Raises QuizError (exit code 4).
    """
    check_backup(backup)
    if backup.resolve() == database.resolve():
        raise QuizError(f"{backup} is the database itself.", "Give a backup of it.", ExitCode.USAGE)
    if not database.exists():
        copy_to(backup, database)
        return None
    if faults_of(database):
        kept = set_aside(database, now_ms)
        copy_to(backup, database)
        return kept
    kept = take(database, "restore", now_ms)
    _overwrite(database, backup)
    return kept


def _overwrite(database: Path, backup: Path) -> None:
    """Copy a backup over the database within one transaction."""
    try:
        source = sqlite3.connect(f"file:{quote(str(backup))}?mode=ro", uri=True)
        with closing(source), closing(sqlite3.connect(database, timeout=30)) as target:
            target.execute("PRAGMA synchronous = FULL")
            source.backup(target)
    except SQLITE_ERRORS as error:
        raise QuizError(
            f"{database} could not be replaced: {error}.",
            "Nothing was changed. Close other programs that use it and try again.",
            ExitCode.STORE,
        ) from None


def set_aside(database: Path, now_ms: int) -> Path:
    """Move a damaged database with its log into the folder of backups; return the path. Raises QuizError."""
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    target = folder_of(database) / f"{database.stem}-{now:%Y%m%dT%H%M%S}{now_ms % 1000:03}Z.damaged"
    try:
        private_folder(target.parent)
        for suffix in reversed(_SUFFIXES):
            part = database.with_name(database.name + suffix)
            if part.exists():
                shutil.move(part, target.with_name(target.name + suffix))
    except OSError as error:
        raise QuizError(
            f"{database} could not be moved aside: {error.strerror}.",
            "Check the permissions of the folder.",
            ExitCode.STORE,
        ) from None
    return target
