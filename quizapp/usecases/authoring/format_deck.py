"""Writes the files of a deck in their canonical form."""

from dataclasses import dataclass
from pathlib import Path

from quizapp.atomic_files import write_file
from quizapp.decks.canonical_form import canonical
from quizapp.decks.deck_files import deck_files
from quizapp.errors import ExitCode, QuizError


@dataclass(frozen=True, slots=True)
class FormattedFile:
    """What became of a file: whether its form is another one, or why it was left as it is."""

    file: Path
    changed: bool
    problem: QuizError | None = None


def format_deck(path: Path, *, write: bool) -> list[FormattedFile]:
    """Format a deck file, or all of a folder; without `write` only compare. A file with a fault stays as it is.

    Each file is replaced as a whole, so that an interrupted run leaves either the old or the new one.
    """
    if not path.exists():
        raise QuizError(f"{path}: there is no such file or folder.", "Check the path.", ExitCode.USAGE)
    return [_formatted(file, write=write) for file in (deck_files(path) if path.is_dir() else [path])]


def _formatted(file: Path, *, write: bool) -> FormattedFile:
    try:
        before = file.read_bytes().decode("utf-8")
        after = canonical(str(file), before)
    except UnicodeDecodeError:
        return FormattedFile(file, changed=False, problem=QuizError(f"{file}: it is not UTF-8.", "Save it as UTF-8."))
    except QuizError as error:
        return FormattedFile(file, changed=False, problem=error)
    if write and after != before:
        write_file(after.encode(), file.resolve())
    return FormattedFile(file, changed=after != before)
