"""Backups through SQLite's online backup interface: verified after copying, and deleted by age."""

import re
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from quizapp.atomic_files import private_folder, replacing
from quizapp.core.study_day import DAY_S
from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup.retention import kept
from quizapp.store.backup.soundness import as_one_file, faults_of, read_only
from quizapp.store.sqlite_errors import is_damage, unreadable, words_of

ABANDONED = DAY_S  # seconds after which the partial file of a killed backup is deleted
_NAME = re.compile(r"-(\d{8}T\d{9}Z)-([a-z0-9-]+?)\.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A copy of the database: when it was taken (UTC) and why."""

    path: Path
    taken: datetime
    reason: str


def folder_of(database: Path) -> Path:
    """Return the folder of the backups of a database, next to it."""
    return database.parent / "backups"


def backups_of(database: Path) -> list[Backup]:
    """Return the backups of a database, newest first."""
    found = []
    for path in folder_of(database).glob("*.db"):
        if path.name.startswith(database.stem) and (match := _NAME.fullmatch(path.name, len(database.stem))):
            taken = datetime.strptime(match[1], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
            found.append(Backup(path=path, taken=taken, reason=match[2]))
    return sorted(found, key=lambda each: (each.taken, each.reason), reverse=True)


def has_content(database: Path) -> bool:
    """Return whether a database's file exists and is not empty; an empty one is left by a creation that was killed."""
    return database.exists() and (not database.is_file() or database.stat().st_size > 0)


def require_no_backups(database: Path) -> None:
    """Raise QuizError (exit code 4) if a missing database has backups: an empty one must not take its place."""
    if found := backups_of(database):
        raise QuizError(
            f"{database} is missing or empty, but it has {len(found)} backups.",
            f"Restore the newest with: quizapp restore {found[0].path} (to start without it, move the folder"
            f" {folder_of(database)} away).",
            ExitCode.STORE,
        )


def copy_to(source: Path, target: Path) -> None:
    """Copy a database into one file, atomically; other programs may write to it meanwhile.

    Raises QuizError (exit code 4) if the copy cannot be written or has faults.
    """
    try:
        private_folder(target.parent)
        with replacing(target) as part:
            part.touch(mode=0o600, exist_ok=False)  # fails on a link
            _copy(source, part)
            if faults := faults_of(part):
                raise QuizError(
                    f"{source}: the copy is damaged: {faults[0]}.",
                    "Run `quizapp doctor` to see what is wrong.",
                    ExitCode.STORE,
                )
    except (OSError, sqlite3.Error) as error:
        cause = getattr(error, "strerror", None) or words_of(error, target)[0]
        if isinstance(error, FileExistsError | NotADirectoryError) and not target.parent.is_dir():
            cause = f"{target.parent} is no folder"
        raise QuizError(
            f"{target}: the backup cannot be written: {cause}.",
            "Nothing was changed. Free some space or check the permissions of the folder.",
            ExitCode.STORE,
        ) from None


def _copy(source: Path, part: Path) -> None:
    with closing(_opened(source)) as reading, closing(sqlite3.connect(part)) as copy:
        copy_pages(reading, copy)
    as_one_file(part)  # which can be opened in a read-only folder


def copy_pages(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy a database over another in one transaction. Raises sqlite3.Error, also where one of them stays locked.

    `Connection.backup` alone would wait for a lock without end: it tries again after each timeout of the connection.
    """

    def give_up(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = status
            raise error

    source.backup(target, progress=give_up)


def _opened(source: Path) -> sqlite3.Connection:
    """Open a database to read it. Raises QuizError (exit code 4) that names it where it cannot be read now."""
    with ExitStack() as opened:
        try:
            reading = opened.enter_context(closing(sqlite3.connect(read_only(source), uri=True, timeout=30)))
            with closing(reading.execute("SELECT 1 FROM sqlite_master LIMIT 1")) as first:
                first.fetchone()
        except sqlite3.Error as error:
            if is_damage(error):
                raise
            raise unreadable(source, error) from None
        opened.pop_all()  # it stays open
        return reading


def take(database: Path, reason: str, now_ms: int) -> Path:
    """Take a backup, delete old ones, and return its path. `reason` has lower case letters, digits and hyphens.

    Raises QuizError (exit code 4) if it fails: then do not make the change that it was for.
    """
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    target = folder_of(database) / f"{database.stem}-{now:%Y%m%dT%H%M%S}{now_ms % 1000:03}Z-{reason}.db"
    copy_to(database, target)
    delete_old(database, now)
    return target


def take_daily(database: Path, day: str, now_ms: int) -> Path | None:
    """Take the backup of a study day (an ISO date) and return its path; None if it exists."""
    reason = f"day-{day}"
    if any(each.reason == reason for each in backups_of(database)):
        return None
    return take(database, reason, now_ms)


def delete_old(database: Path, now: datetime) -> list[Path]:
    """Delete the backups that `retention` does not keep, and abandoned partial files; return their paths."""
    found = backups_of(database)
    keep = kept({each.taken for each in found}, now)
    old = [each.path for each in found if each.taken not in keep]
    old += [path for path in folder_of(database).glob(".*.part") if path.stat().st_mtime < now.timestamp() - ABANDONED]
    for path in old:
        path.unlink(missing_ok=True)
    return old
