"""Imports a path: finds its decks, and installs each one completely or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
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

MOST_FILES = 5000  # of a folder


def already_installed(query: Query, path: Path, digest: str) -> list[ImportResult]:
    """Return the decks that were imported from exactly this content with these options; none if it is new.

    A folder of many files has no digest of its own: each of its files has one.
    """
    if not digest or not _has_digest(path):
        return []
    return [ImportResult(diff=diff, problems=()) for diff in decks_with_digest(query, digest, str(path.resolve()))]


def unchanged_import(location: "DatabaseLocation", path: Path, options: ImportOptions) -> list[ImportResult]:
    """Return the decks that a path is already installed as, without opening the store; none if that is unknown."""
    try:
        return read_current(location, lambda query: already_installed(query, path, _digest(path, options))) or []
    except OSError:
        return []


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
        return list(_folder(target, path))
    digest = _digest(path, target.options)
    if known := already_installed(target.store.query, path, digest):
        return known
    if path.is_file() and looks_packed(path):
        from quizapp.usecases.deck_import.folder_archive import is_folder_archive

        if is_folder_archive(path):
            return _archive(target, path)
    from quizapp.usecases.deck_import.install import read_and_install  # imports every format

    return read_and_install(target, path, digest, found)


def _archive(target: "Target", path: Path) -> list[ImportResult]:
    """Import what an archive of a folder contains."""
    from quizapp.usecases.deck_import.folder_archive import unpacked_folder

    with unpacked_folder(target.context, path, keep=not target.options.dry_run) as unpacked:
        first, *others = import_path(target, unpacked.path)
    return [replace(first, problems=(*unpacked.problems, *first.problems)), *others]


def _folder(target: "Target", path: Path) -> Iterator[ImportResult]:
    """Import every file of a folder that some format recognises, even if another file cannot be read.

    Concept documents of a folder are one deck, because they refer to each other.
    """
    from quizapp.formats.markdown import concept_documents
    from quizapp.formats.registry import format_of

    files = sorted(each for each in path.rglob("*") if _is_inside(each, path) and not _hidden(each.relative_to(path)))
    inside = [each.parent for each in files if each.name == "deck.yaml"]
    formats = {each: format_of(each) for each in files[:MOST_FILES] if not _below(each, inside)}
    documents = [each for each, name in formats.items() if name == concept_documents.NAME]
    alone = [each for each, name in formats.items() if name and (name != concept_documents.NAME or len(documents) < 2)]
    if len(documents) > 1:
        yield from _documents(target, path, documents)
    for each in sorted([*alone, *inside]):
        try:
            yield from import_path(target, each)
        except QuizError as error:
            problem = Problem(Location(str(each)), "unreadable", error.message, error.hint)
            yield ImportResult(diff=None, problems=(problem,))
    if not alone and not inside and len(documents) < 2:
        raise QuizError(
            f"{path}: it has no deck.yaml, and no file in a known format.",
            "A deck folder has a deck.yaml; `quizapp deck new FOLDER` creates one.",
        )


def _is_inside(file: Path, folder: Path) -> bool:
    """Return whether a file is really inside a folder: links to files outside are not followed."""
    return file.is_file() and file.resolve().is_relative_to(folder.resolve())


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _below(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


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
