"""Imports a path: finds its decks, and installs each one completely or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.errors import Location, Problem, QuizError
from quizapp.formats.common.path_digest import digest_of
from quizapp.store.daily_candidates import Query
from quizapp.store.decks.import_diff import Source, decks_with_digest
from quizapp.store.read_only import read_current
from quizapp.usecases.deck_import.archive_signature import looks_packed
from quizapp.usecases.deck_import.import_options import ImportOptions
from quizapp.usecases.deck_import.import_result import ImportResult

if TYPE_CHECKING:
    from quizapp.store.location import DatabaseLocation
    from quizapp.usecases.deck_import.import_target import Target
    from quizapp.usecases.deck_import.reader_messages import Message


def already_installed(query: Query, path: Path, digest: str) -> list[ImportResult]:
    """Return the decks that were imported from exactly this content with these options; none if it is new.

    A folder of many files has no digest of its own: each of its files has one.
    """
    if not digest or not _has_digest(path):
        return []
    return [ImportResult(diff=diff, problems=()) for diff in decks_with_digest(query, digest, str(path.resolve()))]


def unchanged_import(location: "DatabaseLocation", path: Path, options: ImportOptions) -> list[ImportResult]:
    """Return the decks that a path is already installed as, without opening the store; none if that is unknown."""
    if not isinstance(location, Path):
        return []  # a class may lack its media
    try:
        digest, source = _digest(path, options), str(path.resolve())
        if not digest or not _has_digest(path):
            return []
        diffs = read_current(location, lambda query: decks_with_digest(query, digest, source)) or []
    except OSError:
        return []
    return [ImportResult(diff=diff, problems=()) for diff in diffs]


def _has_digest(path: Path) -> bool:
    """Return whether a path is a file or a deck folder, not a folder of several files."""
    return path.is_file() or (path / "deck.yaml").is_file()


def _digest(path: Path, options: ImportOptions) -> str:
    return digest_of(path, options.key) if path.exists() else ""


def import_path(target: "Target", path: Path, found: "Iterator[Message] | None" = None) -> list[ImportResult]:
    """Import one path: return a result for each deck in it. A deck with errors changes nothing; others are imported.

    Unchanged content is not read again. `found` are the messages of a file whose reader was started already. Raises
    QuizError if nothing can be read.
    """
    if path.is_dir() and not _has_digest(path):
        return _folder(target, path)
    digest = _digest(path, target.options)
    if known := already_installed(target.store.query, path, digest):
        return _with_media(target, known)
    if path.is_file() and looks_packed(path):
        from quizapp.usecases.deck_import.folder_archive import is_folder_archive

        if is_folder_archive(path):
            return _archive(target, path)
    from quizapp.usecases.deck_import.install import read_and_install

    return read_and_install(target, path, digest, found)


def _with_media(target: "Target", known: list[ImportResult]) -> list[ImportResult]:
    """Return the results of an unchanged path, whose media a class gets that does not have them yet."""
    if isinstance(target.context.db, Path) or target.options.dry_run:
        return known
    from quizapp.usecases.deck_import.class_media import fetch_all, share_with_class

    results = []
    for each in known:
        assert each.diff
        fetch_all(target.context, target.store, each.diff.deck)
        late = share_with_class(target.context, target.store, each.diff.deck)
        results.append(replace(each, problems=(*each.problems, *late)))
    return results


class _NothingImportedError(Exception):
    """Nothing was imported of an archive: its unpacked files are not needed."""


def _archive(target: "Target", path: Path) -> list[ImportResult]:
    """Import what an archive of a folder contains."""
    from quizapp.usecases.deck_import.folder_archive import unpacked_folder
    from quizapp.usecases.deck_import.other_origin import UndecidedReplacement

    results: list[ImportResult] = []
    with (
        suppress(_NothingImportedError),
        unpacked_folder(target.context, path, keep=not target.options.dry_run) as unpacked,
    ):
        try:
            results = import_path(target, unpacked.path)
        except QuizError as error:
            place = str(unpacked.root), str(path)
            raise QuizError(error.message.replace(*place), error.hint.replace(*place), error.exit_code) from None
        except UndecidedReplacement as undecided:
            raise UndecidedReplacement(replace(undecided.found, source=str(path))) from None
        if not any(each.diff for each in results):
            raise _NothingImportedError
    first, *others = results
    named = partial(_named_in, unpacked.root, path)
    results = [replace(first, problems=(*unpacked.problems, *first.problems)), *others]
    return [replace(each, problems=tuple(map(named, each.problems))) for each in results]


def _named_in(root: Path, archive: Path, problem: Problem) -> Problem:
    """Return a problem of an unpacked file with its name in the archive."""
    file = Path(problem.location.file)
    if not file.is_relative_to(root):
        return problem
    return replace(problem, location=replace(problem.location, file=str(archive / file.relative_to(root))))


def _folder(target: "Target", path: Path) -> list[ImportResult]:
    """Import every file of a folder that some format recognises, even if another file cannot be read.

    Concept documents of a folder are one deck, because they refer to each other. What is left out is a problem of the
    first result. Raises QuizError if nothing is recognised.
    """
    from quizapp.usecases.deck_import.folder_files import files_of

    found = files_of(path, target.options.format_name)
    results = list(_documents(target, path, found.documents)) if found.documents else []
    for each in found.alone:
        try:
            results += import_path(target, each)
        except QuizError as error:
            problem = Problem(Location(str(each)), "unreadable", error.message, error.hint)
            results.append(ImportResult(diff=None, problems=(problem,)))
    if not results:
        raise _nothing_in(path, found.left_out)
    first, *others = results
    return [replace(first, problems=(*found.left_out, *first.problems)), *others]


def _nothing_in(path: Path, left_out: Sequence[Problem]) -> QuizError:
    """Return the error for a folder without decks; the first file that was left out tells why."""
    hint = "A deck folder has a deck.yaml; `quizapp deck new FOLDER` creates one."
    if left_out:
        first = left_out[0]
        hint = f"{first.location.file}: {first.message}. {first.hint}"
    return QuizError(f"{path}: it has no deck.yaml, and no file in a known format.", hint)


def _documents(target: "Target", path: Path, documents: Sequence[Path]) -> Iterator[ImportResult]:
    """Import the concept documents of a folder as one deck."""
    options = target.options
    digest = digest_of(path, options.key)
    if known := decks_with_digest(target.store.query, digest, str(path.resolve())):
        yield from (ImportResult(diff=diff, problems=()) for diff in known)
        return
    from quizapp.formats.markdown.concept_documents import slug
    from quizapp.formats.registry import read_documents
    from quizapp.usecases.deck_import.concept_deck import install_concepts

    name = path.resolve().name
    imported = read_documents(documents, options.deck_id or slug(name), name.replace("-", " ").capitalize())
    yield from install_concepts(target, imported, Source(origin="path", path=str(path.resolve()), digest=digest))
