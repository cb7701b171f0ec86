"""Backups: taken online through SQLite's backup interface, opened to see that they are sound, thinned by age."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from quizapp.core.study_day import DAY_S
from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.atomic_files import private_folder, replacing
from quizapp.store.backup.retention import kept

APPLICATION_ID = 334489  # in the header of every database of this program
ABANDONED = DAY_S  # seconds after which what a killed backup left behind is cleared away
_NAME = re.compile(r"-(\d{8}T\d{9}Z)-([a-z0-9-]+?)\.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A copy of the database: when it was taken (UTC) and before or for what."""

    path: Path
    taken: datetime
    reason: str


def folder_of(database: Path) -> Path:
    """Return where the backups of a database are: beside it."""
    return database.parent / "backups"


def backups_of(database: Path) -> list[Backup]:
    """Return the backups of a database, the newest first."""
    found = []
    for path in folder_of(database).glob("*.db"):
        if path.name.startswith(database.stem) and (match := _NAME.fullmatch(path.name, len(database.stem))):
            taken = datetime.strptime(match[1], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
            found.append(Backup(path=path, taken=taken, reason=match[2]))
    return sorted(found, key=lambda each: (each.taken, each.reason), reverse=True)


# The second is what becomes of SQLite's own message about a schema whose names are no text.
SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
VIEWS = "SELECT name FROM sqlite_master WHERE type = 'view'"


def false_tables(views: Iterable[Sequence[Any]]) -> str:
    """Return the first of VIEWS' rows that has the name of a table of ours: reading it could have no end."""
    names = (str(row[0]) for row in views)
    return next((name for name in names if name.lower() in (*schema.metadata.tables, "alembic_version")), "")


def faults_of(path: Path) -> list[str]:
    """Return why a file is no sound database of this program, in SQLite's words; empty where it is one."""
    try:
        # Nothing but the file itself is read: a copy needs no log beside it.
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=5)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return ["it is no database of quizapp"]
            if false := false_tables(connection.execute(VIEWS)):
                return [f"`{false}` is a view where a table belongs"]
            lines = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
            connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except (*SQLITE_ERRORS, TypeError) as error:
        return [str(error)]
    return [line for line in lines if line != "ok"]


def copy_to(source: Path, target: Path) -> None:
    """Copy a database that may be in use into one file, wholly or not at all; others may write meanwhile.

    Raises QuizError (exit code 4) where it cannot be written, or where the copy is not sound.
    """
    try:
        private_folder(target.parent)
        with replacing(target) as part:
            part.touch(mode=0o600, exist_ok=False)  # fails on a link
            _copy(source, part)
            if faults := faults_of(part):
                raise QuizError(
                    f"{source}: the copy of it is damaged: {faults[0]}", "`quizapp doctor` says more.", ExitCode.STORE
                )
    except (OSError, sqlite3.Error) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise QuizError(
            f"{target}: the backup cannot be written: {cause}",
            "Free some space or see to the permissions; nothing was changed.",
            ExitCode.STORE,
        ) from None


def _copy(source: Path, part: Path) -> None:
    reading = sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True, timeout=30)
    with closing(reading), closing(sqlite3.connect(part)) as copy:
        reading.backup(copy)
        # A copy is one file, and can be opened where nothing may be written beside it.
        copy.execute("PRAGMA journal_mode = DELETE")


def take(database: Path, reason: str, now_ms: int) -> Path:
    """Take a backup, thin the others, and return its path. `reason` has lower case letters, digits and hyphens.

    Raises QuizError (exit code 4) where that fails: then what it was taken for must not be done.
    """
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    target = folder_of(database) / f"{database.stem}-{now:%Y%m%dT%H%M%S}{now_ms % 1000:03}Z-{reason}.db"
    copy_to(database, target)
    thin(database, now)
    return target


def take_daily(database: Path, day: str, now_ms: int) -> Path | None:
    """Take the backup of a study day (an ISO date) where there is none yet; return its path."""
    reason = f"day-{day}"
    if any(each.reason == reason for each in backups_of(database)):
        return None
    return take(database, reason, now_ms)


def thin(database: Path, now: datetime) -> list[Path]:
    """Delete the backups that the rule of `thinning` does not keep, and what killed ones left; return them."""
    found = backups_of(database)
    staying = kept({each.taken for each in found}, now)
    gone = [each.path for each in found if each.taken not in staying]
    gone += [path for path in folder_of(database).glob(".*.part") if path.stat().st_mtime < now.timestamp() - ABANDONED]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone
