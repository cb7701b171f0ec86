"""Remembers temporary files and folders while they exist, so that the next start removes those of a killed process.

For each there is an entry, a small file in one folder, which names it and the process that made it.
"""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

FOLDER = "unfinished"  # next to the database
PREFIX = "quizapp-"  # of the names of temporary folders
OF_DATABASE = ("", "-journal", "-wal", "-shm")  # what SQLite adds to the name of a file
LONGEST = 65536  # bytes of an entry
STRANGE_SECONDS = 86_400  # after which an entry of another machine or container is taken for that of a killed process
TORN_SECONDS = 60  # after which an incomplete entry is not about to be written
_ENDINGS = (".part", ".before", ".new")
_entries: Path | None = None
_numbers = count()


def use(folder: Path) -> None:
    """Keep the entries of this process in a folder, which exists only while there are entries."""
    global _entries
    _entries = folder


@contextmanager
def remembered(path: Path, *, instead_of: Path | None = None) -> Iterator[None]:
    """Remember a temporary file or folder during the block, which removes it itself.

    `instead_of`: the temporary one holds what was at this path, where it belongs if nothing is there.
    """
    entry = _write_entry(path, instead_of)
    try:
        yield
    finally:
        if entry is not None:
            with suppress(OSError):
                entry.unlink()
                entry.parent.rmdir()  # fails where there are others


@contextmanager
def temporary_folder(parent: Path | None = None) -> Iterator[Path]:
    """Create a folder and remove it after the block; the next start removes it if this process is killed."""
    import shutil

    folder = unused_folder(parent)
    with remembered(folder):  # before it exists, so that there is no moment at which nobody knows of it
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def unused_folder(parent: Path | None = None) -> Path:
    """Return a path for a temporary folder, which nobody can guess."""
    from secrets import token_hex
    from tempfile import gettempdir  # most commands need none, and it takes longer to load than this module

    return (parent or Path(gettempdir())) / f"{PREFIX}{token_hex(8)}"


def _write_entry(path: Path, instead_of: Path | None) -> Path | None:
    """Write an entry; None where that fails, which must not keep anyone from working."""
    if _entries is None:
        return None
    import json

    content = {
        "path": str(path.absolute()), "instead_of": str(instead_of.absolute()) if instead_of else None,
        "pid": os.getpid(), "started": _started(os.getpid()), "space": _space(),
    }  # fmt: skip
    entry = _entries / f"{os.getpid()}-{next(_numbers)}-{time.time_ns()}"
    for _ in range(3):  # another process may remove the empty folder in between
        with suppress(OSError):
            _entries.mkdir(mode=0o700, parents=True, exist_ok=True)
            return _created(entry, json.dumps(content).encode())
    return None


def _created(entry: Path, content: bytes) -> Path:
    """Write a new file completely, or leave none. Raises OSError."""
    handle = os.open(entry, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
    except OSError:
        entry.unlink()
        raise
    return entry


def _started(pid: int) -> str:
    """Return when a process started, as its system counts; '' where that is unknown or the process has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]


@lru_cache(maxsize=1)
def _space() -> str:
    """Return the machine and container in which the id of a process means something."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return sys.platform


def clear(folder: Path) -> list[Path]:
    """Remove what killed processes left, by the entries in a folder; return the paths.

    Only entries of this user count, and only names that such files and folders have.
    """
    removed: list[Path] = []
    for entry in _files_of(folder):
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            if _is_own(entry) and _is_torn(entry):
                entry.unlink()
            elif _is_own(entry):
                content = _content(entry)
                if not _runs(content, entry):
                    removed += _removed(Path(content["path"]), content["instead_of"])
                    entry.unlink()
    with suppress(OSError):  # there are others, or it does not exist
        folder.rmdir()
    return removed


def _files_of(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as found:
            return [Path(each.path) for each in found if each.is_file(follow_symlinks=False)]
    except OSError:
        return []


def _is_own(path: Path) -> bool:
    return not hasattr(os, "geteuid") or path.lstat().st_uid == os.geteuid()


def _is_torn(entry: Path) -> bool:
    """Return whether a process was killed before an entry was complete, and so before it made what that was to name."""
    if time.time() - entry.lstat().st_mtime <= TORN_SECONDS:
        return False
    try:
        _content(entry)
    except ValueError:
        return True
    return False


def _content(entry: Path) -> Mapping[str, Any]:
    import json

    with entry.open("rb") as file:
        content = json.loads(file.read(LONGEST))
    if not isinstance(content, dict):
        raise ValueError("an entry is an object")
    return content


def _runs(content: Mapping[str, Any], entry: Path) -> bool:
    """Return whether the process of an entry still runs."""
    if content["space"] != _space():
        return time.time() - entry.stat().st_mtime < STRANGE_SECONDS
    pid = int(content["pid"])
    if sys.platform.startswith("linux"):
        return bool(_started(pid)) and _started(pid) == content["started"]
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _removed(path: Path, instead_of: str | None) -> Iterator[Path]:
    """Remove a file or a folder, with what SQLite put next to it, or put it back; yield what is gone."""
    if not (path.name.startswith(PREFIX) or (path.name.startswith(".") and path.suffix in _ENDINGS)):
        return
    if instead_of and path.exists() and not os.path.lexists(instead_of):
        path.rename(instead_of)
        return
    for each in (path.with_name(path.name + suffix) for suffix in OF_DATABASE):
        if not os.path.lexists(each) or not _is_own(each):
            continue
        if each.is_dir() and not each.is_symlink():
            _remove_folder(each)
        else:
            each.unlink()
        yield each


def _remove_folder(folder: Path) -> None:
    """Remove a folder, also one whose modes a program changed."""
    import shutil

    for name, _, _ in os.walk(folder):
        with suppress(OSError):
            Path(name).chmod(0o700)
    shutil.rmtree(folder)
