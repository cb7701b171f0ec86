"""What SQLite's result codes mean: a damaged file, or a file that cannot be read or written at the moment."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from quizapp.errors import ExitCode, QuizError

# UnicodeDecodeError: sqlite3 cannot decode SQLite's message about a schema with damaged names.
SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
NO_SPACE = 64 * 1024  # bytes: with less free space SQLite reports other errors than that the disk is full

_BUSY = "Another program is writing to the database; close it and try again."
_READ_ONLY = "Give yourself write access to the file and its folder, or choose another file with --db."
_HINTS = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_AUTH: _READ_ONLY,
    sqlite3.SQLITE_FULL: "Free some space. All answers so far are stored.",
    sqlite3.SQLITE_IOERR: "Check the disk and its connection. All answers so far are stored.",
    sqlite3.SQLITE_CANTOPEN: "Check that the folder exists and can be written to, or choose another file with --db.",
    sqlite3.SQLITE_NOMEM: "Close other programs and try again.",
    sqlite3.SQLITE_INTERRUPT: "Try again.",
}
_ABOUT_THE_DISK = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY)
_DAMAGE_HINTS = {
    sqlite3.SQLITE_NOTADB: "Choose another file with --db, or restore a backup.",
    sqlite3.SQLITE_CORRUPT: "Restore a backup. `quizapp doctor` shows what can still be read.",
}


def primary_code(error: BaseException) -> int:
    """Return SQLite's primary result code; SQLITE_CORRUPT for names that Python cannot decode, else SQLITE_ERROR."""
    if isinstance(error, UnicodeDecodeError):
        return sqlite3.SQLITE_CORRUPT
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def is_damage(error: BaseException) -> bool:
    """Return whether an error is about the content of a file, not about reading or writing it at the moment."""
    return primary_code(error) not in _HINTS


def words_of(error: BaseException, path: Path) -> tuple[str, str]:
    """Return the cause of an error of SQLite in words, without a full stop, and what to do about it."""
    code = primary_code(error)
    hint = (
        _HINTS.get(code) or _DAMAGE_HINTS.get(code) or _damage_by_name(error) or "`quizapp doctor` shows what is wrong."
    )
    if code not in _ABOUT_THE_DISK:
        return str(error), hint
    if path.is_dir():
        return "it is a folder", "Name a file with --db."
    if _free_space(path) < NO_SPACE:
        return "the disk is full", _HINTS[sqlite3.SQLITE_FULL]
    if refused := _refused(path):
        return refused, _READ_ONLY
    return str(error), hint


def _damage_by_name(error: BaseException) -> str | None:
    """Return the hint for our own finding that names of the schema are damaged; it has no code of SQLite."""
    return _DAMAGE_HINTS[sqlite3.SQLITE_CORRUPT] if str(error).startswith("malformed") else None


def _refused(path: Path) -> str:
    """Return which permission is missing, or ''."""
    real = path.resolve()
    for file in (real, real.with_name(real.name + "-wal"), real.with_name(real.name + "-shm")):
        if file.exists() and not _may(file, os.R_OK):
            return f"no permission to read {file.name}"
    if real.exists() and not _may(real, os.W_OK):
        return f"no permission to write {real.name}"
    if real.parent.is_dir() and not _may(real.parent, os.W_OK | os.X_OK):
        return f"no permission to write in {real.parent}"
    return ""


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _free_space(path: Path) -> int:
    """Return the free bytes of the disk that has a path; a large number if the system does not tell."""
    with suppress(OSError, AttributeError):
        state = os.statvfs(path.parent)
        return state.f_bavail * state.f_frsize
    return 2**62


def unreadable(path: Path, error: BaseException) -> QuizError:
    """Return the error for a file that may be sound but cannot be read now (exit code 4)."""
    cause, hint = words_of(error, path)
    return QuizError(
        f"{path}: the database cannot be read: {cause}.",
        f"Nothing was changed, and the file may be sound. {hint}",
        ExitCode.STORE,
    )
