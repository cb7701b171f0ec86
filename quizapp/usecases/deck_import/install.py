"""Installs what was read: a deck of concepts with its history, or decks of plain cards with theirs."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from quizapp.core.events import Event
from quizapp.core.model import Card
from quizapp.decks.cards import cards_of
from quizapp.errors import Problem
from quizapp.formats import deck_folder
from quizapp.formats.common.archive_limits import limits_of
from quizapp.formats.common.history_file import HISTORY, read_history
from quizapp.formats.common.imported import Imported
from quizapp.gc_pause import paused_collector
from quizapp.store.decks import deck_repository
from quizapp.store.decks.card_rows import Batch, all_written
from quizapp.store.decks.import_diff import Source
from quizapp.store.decks.known_cards import known_cards, known_decks
from quizapp.store.media import keep_file
from quizapp.usecases.context import Context
from quizapp.usecases.deck_import.arriving_deck import ArrivingDeck
from quizapp.usecases.deck_import.card_identity import SharedIds, renamed
from quizapp.usecases.deck_import.changed_files import load_changed
from quizapp.usecases.deck_import.deck_archive import is_deck_archive, unpacked
from quizapp.usecases.deck_import.deck_identity import DeckIdentity
from quizapp.usecases.deck_import.import_result import ImportResult
from quizapp.usecases.deck_import.import_target import Target
from quizapp.usecases.deck_import.own_edits import OwnEdits
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
    context, options = target.context, target.options
    if path.is_file() and is_deck_archive(path):
        with unpacked(context, path, keep=not options.dry_run) as (home, loaded):
            return install(target, deck_folder.imported(loaded), _source(home, digest))
    source = _source(path.resolve(), digest)
    with paused_collector():
        if path.is_dir():
            return install(target, deck_folder.imported(load_changed(target.store, path)), source)
        limits = limits_of(context.settings)
        with nullcontext(found) if found else reading(path, options, limits) as arriving:
            return _install_messages(target, arriving, source)


def _source(path: Path, digest: str) -> Source:
    return Source(origin="path", path=str(path), digest=digest)


def install(target: Target, imported: Imported, source: Source) -> list[ImportResult]:
    """Install a deck of concepts, or preview it in a dry run."""
    store, context = target.store, target.context
    if imported.deck is None:
        return [ImportResult(diff=None, problems=tuple(imported.problems))]
    deck, part = imported.deck, deck_repository.Part(unread=imported.unread)
    cards, moment = _with_whole_paths(cards_of(deck, imported.locations, imported.unread)), context.moment()
    home = Path(source.path)
    histories = _own_history(context, home, imported, {card.card for card in cards}) if target.options.history else []
    edits = _edits(target, deck.info.deck, source)
    ids = known_cards(store.query, deck.info.deck).ids
    batches = [_resolved(batch, ids, edits) for batch in all_written(deck, cards, histories)]
    conflicts = tuple(edits.conflicts)
    if target.options.dry_run:
        seen = deck_repository.preview(store, deck, batches, part)
        return [ImportResult(diff=seen, problems=tuple(imported.problems), conflicts=conflicts)]
    diff = deck_repository.install(
        store, deck, batches, source,
        deck_repository.Installation(now_ms=moment.now, day=moment.day, part=part, digests=imported.files),
    )  # fmt: skip
    media = _own_media(context, home, deck.info.deck, cards) + _kept_media(context, deck.info.deck, imported)
    return [ImportResult(diff=diff, problems=tuple(imported.problems), media=media, conflicts=conflicts)]


def _edits(target: Target, deck: str, source: Source) -> OwnEdits:
    """Return the learner's edits of a deck. A folder that replaces another source is the learner's own version."""
    known = next((each for each in known_decks(target.store.query) if each.deck == deck), None)
    is_other = known is not None and not known.is_removed and known.origin == "path" and known.source != source.path
    marks = target.options.is_edit or (is_other and known is not None and not Path(known.source).is_dir())
    return OwnEdits(query=target.store.query, deck=deck, options=target.options, marks=marks)


def _resolved(batch: Batch, ids: Mapping[str, str], edits: OwnEdits) -> Batch:
    """Return a batch as it is stored, with the ids of matched cards and with the learner's edits."""
    return batch._replace(cards=edits.resolved([renamed(row, ids.get(row.card, row.card)) for row in batch.cards]))


def _with_whole_paths(cards: Sequence[Card]) -> list[Card]:
    """Return the cards with absolute paths of their files."""
    whole = {file: str(Path(file).resolve()) if file else "" for file in {card.file for card in cards}}
    return [replace(card, file=whole[card.file]) for card in cards]


def _own_history(context: Context, folder: Path, imported: Imported, cards: set[str]) -> list[list[Event]]:
    """Return the events that an export of quizapp wrote next to the deck or into its file."""
    file = folder / HISTORY
    lines = file.read_bytes() if file.is_file() else imported.history
    return [past for past in read_history(lines, context.learner) if past[0].card in cards]


def _kept_media(context: Context, deck: str, imported: Imported) -> int:
    """Write the media of a deck from a single file next to the database; return the number of files."""
    return sum(keep_file(context.db, deck, name, read()) for name, read in imported.media.items())


def _own_media(context: Context, folder: Path, deck: str, cards: Sequence[Card]) -> int:
    """Copy the media of a deck folder next to the database; return the number of files."""
    names = {Path(name).name for card in cards for name in card.body.get("media", ())}
    files = [file for name in sorted(names) if (file := folder / "media" / name).is_file()]
    return sum(keep_file(context.db, deck, file.name, file.read_bytes()) for file in files)


def _install_messages(target: Target, found: Iterator[Message], source: Source) -> list[ImportResult]:
    """Install each deck of cards while its messages arrive, or the deck of concepts."""
    results: list[ImportResult] = []
    problems: tuple[Problem, ...] = ()
    identity = DeckIdentity(
        store=target.store, source=source.path, chosen=target.options.deck_id, shared=SharedIds(target.store.query)
    )  # fmt: skip
    for message in found:
        match message:
            case WholeDeck(imported=imported):
                return install(target, imported, source)
            case DeckStart() as start:
                results.append(ArrivingDeck(target, start, source, identity).installed(found))
            case End(problems=problems):
                pass
    first, *others = _without_moved(results) or [ImportResult(diff=None, problems=())]
    return [replace(first, problems=(*problems, *first.problems)), *others]


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
