"""Installs what was read: a deck of concepts with its history, or decks of cards with theirs."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from quizapp.core.events import STATE_IMPORTED, Event
from quizapp.core.model import Card, CardList, Deck, DeckInfo, concept_of
from quizapp.decks.cards import cards_of
from quizapp.errors import Location, Problem
from quizapp.formats import deck_folder
from quizapp.formats.common.archive_limits import limits_of
from quizapp.formats.common.card_deck import ImportedHistory
from quizapp.formats.common.history_file import HISTORY, read_history
from quizapp.formats.common.imported import Imported
from quizapp.gc_pause import paused_collector
from quizapp.store.database import Store
from quizapp.store.decks import deck_lookup, deck_repository
from quizapp.store.decks.card_rows import Batch, all_written
from quizapp.store.decks.import_diff import Source
from quizapp.store.events.card_states import last_review_times
from quizapp.store.media import keep_file
from quizapp.usecases.context import Context
from quizapp.usecases.deck_import.changed_files import load_changed
from quizapp.usecases.deck_import.deck_archive import is_deck_archive, unpacked
from quizapp.usecases.deck_import.import_options import ImportOptions
from quizapp.usecases.deck_import.import_result import ImportResult
from quizapp.usecases.deck_import.imported_history import events_of
from quizapp.usecases.deck_import.reader_messages import (
    CardBatch,
    DeckEnd,
    DeckStart,
    End,
    MediaFile,
    Message,
    WholeDeck,
    card_rows,
)  # fmt: skip
from quizapp.usecases.deck_import.reader_process import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where decks are installed, and how."""

    store: Store
    context: Context
    options: ImportOptions


