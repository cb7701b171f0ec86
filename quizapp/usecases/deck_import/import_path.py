"""Bringing decks in: found, read by a format, seen as a diff, installed wholly or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.errors import Location, Problem, QuizError
from quizapp.formats.common.path_digest import digest_of
from quizapp.store.daily_candidates import Query
from quizapp.store.decks.import_diff import Source, decks_with_digest
from quizapp.store.read_only import read_current
from quizapp.usecases.context import Context
from quizapp.usecases.deck_import.archive_signature import looks_packed
from quizapp.usecases.deck_import.import_result import ImportResult
from quizapp.usecases.deck_import.reader_messages import ImportOptions, Parcel

if TYPE_CHECKING:
    from quizapp.store.database import Store

MOST_FILES = 5000  # of a folder


def already_installed(context: Context, path: Path, options: ImportOptions) -> list[ImportResult]:
    """Return what stands of exactly what a path holds, by a look at the database alone; none where that cannot tell."""
    if not _is_one(path):
        return []

    def look(query: Query) -> list[ImportResult]:
        found = decks_with_digest(query, digest_of(path, options.key))
        return [ImportResult(diff=diff, problems=()) for diff in found]

    try:
        return read_current(context.db, look) or []
    except OSError:
        return []


def _is_one(path: Path) -> bool:
    """Return whether a path is a file or a deck's folder, and not a folder of many."""
    return path.is_file() or (path / "deck.yaml").is_file()


def import_path(
    store: "Store", context: Context, path: Path, options: ImportOptions, parcels: Iterator[Parcel] | None = None
) -> list[ImportResult]:  # fmt: skip
    """Import one path: a result for each deck in it. A deck with errors changes nothing and stops no other.

    What is there already, from exactly the same content, is not read again; `parcels` are given where it is being
    read already. Raises QuizError where nothing can be read.
    """
    if path.is_dir() and not _is_one(path):
        return list(_folder(store, context, path, options))
    digest = digest_of(path, options.key) if path.exists() else ""
    if digest and (found := decks_with_digest(store.query, digest)):
        return [ImportResult(diff=diff, problems=()) for diff in found]
    if path.is_file() and looks_packed(path):
        from quizapp.usecases.deck_import.folder_archive import is_folder_archive

        if is_folder_archive(path):
            return _archive(store, context, path, options)
    # What follows takes as long to load as all that came before.
    from quizapp.usecases.deck_import.install import read_and_install

    return read_and_install(store, context, path, options, digest, parcels)


def _archive(store: "Store", context: Context, path: Path, options: ImportOptions) -> list[ImportResult]:
    """Import what an archive of a folder holds."""
    from quizapp.usecases.deck_import.folder_archive import unpacked_folder

    with unpacked_folder(context, path, keep=not options.dry_run) as unpacked:
        found = import_path(store, context, unpacked.path, options)
    return [replace(each, problems=(*unpacked.problems, *each.problems)) for each in found[:1]] + found[1:]


def _folder(store: "Store", context: Context, path: Path, options: ImportOptions) -> Iterator[ImportResult]:
    """Import every file of a folder that some format knows; one that cannot be read stops no other.

    Concept documents of a folder are one deck, for they name each other.
    """
    from quizapp.formats.markdown import concept_documents
    from quizapp.formats.registry import format_of

    files = sorted(each for each in path.rglob("*") if _is_inside(each, path) and not _hidden(each.relative_to(path)))
    inside = [each.parent for each in files if each.name == "deck.yaml"]
    found = {each: format_of(each) for each in files[:MOST_FILES] if not _below(each, inside)}
    documents = [each for each, name in found.items() if name == concept_documents.NAME]
    alone = [each for each, name in found.items() if name and (name != concept_documents.NAME or len(documents) < 2)]
    if len(documents) > 1:
        yield from _documents(store, context, path, documents, options)
    for each in sorted([*alone, *inside]):
        try:
            yield from import_path(store, context, each, options)
        except QuizError as error:
            yield ImportResult(
                diff=None, problems=(Problem(Location(str(each)), "unreadable", error.message, error.hint),)
            )
    if not alone and not inside and len(documents) < 2:
        raise QuizError(
            f"{path}: there is no deck.yaml in it, and no file in a format that is known.",
            "A deck folder has a deck.yaml; `quizapp deck new FOLDER` makes one.",
        )


def _is_inside(file: Path, folder: Path) -> bool:
    """Return whether a file lies in a folder, and no link leads out of it: what a deck brings is not the learner's."""
    return file.is_file() and file.resolve().is_relative_to(folder.resolve())


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _below(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _documents(
    store: "Store", context: Context, path: Path, documents: Sequence[Path], options: ImportOptions
) -> Iterator[ImportResult]:  # fmt: skip
    digest = digest_of(path, options.key)
    if found := decks_with_digest(store.query, digest):
        yield from (ImportResult(diff=diff, problems=()) for diff in found)
        return
    from quizapp.formats.markdown.concept_documents import slug
    from quizapp.formats.registry import read_documents
    from quizapp.usecases.deck_import.install import install

    name = path.resolve().name
    imported = read_documents(documents, options.deck_id or slug(name), name.replace("-", " ").capitalize())
    source = Source(origin="path", path=str(path.resolve()), digest=digest)
    yield from install(store, context, imported, source, options)
