"""The temporary folder of a run, which is removed whatever a program left in it."""

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator


@contextlib.contextmanager
def run_folder() -> Iterator[str]:
    """Create a temporary folder and remove it afterwards."""
    from quizapp.unfinished import remembered, unused_folder  # guard_child.py runs this file without the package

    folder = unused_folder()
    with remembered(folder):
        folder.mkdir(mode=0o700)
        try:
            yield str(folder)
        finally:
            with contextlib.suppress(OSError):
                remove(str(folder))


def remove(folder: str) -> None:
    """Remove a folder with all that is in it, following no link. Raises OSError if something cannot be removed.

    Folders are moved up before they are emptied: neither recursion nor the length of a path limits their depth.
    """
    moved, number = secrets.token_hex(8), 0  # no name that the program can have used
    waiting = [folder]
    while waiting:
        emptied = waiting.pop()
        os.chmod(emptied, stat.S_IRWXU)
        inside = _entries(emptied)
        for entry in inside:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)
                continue
            if emptied == folder:
                waiting.append(entry.path)
                continue
            number += 1
            os.chmod(entry.path, stat.S_IRWXU)  # else it cannot be moved
            os.rename(entry.path, f"{folder}/{moved}-{number}")
            waiting.append(f"{folder}/{moved}-{number}")
        if emptied != folder:
            os.rmdir(emptied)
    os.rmdir(folder)


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        return list(entries)
