"""Standard input, saved as a file in the database's folder."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from quizapp.errors import Problem, QuizError
from quizapp.formats.common.archive_limits import HOW, limits_of
from quizapp.store.location import home_of
from quizapp.unfinished import temporary_folder
from quizapp.usecases.context import Context

NAME = "-"  # the name of standard input among the paths
_CHUNK = 1 << 20
_ARCHIVES, _FOLDER, _FILE = "archives", "stdin-", "stdin"


@dataclass(slots=True)
class Arriving:
    """The file of a standard input that is being imported; it is needed once something was imported from it."""

    file: Path
    is_needed: bool = False


@contextmanager
def arriving_input(context: Context, source: IO[bytes]) -> Iterator[Arriving]:
    """Yield the file of `kept_input`. After the block it is removed if it is new and not needed."""
    files = home_of(context.db) / _ARCHIVES
    before = set(files.glob(f"{_FOLDER}*/{_FILE}"))
    arriving = Arriving(kept_input(context, source))
    try:
        yield arriving
    finally:
        if not arriving.is_needed and arriving.file not in before:
            arriving.file.unlink(missing_ok=True)
            with suppress(OSError):
                arriving.file.parent.rmdir()


def kept_input(context: Context, source: IO[bytes]) -> Path:
    """Write a stream to a file named by its digest, and return the file.

    Different content gets a different path, so that importing it never retires cards of an earlier input. Raises
    QuizError above the size limit.
    """
    home = home_of(context.db) / _ARCHIVES
    home.mkdir(parents=True, exist_ok=True)
    left, digest = limits_of(context.settings).bytes, hashlib.sha256()
    with temporary_folder(home) as part:
        file = Path(part, _FILE)
        with file.open("wb") as out:
            while chunk := source.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise QuizError("-: the input is larger than the limit.", HOW.format(name="import_megabytes"))
                digest.update(chunk)
                out.write(chunk)
        if not file.stat().st_size:
            raise QuizError("-: the standard input is empty.", "Pipe a file into it: cat FILE | quizapp import -")
        target = home / f"{_FOLDER}{digest.hexdigest()[:12]}" / _FILE
        target.parent.mkdir(exist_ok=True)
        file.replace(target)
    return target


def given_name(path: Path) -> str:
    """Return how the learner called a file: `-` for one that `kept_input` wrote."""
    return NAME if is_kept_input(str(path)) else str(path)


@contextmanager
def called(name: str, path: Path) -> Iterator[None]:
    """Let the QuizErrors of the block call a file by a name."""
    try:
        yield
    except QuizError as error:
        place = str(path), name
        raise QuizError(error.message.replace(*place), error.hint.replace(*place), error.exit_code) from None


def with_given_name(problem: Problem) -> Problem:
    """Return a problem with the name by which the learner called its file."""
    location = problem.location
    return replace(problem, location=replace(location, file=given_name(Path(location.file))))


def is_kept_input(path: str) -> bool:
    """Return whether a file is one that `kept_input` wrote."""
    file = Path(path)
    return file.name == _FILE and file.parent.name.startswith(_FOLDER)
