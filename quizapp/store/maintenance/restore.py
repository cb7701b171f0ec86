"""Puts a backup in the place of the database: what is there is kept first."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.atomic_files import private_folder
from quizapp.store.backup.backups import SQLITE_ERRORS, copy_to, faults_of, folder_of, take

_BESIDE = ("", "-wal", "-shm", "-journal")


def check_backup(path: Path) -> None:
    """Raise QuizError (exit code 4) where a file cannot take the database's place."""
    if not path.is_file():
        raise QuizError(f"{path}: there is no such file.", "`quizapp backup --list` names what there is.")
    if faults := faults_of(path):
        raise QuizError(
            f"{path}: it cannot be restored: {faults[0]}",
            "Name another backup; `quizapp backup --list` names them.",
            ExitCode.STORE,
        )
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    if version > schema.VERSION:
        raise QuizError(
            f"{path}: it has version {version}, and this quizapp knows versions up to {schema.VERSION}.",
            "Install a newer quizapp; nothing was changed.",
            ExitCode.STORE,
        )


def restore(database: Path, backup: Path, now_ms: int) -> Path | None:
    """Put a backup in the database's place, wholly or not at all; return where what was there is kept.

    Programs that have the database open see one state or the other. Raises QuizError (exit code 4).
    """
    check_backup(backup)
    if backup.resolve() == database.resolve():
        raise QuizError(f"{backup}: this is the database itself.", "Name a backup of it.", ExitCode.USAGE)
    if not database.exists():
        copy_to(backup, database)
        return None
    if faults_of(database):
        kept = set_aside(database, now_ms)
        copy_to(backup, database)
        return kept
    kept = take(database, "restore", now_ms)
    _over(database, backup)
    return kept


def _over(database: Path, backup: Path) -> None:
    """Copy within one transaction of the database that is there."""
    try:
        source = sqlite3.connect(f"file:{quote(str(backup))}?mode=ro", uri=True)
        with closing(source), closing(sqlite3.connect(database, timeout=30)) as target:
            target.execute("PRAGMA synchronous = FULL")
            source.backup(target)
    except SQLITE_ERRORS as error:
        raise QuizError(
            f"{database}: it could not be replaced: {error}",
            "Close other programs that use it and try again; what is there was kept.",
            ExitCode.STORE,
        ) from None


def set_aside(database: Path, now_ms: int) -> Path:
    """Move a damaged database with its log into the folder of backups; return the path. Raises QuizError."""
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    target = folder_of(database) / f"{database.stem}-{now:%Y%m%dT%H%M%S}{now_ms % 1000:03}Z.damaged"
    try:
        private_folder(target.parent)
        for suffix in reversed(_BESIDE):
            part = database.with_name(database.name + suffix)
            if part.exists():
                shutil.move(part, target.with_name(target.name + suffix))
    except OSError as error:
        raise QuizError(
            f"{database}: it could not be moved aside: {error.strerror}", "See to the permissions.", ExitCode.STORE
        ) from None
    return target
