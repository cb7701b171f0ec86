"""Puts a new database in the place of a damaged one, which is kept: build it beside, verify it, then exchange them."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from quizapp.atomic_files import fsync, private_folder
from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup.backups import folder_of
from quizapp.store.backup.soundness import LOGS, as_one_file, faults_of
from quizapp.store.sqlite_errors import words_of
from quizapp.unfinished import remembered

_ALL = ("", *LOGS, "-shm")


def beside(file: Path, suffix: str) -> Path:
    """Return the path of a file that belongs to a database, such as its write-ahead log."""
    return file.with_name(file.name + suffix)


@contextmanager
def replacing_damaged(database: Path, now_ms: int) -> Iterator[tuple[Path, Path]]:
    """Yield the path at which to build a new database, and the path where the damaged one will be kept.

    If the block succeeds and the new database is sound, it takes the place of the damaged one; before that the damaged
    file stays where it is. A symbolic link stays a link. Raises QuizError (exit code 4).
    """
    file = database.resolve()
    if _is_open_elsewhere(file):
        raise QuizError(f"{database}: another program has it open.", "Close it and try again.", ExitCode.STORE)
    kept, new = _name_for(database, now_ms), file.with_name(f".{file.name}.new")
    with remembered(new):
        try:
            _remove(new)
            yield new, kept
            as_one_file(new)
            if faults := faults_of(new):
                raise QuizError(f"{new}: the new database is damaged: {faults[0]}.", "Check the disk.", ExitCode.STORE)
            _exchange(file, kept, new)
        except (OSError, sqlite3.Error) as error:
            cause = getattr(error, "strerror", None) or words_of(error, new)[0]
            raise QuizError(
                f"{database} could not be replaced: {cause}.",
                "Nothing was changed. Free some space, or check the permissions of the folder.",
                ExitCode.STORE,
            ) from None
        finally:
            _remove(new)


def _name_for(database: Path, now_ms: int) -> Path:
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    return folder_of(database) / f"{database.stem}-{now:%Y%m%dT%H%M%S}{now_ms % 1000:03}Z.damaged"


def _exchange(file: Path, kept: Path, new: Path) -> None:
    """Keep the damaged file and its logs under another name, then let the new file take its name. Raises OSError.

    The logs must not meet the new file, so that they go first. If the program is killed in between, the damaged file
    has no logs; `logs_of` finds them beside the kept one.
    """
    private_folder(kept.parent)
    for suffix in ("", *LOGS):
        if beside(file, suffix).exists():
            _link(beside(file, suffix), beside(kept, suffix))
    fsync(kept.parent)
    fsync(new)
    for suffix in (*LOGS, "-shm"):
        beside(file, suffix).unlink(missing_ok=True)
    new.replace(file)
    fsync(file.parent)


def _link(file: Path, name: Path) -> None:
    """Give a file a second name; copy it where the file system has no hard links."""
    try:
        os.link(file, name)
    except OSError:
        shutil.copy2(file, name)
        fsync(name)


def source_of(database: Path) -> Path:
    """Return the file to recover from: the damaged one, or its kept second name if an exchange was interrupted."""
    file = database.resolve()
    if not beside(file, "-wal").exists():
        for kept in sorted(folder_of(database).glob(f"{database.stem}-*.damaged"), reverse=True):
            if file.exists() and kept.samefile(file) and beside(kept, "-wal").exists():
                return kept
    return file


def _remove(new: Path) -> None:
    for suffix in _ALL:
        with suppress(OSError):
            beside(new, suffix).unlink(missing_ok=True)


def _is_open_elsewhere(file: Path) -> bool:
    """Return whether another process holds SQLite's lock of readers; an idle program with a write-ahead log does.

    The lock covers 510 bytes from 2**30 + 2, see https://www.sqlite.org/fileformat2.html and its source os.h. Windows
    has other locks; there an open file cannot be replaced in any case.
    """
    try:
        import fcntl
    except ImportError:
        return False
    with suppress(FileNotFoundError), file.open("r+b") as handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 2**30 + 2)
        except OSError:
            return True
    return False
