"""The content of a file as messages from its reader to the installer, which stores one while the next is read.

A deck of cards is a `DeckStart`, then `CardBatch`es, each followed by the `MediaFile`s that its cards are the first to
show, then a `DeckEnd`. After the last deck comes an `End` with the problems. A deck of concepts is one `WholeDeck`.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from quizapp.errors import Problem
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, ImportedHistory, ImportedPreset
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.local_media import content_names, read_media
from quizapp.formats.common.reader import ReadOptions
from quizapp.store.batched import batched
from quizapp.store.decks.canonical_json import compact, compact_text
from quizapp.store.decks.card_rows import CardRow, digest_of, place_of
from quizapp.usecases.deck_import.import_options import ImportOptions

BATCH = 4096  # cards per message


@dataclass(frozen=True, slots=True)
class TopicHead:
    """A topic of a deck, without its cards."""

    id: str
    title: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeckStart:
    """A deck of cards begins."""

    id: str
    decks: tuple[str, ...]  # the ids of all decks of the file
    title: str
    topics: tuple[TopicHead, ...]
    shared_ids: bool = False  # its card ids are globally unique
    preset: ImportedPreset | None = None
    is_exported: bool = False  # from quizapp, under the ids of its deck, lists and cards
    is_copy: bool = False  # quizapp wrote the file


class MessageRow(NamedTuple):  # 100,000 of these are sent; creating dataclasses takes twice as long
    """A card of the current deck."""

    topic: int  # index in the deck
    position: int  # index in its topic
    id: str
    siblings: str
    kind: str
    tags: str  # a JSON list
    body: str  # a JSON object
    line: int


@dataclass(frozen=True, slots=True)
class CardBatch:
    """Cards of the current deck, and the histories of some of them, each with the index of its row."""

    rows: Sequence[MessageRow]
    histories: Sequence[tuple[int, ImportedHistory]]


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that cards of the current deck show; its content is None if it could not be read."""

    name: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class DeckEnd:
    """The current deck ends."""


@dataclass(frozen=True, slots=True)
class End:
    """The file ends."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class WholeDeck:
    """A file with a deck of concepts, or with problems only."""

    imported: Imported


Message = DeckStart | CardBatch | MediaFile | DeckEnd | End | WholeDeck


def messages(path: Path, options: ImportOptions, how: ReadOptions) -> Generator[Message, None, None]:
    """Yield the messages of a file. Raises QuizError if no format can read it."""
    from quizapp.formats.registry import read_path

    found = read_path(path, options.format_name, how)
    if found.deck is not None or not found.card_decks:
        yield WholeDeck(found)
        return
    decks = tuple(deck.id for deck in found.card_decks)
    for deck in found.card_decks:
        yield from _deck(deck, decks)
    yield End((*found.problems, *found.late_problems()))


def _deck(deck: CardDeck, decks: tuple[str, ...]) -> Iterator[Message]:
    """Yield the messages of a deck; none for a deck without cards."""
    media = _Media(deck)
    batches = batched(_cards(deck, media), BATCH)
    first = next(batches, None)
    if first is None:
        return
    topics = tuple(TopicHead(topic.id, topic.title, tuple(topic.tags)) for topic in deck.topics)
    yield DeckStart(
        deck.id, decks, deck.title, topics, deck.shared_ids, deck.preset, deck.is_exported, deck.is_copy
    )  # fmt: skip
    for batch in chain((first,), batches):
        histories = [(index, history) for index, (_, history) in enumerate(batch) if history is not None]
        yield CardBatch([row for row, _ in batch], histories)
        yield from media.arrived()
    yield DeckEnd()


class _Media:
    """The files that the cards of a deck show, each sent after the first batch of cards that show it."""

    def __init__(self, deck: CardDeck) -> None:
        self._deck = deck
        self._sent: set[str] = set()
        self._shown: dict[str, None] = {}
        self._own_names = content_names(deck.media)

    def names(self, card: ImportedCard) -> list[str]:
        """Return the names of the files that a card shows; files in different folders never have the same."""
        self._shown.update(dict.fromkeys(card.media))
        return [self._own_names.get(name, name) for name in card.media]

    def arrived(self) -> Iterator[MediaFile]:
        """Yield the files of the cards so far that were not sent yet."""
        for name in self._shown:
            own = self._own_names.get(name, name)
            if name in self._deck.media and own not in self._sent:
                self._sent.add(own)
                yield MediaFile(own, read_media(self._deck.media[name]))
        self._shown.clear()


def _cards(deck: CardDeck, media: _Media) -> Iterator[tuple[MessageRow, ImportedHistory | None]]:
    """Yield the row and the history of each card."""
    for index, topic in enumerate(deck.topics):
        for position, card in enumerate(topic.cards):
            names = media.names(card) if card.media else ()
            yield _row(index, position, card, (topic.tags, names)), card.history


def _row(
    topic: int, position: int, card: ImportedCard, more: tuple[tuple[str, ...], Sequence[str]]
) -> MessageRow:  # fmt: skip
    """Return the row of a card; `more` are the tags of its topic and the names of its files."""
    tags, media = more
    if card.note and len(card.body) == 3 and card.body["kind"] == "recall" and not (card.tags or media):
        body = _two_sides(card)
    else:
        body = compact(_fields(card, media))
    tags = (*tags, *card.tags) if card.tags else tags
    labels = compact(tags) if tags else "[]"
    return MessageRow(
        topic, position, card.id, card.note or card.id, card.body["kind"], labels, body, card.place.line
    )  # fmt: skip


def _fields(card: ImportedCard, media: Sequence[str]) -> dict[str, Any]:
    """Return the fields of a card as it is stored."""
    fields = {"id": card.id, "section": "", **card.body}
    for name, value in (("tags", card.tags), ("note", card.note), ("media", media)):
        if value:
            fields[name] = value
    return fields


def _two_sides(card: ImportedCard) -> str:
    """Return `compact(_fields(card, ()))` of a card with two sides and a note, in a third of the time.

    Most cards of a large package are such cards.
    """
    answer, ask = compact_text(card.body["answer"]), compact_text(card.body["ask"])
    own, note = compact_text(card.id), compact_text(card.note)
    return f'{{"answer":{answer},"ask":{ask},"id":{own},"kind":"recall","note":{note},"section":""}}'


def card_rows(rows: Iterable[MessageRow], deck: str, topics: Sequence[str], file: str) -> list[CardRow]:
    """Return the cards of a batch as rows of a deck; `topics` are the ids of its topics in their order."""
    return [
        CardRow(
            f"{deck}/{topics[topic]}/{own}", deck, topics[topic], "", kind, tags, place_of(topic, position),
            digest_of("", kind, body), body, file, line, 0, siblings,
        )
        for topic, position, own, siblings, kind, tags, body, line in rows
    ]  # fmt: skip
