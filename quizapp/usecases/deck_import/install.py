"""Installs what was read: a deck of concepts with its history, or decks of plain cards with theirs."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path

from quizapp.errors import Problem
from quizapp.gc_pause import paused_collector
from quizapp.store.decks.import_diff import Source
from quizapp.store.decks.known_cards import all_files
from quizapp.store.location import DatabaseLocation
from quizapp.store.media import originals_folder
from quizapp.usecases.deck_import.archive_signature import looks_packed
from quizapp.usecases.deck_import.arriving_deck import ArrivingDeck
from quizapp.usecases.deck_import.card_identity import SharedIds
from quizapp.usecases.deck_import.deck_identity import DeckIdentity
from quizapp.usecases.deck_import.import_result import ImportResult
from quizapp.usecases.deck_import.import_target import Target
from quizapp.usecases.deck_import.read_options import read_options
from quizapp.usecases.deck_import.reader_messages import (
    DeckStart,
    End,
    Message,
    WholeDeck,
)  # fmt: skip
from quizapp.usecases.deck_import.reader_process import reading


def read_and_install(
    target: Target, path: Path, digest: str, found: Iterator[Message] | None = None
) -> list[ImportResult]:
    """Import a file, an archive or a deck folder; `digest` identifies its content and the options.

    `found` are its messages if a reader was started already. Raises QuizError if no format can read it.
    """
    if path.is_dir() or _is_deck_archive(path):
        from quizapp.usecases.deck_import.install_folder import install_deck_folder  # imports pydantic

        return install_deck_folder(target, path, digest)
    how = read_options(target.context, target.options)
    with paused_collector(), nullcontext(found) if found else reading(path, target.options, how) as arriving:
        return _install_messages(target, arriving, Source(origin="path", path=str(path.resolve()), digest=digest))


def _is_deck_archive(path: Path) -> bool:
    if not looks_packed(path):
        return False
    from quizapp.usecases.deck_import.deck_archive import is_deck_archive  # imports zipfile

    return is_deck_archive(path)


def _install_messages(target: Target, found: Iterator[Message], source: Source) -> list[ImportResult]:
    """Install each deck of cards while its messages arrive, or the deck of concepts."""
    results: list[ImportResult] = []
    problems: tuple[Problem, ...] = ()
    is_shared = False
    identity = DeckIdentity(
        store=target.store, source=source.path, chosen=target.options.deck_id, shared=SharedIds(target.store.query)
    )  # fmt: skip
    for message in found:
        match message:
            case WholeDeck(imported=imported):
                from quizapp.usecases.deck_import.concept_deck import install_concepts  # imports pydantic

                return install_concepts(target, imported, source)
            case DeckStart() as start:
                is_shared = is_shared or start.shared_ids
                results.append(ArrivingDeck(target, start, source, identity).installed(found))
            case End(problems=problems):
                pass
    if is_shared and not target.options.dry_run:
        _keep_original(target, Path(source.path))
    first, *others = _without_moved(results) or [ImportResult(diff=None, problems=())]
    return [replace(first, problems=(*problems, *first.problems)), *others]


def _keep_original(target: Target, path: Path) -> None:
    """Keep the collection of an Anki package, so that an export writes its notes as they came.

    Collections from which no card came that is installed now are removed: a later one has its notes. Other databases
    in the same folder may need them.
    """
    from quizapp.formats.anki.kept_package import keep, prune  # imports zipfile

    folder = originals_folder(target.context.db)
    with suppress(OSError):
        keep(path, folder, str(path))
        if not _is_shared_folder(target.context.db):
            prune(folder, all_files(target.store.query))


def _is_shared_folder(location: DatabaseLocation) -> bool:
    """Return whether other databases are in the folder of this one. Raises OSError."""
    from quizapp.formats.anki.package import SQLITE

    if not isinstance(location, Path):
        return False
    others = (each for each in location.parent.iterdir() if each.name != location.name and each.is_file())
    return any(_begins_with(each, SQLITE) for each in others)


def _begins_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def _without_moved(results: Sequence[ImportResult]) -> list[ImportResult]:
    """Return the results of the decks of one file; a card that moved to a later deck of it did not retire."""
    moved = {card for result in results if result.diff for card in result.diff.changed}
    found = []
    for result in results:
        if result.diff and not moved.isdisjoint(result.diff.retired):
            retired = tuple(card for card in result.diff.retired if card not in moved)
            details = tuple(each for each in result.diff.details if each.card not in moved or each.new)
            result = replace(result, diff=replace(result.diff, retired=retired, details=details))
        found.append(result)
    return found