def read_and_install(
    target: Target, path: Path, digest: str, found: Iterator[Message] | None = None
) -> list[ImportResult]:
    """Import a file, an archive or a deck folder; `digest` identifies its content and the options.

    `found` are its messages where a reader has begun already. Raises QuizError where no format can read it.
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
            return _install_messages(target, arriving, source, str(path))


def _source(path: Path, digest: str) -> Source:
    return Source(origin="path", path=str(path), digest=digest)


def install(target: Target, imported: Imported, source: Source) -> list[ImportResult]:
    """Install a deck of concepts, or preview it in a dry run."""
    store, context = target.store, target.context
    if imported.deck is None:
        return [ImportResult(diff=None, problems=tuple(imported.problems))]
    deck, unread = imported.deck, imported.unread
    cards, moment = cards_of(deck, imported.locations, unread), context.moment()
    if target.options.dry_run:
        seen = deck_repository.preview(store, deck, all_written(deck, cards), unread=unread)
        return [ImportResult(diff=seen, problems=tuple(imported.problems))]
    home = Path(source.path)
    histories = _own_history(context, home, {card.card for card in cards}) if target.options.history else []
    diff = deck_repository.install(
        store, deck, all_written(deck, cards, histories), source,
        now_ms=moment.now, day=moment.day, files=imported.files, unread=unread,
    )  # fmt: skip
    media = _own_media(context, home, deck.info.deck, cards)
    return [ImportResult(diff=diff, problems=tuple(imported.problems), media=media)]


def _own_history(context: Context, folder: Path, cards: set[str]) -> list[list[Event]]:
    """Return the events that an export of quizapp wrote beside the deck."""
    file = folder / HISTORY
    if not file.is_file():
        return []
    return [past for past in read_history(file.read_bytes(), context.learner) if past[0].card in cards]


def _own_media(context: Context, folder: Path, deck: str, cards: Sequence[Card]) -> int:
    """Copy the media of a deck folder beside the database; return how many files."""
    names = {Path(name).name for card in cards for name in card.body.get("media", ())}
    files = [file for name in sorted(names) if (file := folder / "media" / name).is_file()]
    return sum(keep_file(context.db, deck, file.name, file.read_bytes()) for file in files)


def _install_messages(target: Target, found: Iterator[Message], source: Source, file: str) -> list[ImportResult]:
    """Install each deck of cards while its messages arrive, or the deck of concepts."""
    results: list[ImportResult] = []
    problems: tuple[Problem, ...] = ()
    for message in found:
        match message:
            case WholeDeck(imported=imported):
                return install(target, imported, source)
            case DeckStart() as start:
                results.append(_ArrivingDeck(target, start, source, file).installed(found))
            case End(problems=problems):
                pass
    first, *others = results or [ImportResult(diff=None, problems=())]
    return [replace(first, problems=(*problems, *first.problems)), *others]


@dataclass(slots=True)
class _ArrivingDeck:
    """A deck of cards while its messages arrive; `file` is the path as it was given, for the cards' places."""

    target: Target
    start: DeckStart
    source: Source
    file: str
    kept: int = 0  # media files
    unreadable: list[str] = field(default_factory=list)
    reviewed: Mapping[str, int] = field(default_factory=dict)  # card -> last review before the import, milliseconds

    def installed(self, found: Iterator[Message]) -> ImportResult:
        """Install the deck, taking messages up to its end."""
        store, moment = self.target.store, self.target.context.moment()
        name = self._id()
        lists = [CardList(cards=each.id, title=each.title, tags=list(each.tags)) for each in self.start.topics]
        info = DeckInfo(format=1, deck=name, title=self.start.title)
        deck = Deck(info=info, concepts=tuple(map(concept_of, lists)))
        # A file from elsewhere may hold a part of the deck alone: it adds and changes, and retires nothing.
        self.reviewed = last_review_times(store, name)
        merge = not deck_lookup.comes_from(store, name, self.source.path)
        batches = self._batches(name, found)
        if self.target.options.dry_run:
            diff = deck_repository.preview(store, deck, batches, merge=merge)
        else:
            diff = deck_repository.install(
                store, deck, batches, self.source, now_ms=moment.now, day=moment.day, merge=merge
            )
        return ImportResult(diff=diff, problems=tuple(map(self._media_problem, self.unreadable)), media=self.kept)

    def _id(self) -> str:
        """Return the deck's id: cards never replace a deck that teaches, whose cards they would retire."""
        chosen = self.target.options.deck_id if self.start.is_only else None
        own = self.start.id
        return chosen or (f"{own}-cards" if deck_lookup.teaches(self.target.store, own) else own)

    def _batches(self, deck: str, found: Iterator[Message]) -> Iterator[Batch]:
        topics = [topic.id for topic in self.start.topics]
        for message in found:
            match message:
                case DeckEnd():
                    return
                case CardBatch(rows=rows, histories=histories):
                    cards = card_rows(rows, deck, topics, self.file)
                    named = [(cards[index].card, history) for index, history in histories]
                    yield Batch(cards, self._events(named))
                case MediaFile() as media:
                    self._keep(deck, media)

    def _events(self, histories: Sequence[tuple[str, ImportedHistory]]) -> list[list[Event]]:
        options, context = self.target.options, self.target.context
        if options.dry_run or not options.history:
            return []
        found = [events for events in events_of(context, histories, context.moment().now) if events]
        return [events for events in found if not self._is_known(events)]

    def _is_known(self, events: Sequence[Event]) -> bool:
        """Return whether events begin with a state that is not later than the card's last review here.

        So a date that was exported comes back without a change.
        """
        if events[0].kind != STATE_IMPORTED:
            return False
        last_ms = self.reviewed.get(events[0].card)
        return last_ms is not None and events[0].time_ms <= last_ms

    def _keep(self, deck: str, media: MediaFile) -> None:
        content, dry_run = media.content, self.target.options.dry_run
        if content is not None and (dry_run or keep_file(self.target.context.db, deck, media.name, content)):
            self.kept += 1
        else:
            self.unreadable.append(media.name)

    def _media_problem(self, name: str) -> Problem:
        message = f"the file `{name[:60]}` could not be stored"
        return Problem(Location(self.source.path), "media-unreadable", message, "", "warning")
