"""Uploaded files: those that wait to be installed, for an hour at most, and those that a deck can be updated from."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from quizapp.atomic_files import private_folder
from quizapp.errors import QuizError
from quizapp.store.location import DatabaseLocation, home_of
from quizapp.web.visit import Upload

WAITING_SECONDS = 3600.0
_BEFORE = ".before"  # behind the name of a file that another one replaces for a while


def _installed(location: DatabaseLocation) -> Path:
    return private_folder(home_of(location) / "uploads")


def _waiting(location: DatabaseLocation) -> Path:
    return private_folder(_installed(location) / "waiting")


def keep(location: DatabaseLocation, given: Upload) -> Path:
    """Write an upload under its own name, without any path in it, into a folder named after its content."""
    forget_old(location)
    name = Path((given.filename or "").replace("\\", "/")).name.lstrip(".") or "file"
    digest = sha256()
    while block := given.file.read(1 << 20):
        digest.update(block)
    given.file.seek(0)
    folder = _waiting(location) / digest.hexdigest()[:32]
    shutil.rmtree(folder, ignore_errors=True)  # the same content under another name
    target = private_folder(folder) / name[-120:]
    with target.open("wb") as out:
        shutil.copyfileobj(given.file, out)
    return target


def kept(location: DatabaseLocation, mark: str) -> Path:
    """Return the file that waits under the name of its folder. Raises QuizError where it does not wait any more."""
    folder = _waiting(location) / mark
    if len(mark) != 32 or not mark.isalnum() or not folder.is_dir():
        raise QuizError("This upload is not here any more.", "Drop the file again.")
    return next(iter(sorted(folder.iterdir())))


def forget(file: Path) -> None:
    """Remove a file that waits."""
    shutil.rmtree(file.parent, ignore_errors=True)


def earlier(location: DatabaseLocation, name: str) -> Path | None:
    """Return the newest of the files with a name that were installed from uploads, or None."""
    found = [file for file in _installed(location).glob("*/*") if file.name == name and file.is_file()]
    return max(found, key=lambda file: file.stat().st_mtime_ns, default=None)


@contextmanager
def replaced(place: Path, waiting: Path) -> Iterator[None]:
    """Have the content of a file that waits at the place of an installed one, which is put back afterwards."""
    before = place.with_name(place.name + _BEFORE)
    place.replace(before)
    try:
        shutil.copyfile(waiting, place)
        yield
    finally:
        before.replace(place)


def update(place: Path, waiting: Path) -> None:
    """Replace an installed file by one that waits."""
    waiting.replace(place)
    forget(waiting)


def settle(location: DatabaseLocation, waiting: Path) -> Path:
    """Move a file to where it stays: its deck can be updated from there."""
    target = private_folder(_installed(location) / waiting.parent.name) / waiting.name
    waiting.replace(target)
    forget(waiting)
    return target


def unsettle(location: DatabaseLocation, settled: Path) -> None:
    """Let a file wait again whose import failed."""
    settled.replace(private_folder(_waiting(location) / settled.parent.name) / settled.name)
    with suppress(OSError):  # another deck is from the same content
        settled.parent.rmdir()


def forget_old(location: DatabaseLocation) -> None:
    """Remove the files that were neither installed nor cancelled for an hour; put back those that a kill left aside."""
    for before in (home_of(location) / "uploads").glob(f"*/*{_BEFORE}"):
        before.replace(before.with_name(before.name.removesuffix(_BEFORE)))
    if not (home_of(location) / "uploads" / "waiting").is_dir():
        return
    for folder in _waiting(location).iterdir():
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > WAITING_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
