"""Installs a deck of cards while its messages arrive from the reader."""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from quizapp.core.events import STATE_IMPORTED, Event
from quizapp.core.model import CardList, Deck, DeckInfo, concept_of
from quizapp.errors import Location, Problem
from quizapp.formats.common.card_deck import ImportedHistory
from quizapp.formats.common.deck_builder import title_of
from quizapp.store.decks import deck_repository
from quizapp.store.decks.card_rows import Batch, CardRow
from quizapp.store.decks.comparison import Part
from quizapp.store.decks.deck_lookup import (
    deck_with_concepts,
    deck_with_title,
    is_installed,
    taught_concepts,
    teaches,
)
from quizapp.store.decks.deck_records import installed_concepts, installed_deck
from quizapp.store.decks.deck_repository import Installation
from quizapp.store.decks.import_diff import Diff, Source
from quizapp.store.events.card_states import Schedule, own_review_times, schedules
from quizapp.store.events.renames import renames
from quizapp.usecases.deck_import.arriving_media import ArrivingMedia
from quizapp.usecases.deck_import.card_identity import CardIdentity
from quizapp.usecases.deck_import.class_media import fetch_all, share_with_class
from quizapp.usecases.deck_import.deck_identity import DeckIdentity, DeckOfFile, Place
from quizapp.usecases.deck_import.import_result import ImportResult
from quizapp.usecases.deck_import.import_target import Target
from quizapp.usecases.deck_import.imported_history import SAME_MS, events_of, rescheduled
from quizapp.usecases.deck_import.other_origin import other_origin
from quizapp.usecases.deck_import.own_edits import OwnEdits
from quizapp.usecases.deck_import.reader_messages import (
    CardBatch,
    DeckEnd,
    DeckStart,
    MediaFile,
    Message,
    MessageRow,
    card_rows,
)
from quizapp.usecases.deck_import.returned_reviews import Arrived, ReturnedReviews, returned_reviews
from quizapp.usecases.scheduling.deck_presets import imported_preset


