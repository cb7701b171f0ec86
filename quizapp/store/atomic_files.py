"""Files of the learner's own: readable by nobody else, written wholly or not at all, and on the disk when done."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from quizapp.errors import QuizError

FILE_MODE, FOLDER_MODE = 0o600, 0o700


def private_folder(folder: Path) -> Path:
    """Return a folder that only its owner can enter, made where it is missing. Raises OSError."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    return folder


def fsync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk: a rename alone survives no power loss."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(part: Path, target: Path) -> None:
    """Give a finished file its name: whoever looks sees the old one or the new one, whole. Raises OSError."""
    part.chmod(FILE_MODE)
    fsync(part)
    part.replace(target)
    fsync(target.parent)


def write_whole(content: bytes, target: Path) -> None:
    """Write a private file, wholly or not at all. Raises OSError."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)  # in a shared folder somebody may have laid a link there: it is never followed
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        put_in_place(part, target)
    finally:
        part.unlink(missing_ok=True)


def write_folder(files: Mapping[str, bytes], target: Path) -> None:
    """Write a deck folder, wholly or not at all. Raises QuizError where something is there already."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise QuizError(f"{target}: there is something already.", "Name a folder that does not exist.")
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)  # refuses a link that somebody laid there
        for name, content in files.items():
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if target.exists():
            target.rmdir()
        part.replace(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def write_file(content: bytes, target: Path) -> None:
    """Write a file, wholly or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(content, target)
