"""Write files and folders under a temporary name and rename them: readers see the old or the new content, complete."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from quizapp.errors import QuizError
from quizapp.unfinished import OF_DATABASE, remembered

FILE_MODE, FOLDER_MODE = 0o600, 0o700


def private_folder(folder: Path) -> Path:
    """Return a folder that only its owner can enter; it is created if missing. Raises OSError."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    return folder


def fsync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk: a rename alone may not survive a power failure."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def replacing(target: Path, *, private: bool = True) -> Iterator[Path]:
    """Yield a path to create a file at, which takes the name `target` if the block succeeds. Raises OSError.

    Nothing exists at the path: create the file in a mode that fails if it exists, so that no link is followed. A
    private file is readable by its owner only and is on the disk when the block ends.
    """
    part = target.with_name(f".{target.name}.part")
    with remembered(part):
        try:
            _unlink(part)
            yield part
            if private:
                part.chmod(FILE_MODE)
                fsync(part)
            part.replace(target)
            if private:
                fsync(target.parent)
        finally:
            with suppress(OSError):  # a folder that cannot be written to
                _unlink(part)


def _unlink(part: Path) -> None:
    """Remove a temporary file; if it is a database, also what SQLite left next to it when it was killed."""
    for suffix in OF_DATABASE:
        part.with_name(part.name + suffix).unlink(missing_ok=True)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder, which takes the name `target` if the block succeeds. Raises OSError.

    Raises QuizError if `target` is a file or a folder that is not empty.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise QuizError(f"{target} already exists.", "Name a folder that does not exist, or an empty one.")
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    with remembered(part):
        try:
            part.mkdir(parents=True)  # fails on a link
            yield part
            if target.exists():
                target.rmdir()
            part.replace(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)


@contextmanager
def replacing_folder(target: Path, part: Path) -> Iterator[None]:
    """Put the folder `part` in the place of another for the time of the block, and for good if it succeeds.

    If the block fails, the folder that was there before is back. Raises OSError.
    """
    before = target.with_name(f".{target.name}.before")
    shutil.rmtree(before, ignore_errors=True)
    with remembered(before, instead_of=target):
        if target.exists():
            target.replace(before)
        part.replace(target)
        try:
            yield
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            if before.exists():
                before.replace(target)
            raise
        shutil.rmtree(before, ignore_errors=True)


def write_whole(content: bytes, target: Path) -> None:
    """Write a private file, completely or not at all. Raises OSError."""
    with replacing(target) as part:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(handle, "wb") as out:
            out.write(content)


def write_folder(files: Mapping[str, bytes], target: Path) -> None:
    """Write a folder of files, completely or not at all. Raises QuizError if `target` exists and is not empty."""
    with new_folder(target) as part:
        for name, content in files.items():
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def write_file(content: bytes, target: Path) -> None:
    """Write a file, completely or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(content, target)