@dataclass(frozen=True, slots=True, kw_only=True)
class Installing:
    """What an import replaces of its deck, and what it leaves."""

    part: Part
    keeps_source: bool
    keeps_files: bool = False  # cards that are installed stay those of the files that they came from
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ArrivingDeck:
    """A deck of cards while its messages arrive."""

    target: Target
    start: DeckStart
    source: Source
    decks: DeckIdentity
    reviewed: dict[str, Schedule] = field(default_factory=dict)  # before the import
    own_times: dict[str, Sequence[int]] = field(default_factory=dict)  # card -> reviews here, milliseconds
    known_decks: set[str] = field(default_factory=set)  # those of which the reviews are in these
    histories: dict[str, ImportedHistory] = field(
        default_factory=dict
    )  # of rows that are held back, by id in the source

    def installed(self, found: Iterator[Message]) -> ImportResult:
        """Install the deck, reading messages up to its end."""
        store, options = self.target.store, self.target.options
        first = next(found)  # every deck has cards, and they come first
        if isinstance(first, CardBatch) and (returned := self._returned(first)):
            return self._reviews_alone(returned, chain((first,), found))
        place = self.decks.place(self._described(first.rows if isinstance(first, CardBatch) else ()))
        self._read_reviews(place.deck)
        fetch_all(self.target.context, store, place.deck)
        identity = self._identity(place)
        edits = OwnEdits(query=store.query, deck=place.deck, options=options, marks=options.is_edit)
        media = ArrivingMedia(
            location=self.target.context.db, query=store.query, deck=place.deck, source=self.source.path,
            dry_run=options.dry_run,
        )  # fmt: skip
        arriving = self._batches(_with_media(chain((first,), found), media), place.deck, identity)
        batches = (batch._replace(cards=edits.resolved(batch.cards)) for batch in arriving)
        diff = self._written(batches, place, identity)
        unreadable = (self._media_problem(name) for name in media.unreadable)
        late = () if options.dry_run else share_with_class(self.target.context, store, place.deck)
        return ImportResult(
            diff=diff, problems=(*self._twin_problem(place), *unreadable, *late), media=media.kept,
            doubts=identity.doubts, conflicts=tuple(edits.conflicts), merged=tuple(edits.merged),
            preset=self.start.preset if diff.preset else None,
        )  # fmt: skip

    def _read_reviews(self, deck: str) -> None:
        """Read when the cards of a deck were reviewed."""
        if deck not in self.known_decks:
            self.known_decks.add(deck)
            store = self.target.store
            if reviewed := schedules(store.query, store.learner, deck):
                self.reviewed |= reviewed
                self.own_times |= own_review_times(store.query, store.learner, deck)

    def _returned(self, first: CardBatch) -> ReturnedReviews | None:
        """Return the deck of concepts that this one was exported from, by whatever name; None where there is none."""
        store, start = self.target.store, self.start
        deck = start.id if is_installed(store, start.id) else deck_with_title(store, start.title)
        deck = deck or deck_with_concepts(store, [topic.id for topic in start.topics])
        if start.shared_ids or self.target.options.deck_id not in (None, deck):
            return None
        if not deck or not teaches(store, deck) or self.decks.is_another(deck):
            return None
        returned = returned_reviews(store, deck, is_exact=start.is_exported)
        return returned if returned.is_from_here(self._arrived(first)) else None

    def _arrived(self, batch: CardBatch) -> list[Arrived]:
        topics = self.start.topics
        return [Arrived((topics[row.topic].id, row.id), json.loads(row.body)) for row in batch.rows]

    def _reviews_alone(self, returned: ReturnedReviews, found: Iterator[Message]) -> ImportResult:
        """Install the reviews of cards that were exported from a deck of concepts, whose texts stay."""
        store, deck = self.target.store, returned.deck
        self._read_reviews(deck)
        batches = (
            Batch((), self._events(list(returned.histories(self._arrived(each), each.histories))))
            for each in _batches_of(found)
        )
        kept = Deck(
            info=installed_deck(store, deck).info,
            concepts=tuple(each.content for each in installed_concepts(store, deck)),
        )
        part = Part(files=frozenset(), unread=frozenset(each.concept for each in kept.concepts))
        diff = self._installed(kept, batches, Installing(part=part, keeps_source=True))
        return ImportResult(diff=diff, problems=tuple(returned.problems(self.source.path)))

    def _described(self, rows: Sequence[MessageRow]) -> DeckOfFile:
        start = self.start
        return DeckOfFile(
            id=start.id, decks=start.decks, own_ids=frozenset(row.id for row in rows), shared_ids=start.shared_ids,
            is_copy=start.is_copy,
            named_by_file=start.title == title_of(Path(self.source.path)) and not start.shared_ids,
        )  # fmt: skip

    def _written(self, batches: Iterator[Batch], place: Place, identity: CardIdentity) -> Diff:
        """Install the batches as a deck of lists, or preview them in a dry run."""
        lists = [CardList(cards=each.id, title=each.title, tags=list(each.tags)) for each in self.start.topics]
        info = DeckInfo(format=1, deck=place.deck, title=self.start.title)
        deck = Deck(info=info, concepts=tuple(map(concept_of, lists)))
        # A list never takes the place of a concept that is there to be read.
        part = Part(files=place.replaced, unread=taught_concepts(self.target.store, place.deck))
        return self._installed(
            deck, batches,
            Installing(
                part=part, keeps_source=place.is_addition or bool(part.unread), keeps_files=place.is_copy,
                renamed=identity.renamed,
            ),
        )  # fmt: skip

    def _installed(self, deck: Deck, batches: Iterator[Batch], installing: "Installing") -> Diff:
        store, moment = self.target.store, self.target.context.moment()
        preset = self._preset(deck.info.deck)
        if self.target.options.dry_run:
            return replace(deck_repository.preview(store, deck, batches, installing.part), preset=preset is not None)
        how = Installation(
            now_ms=moment.now, day=moment.day, part=installing.part, keeps_source=installing.keeps_source,
            keeps_files=installing.keeps_files, preset=preset, renamed=installing.renamed,
            agreed=self._agreed(deck.info.deck),
        )  # fmt: skip
        return deck_repository.install(store, deck, batches, self.source, how)

    def _agreed(self, deck: str) -> Callable[[Diff], None] | None:
        """Return what refuses to change cards of another origin; ids of an Anki note name it wherever it comes from."""
        other = None if self.start.shared_ids else other_origin(self.target, deck, self.source)
        return other.refuse_loss if other else None

    def _preset(self, deck: str) -> Event | None:
        """Return the event of a preset that comes with the deck and is new here."""
        if self.start.preset is None or not self.target.options.history:
            return None
        return imported_preset(self.target.context, self.target.store, deck, self.start.preset)

    def _identity(self, place: Place) -> CardIdentity:
        store = self.target.store
        return CardIdentity(
            query=store.query, deck=place.deck, options=self.target.options,
            may_be_gone=lambda card: card.file in place.replaced, renames=renames(store.query, store.learner),
            shared=self.decks.shared if self.start.shared_ids else None,
        )  # fmt: skip

    def _batches(self, found: Iterator[CardBatch], deck: str, identity: CardIdentity) -> Iterator[Batch]:
        topics = [topic.id for topic in self.start.topics]
        for batch in found:
            rows = card_rows(batch.rows, deck, topics, self.source.path)
            yield self._batch(rows, batch.histories, identity)
        held = identity.ended()
        if held:
            pairs = [(row.card, self.histories.get(name)) for name, row in held]
            known = [(card, history) for card, history in pairs if history is not None]
            yield Batch([row for _, row in held], self._events(known))

    def _batch(
        self, rows: Sequence[CardRow], histories: Sequence[tuple[int, ImportedHistory]], identity: CardIdentity
    ) -> Batch:  # fmt: skip
        """Return the rows of a batch that are identified; the histories of the others wait with their rows."""
        placed = identity.arriving(rows)
        named: list[tuple[str, ImportedHistory]] = []
        for index, history in histories:
            if (row := placed[index]) is not None:
                named.append((row.card, history))
            else:
                self.histories[rows[index].card] = history
        for before in set(identity.moved.values()):
            self._read_reviews(before)
        cards = [row for row in placed if row is not None]
        return Batch(cards, self._events(named), identity.moved)

    def _events(self, histories: Sequence[tuple[str, ImportedHistory]]) -> list[list[Event]]:
        options, context = self.target.options, self.target.context
        if not options.history:
            return []
        arriving = events_of(context, histories, context.moment().now, self.start.preset)
        found = [events for events in arriving if events]
        added = [left for events in found if not self._is_known(events) and (left := self._from_elsewhere(events))]
        return [*added, *self._rescheduled(histories)] if self.reviewed else added

    def _rescheduled(self, histories: Sequence[tuple[str, ImportedHistory]]) -> Iterator[list[Event]]:
        """Yield the changes of due days without a review, of cards whose last review is known here."""
        for card, past in histories:
            known = self.reviewed.get(card)
            if known and (event := rescheduled(self.target.context, card, past, known)):
                yield [event]

    def _from_elsewhere(self, events: Sequence[Event]) -> list[Event]:
        """Return the events without the learner's own, which come back where a deck was exported with its history."""
        own = self.own_times.get(events[0].card, ())
        return [each for each in events if not any(abs(each.time_ms - time_ms) < SAME_MS for time_ms in own)]

    def _is_known(self, events: Sequence[Event]) -> bool:
        """Return whether events begin with a state that is not later than the card's last review here.

        So importing an exported due date changes nothing.
        """
        if events[0].kind != STATE_IMPORTED:
            return False
        known = self.reviewed.get(events[0].card)
        return known is not None and events[0].time_ms <= known.last_ms

    def _media_problem(self, name: str) -> Problem:
        message = f"the file `{name[:60]}` could not be stored"
        return Problem(Location(self.source.path), "media-unreadable", message, "", "warning")

    def _twin_problem(self, place: Place) -> Iterator[Problem]:
        if place.twin:
            message = f"most of its cards are in the deck `{place.twin}`, which came from another file"
            hint = (
                f"It was imported as `{place.deck}`. If it is the same deck: quizapp deck remove {place.deck}; then"
                f" quizapp import {shlex.quote(self.source.path)} --deck {place.twin}"
            )
            yield Problem(Location(self.source.path), "same-name", message, hint, "warning")


def _batches_of(found: Iterator[Message]) -> Iterator[CardBatch]:
    """Yield the batches of cards up to the end of the deck, without its media."""
    for message in found:
        if isinstance(message, DeckEnd):
            return
        if isinstance(message, CardBatch):
            yield message


def _with_media(found: Iterator[Message], media: ArrivingMedia) -> Iterator[CardBatch]:
    """Yield the batches of cards up to the end of the deck, each after the files that its cards show were kept."""
    waiting: CardBatch | None = None
    for message in found:
        if isinstance(message, MediaFile):
            media.keep(message)
            continue
        if waiting is not None:
            yield CardBatch(media.renamed(waiting.rows), waiting.histories)
        waiting = message if isinstance(message, CardBatch) else None
        if isinstance(message, DeckEnd):
            return
