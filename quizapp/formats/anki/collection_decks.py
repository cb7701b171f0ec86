"""From the collection of a package to its decks, whose cards are generated while they are iterated."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import finalize

from quizapp.errors import Location, Problem
from quizapp.formats.anki.card_stream import NEW_ROW, CardStream, Part, Stored, card_stream
from quizapp.formats.anki.cards import note_digest, plain_question, question
from quizapp.formats.anki.collection import QUIZAPP, Collection, NoteType, read_collection
from quizapp.formats.anki.fast_templates import Layout, layout_of
from quizapp.formats.anki.history import history_of
from quizapp.formats.anki.package import opened
from quizapp.formats.anki.presets import Fault, preset_of
from quizapp.formats.anki.untrusted_database import connected
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, ImportedHistory, Topic
from quizapp.formats.common.deck_builder import topic_id, unique
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.question_fields import Body
from quizapp.formats.common.reader import ReadOptions
from quizapp.formats.common.shown_media import MissingMedia
from quizapp.formats.common.text_source import ProblemLog

if TYPE_CHECKING:
    from quizapp.formats.anki.own_places import OwnDeck

MOST_WARNINGS, MOST_TAGS = 200, 50
MOST_TEXT = 10 << 20  # characters of a note's fields
HINT = "Export the deck again, with its media."
Media = Mapping[str, Callable[[], bytes]]


def read_decks(path: Path, options: ReadOptions) -> Imported:
    """Return a deck for each of Anki's top decks; its nested decks are topics.

    The cards are generated while they are iterated, which is possible once; `late_problems` then has their problems.
    The unpacked collection is removed when nothing refers to them any more. Raises QuizError if the file as a whole
    cannot be read.
    """
    with ExitStack() as stack:
        package = stack.enter_context(opened(path, options.limits))
        connection = stack.enter_context(connected(package.collection, path))
        collection = read_collection(connection, path)
        cards = card_stream(connection, path, collection.decks)
        faults = [*package.faults, *collection.faults]
        reading = _Reading(Location(str(path)), collection, cards, faults, MissingMedia(package.media))
        decks = _decks(reading, package.media)
        finalize(reading, stack.pop_all().close)
    problems = (Problem(reading.place, "anki-preset", *each, "warning") for each in reading.preset_faults)
    return Imported(card_decks=decks, problems=tuple(problems), late_problems=lambda: _problems(reading))


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _Reading:
    """A collection that is being read; `faults` and `missing` grow while its cards are generated."""

    place: Location
    collection: Collection
    cards: CardStream
    faults: list[str]
    missing: MissingMedia
    preset_faults: list[Fault] = field(default_factory=list)
    plain: dict[tuple[int, int], Layout | None] = field(default_factory=dict)  # of a note type, by ordinal


def _decks(reading: _Reading, media: Media) -> tuple[CardDeck, ...]:
    placed: dict[str, list[Part]] = defaultdict(list)
    for part in reading.cards.parts:
        placed[part.levels[0]].append(part)
    names: dict[str, int] = {}
    return tuple(_deck(reading, top, parts, names, media) for top, parts in placed.items())


def _deck(
    reading: _Reading, top: str, parts: Sequence[Part], names: dict[str, int], media: Media
) -> CardDeck:  # fmt: skip
    """Return a top deck with its nested ones; `names` are the ids of the decks before it, and is updated."""
    found = _own_deck(reading, top, parts)
    own = found.named if found else None
    ids: dict[str, int] = {}
    taken: set[str] = set()
    topics = []
    for part in found.in_order(parts) if found else parts:
        exported = found.exports[part.levels] if found else None
        title = " / ".join(part.levels[1:]) or top
        topic, title = (found and found.topic(part.levels)) or (topic_id(title), title)
        # In a deck of Anki no two cards have one id; in one of ours no two of a topic.
        deck = _Deck(part.levels, set() if own else taken, own is not None)
        cards = _cards(reading, deck, exported.cards if exported else reading.cards.cards(part))
        topics.append(Topic(id=unique(topic, ids), title=title, cards=cards))
    name, title = own or (topic_id(top), top)
    scheduled = preset_of(reading.collection.options, top, parts, reading.cards)
    reading.preset_faults.extend(scheduled.faults)
    return CardDeck(
        id=unique(name, names), title=title, topics=tuple(topics), media=media, shared_ids=own is None,
        is_exported=own is not None, is_copy=own is not None or reading.collection.by_quizapp, preset=scheduled.preset,
    )  # fmt: skip


def _own_deck(reading: _Reading, top: str, parts: Sequence[Part]) -> "OwnDeck | None":
    """Return what a top deck of Anki has of quizapp's decks; None where no note type is quizapp's."""
    types = reading.collection.types
    if not any(_is_own(kind) for kind in types.values()):
        return None
    from quizapp.formats.anki.own_places import own_deck  # imports the kinds of questions

    return own_deck(types, reading.cards, top, parts)


def _is_own(kind: NoteType) -> bool:
    return kind.fields[-1:] == (QUIZAPP,)


@dataclass(frozen=True, slots=True)
class _Deck:
    """A deck of Anki; `taken` holds the ids that are in use, `is_own` says whether all its cards are of quizapp."""

    levels: tuple[str, ...]
    taken: set[str]
    is_own: bool


def _cards(reading: _Reading, deck: _Deck, found: Iterable[Stored]) -> Iterator[ImportedCard]:
    """Yield the cards of one deck."""
    name, levels, taken = "::".join(deck.levels), deck.levels, deck.taken
    for stored in found:
        card = _plain_card(reading, stored) or _card(reading, stored, name, is_own_deck=deck.is_own)
        if card is None:
            continue
        if card.id in taken:
            reading.faults.append(f"the card {card.id} is in `{levels[0][:60]}` twice; the first one was imported")
            continue
        taken.add(card.id)
        if card.media:
            reading.missing.look_at(card)
        yield card


def _plain_card(reading: _Reading, stored: Stored) -> ImportedCard | None:
    """Return a card of two plain texts; None for any other one.

    `_card` returns the same. Most cards of a large collection take a third less time this way.
    """
    note = stored.note
    if note is None:
        return None
    key = note.type, stored.ord
    layout = reading.plain[key] if key in reading.plain else reading.plain.setdefault(key, _plain_layout(reading, *key))
    if layout is None or len(values := note.fields.split("\x1f")) < layout.width or len(note.fields) > MOST_TEXT:
        return None
    body = plain_question(values, layout)
    if body is None:
        return None
    digest = note_digest(note.guid)
    history = _history(reading.collection, stored)
    return ImportedCard(f"{digest}-{stored.ord + 1}", body, reading.place, digest, _tags(note.tags), (), history)


def _plain_layout(reading: _Reading, note_type: int, ordinal: int) -> Layout | None:
    """Return the layout of a template that is filled in; None for one that is not there or takes more."""
    kind = reading.collection.types.get(note_type)
    template = kind.templates.get(ordinal) if kind and not kind.is_cloze else None
    if kind is None or template is None or _is_own(kind):
        return None
    return layout_of(template, kind.fields)


def _card(reading: _Reading, stored: Stored, deck: str, *, is_own_deck: bool) -> ImportedCard | None:
    """Return a card, or None for one that is skipped and added to the faults."""
    collection, note = reading.collection, stored.note
    kind = collection.types.get(note.type) if note else None
    if note is None or kind is None:
        reading.faults.append(f"the card {stored.id} has no note, or a note without a type, and was left out")
        return None
    made = _question(reading, stored, kind, deck)
    if made is None:
        return None
    body, media = made
    digest = note_digest(note.guid)
    card = ImportedCard(
        f"{digest}-{stored.ord + 1}", body, reading.place, digest, _tags(note.tags), media, _history(collection, stored)
    )
    if _is_own(kind):
        from quizapp.formats.anki.own_reader import own_card

        return own_card(card, note, kind, is_own_deck=is_own_deck)
    return card


def _question(
    reading: _Reading, stored: Stored, kind: NoteType, deck: str
) -> tuple[Body, tuple[str, ...]] | None:  # fmt: skip
    """Return a card's question and its media, or None for one that is skipped and added to the faults."""
    note, made = stored.note, None
    assert note is not None
    if len(note.fields) > MOST_TEXT:
        size = f"more than {MOST_TEXT >> 20} million characters"
        reading.faults.append(f"the note {note.guid[:40]} has {size}: its card {stored.id} was left out")
    elif note.fields.count("\x1f") + 1 < len(kind.fields):
        reading.faults.append(f"the note {note.guid[:40]} has too few fields: its card {stored.id} was left out")
    else:
        try:
            made = question(note, kind, stored.ord, deck)
        except (RecursionError, ValueError, IndexError) as error:
            reading.faults.append(f"the card {stored.id} cannot be rendered and was left out: {error}")
            return None
        if made is None:
            name = kind.name[:60]
            reading.faults.append(f"the card {stored.id} has no template in `{name}` and was left out")
    return made


def _history(collection: Collection, stored: Stored) -> ImportedHistory | None:
    if stored.row is None and stored.id not in collection.reviews:
        return None
    return history_of(collection, stored.row or NEW_ROW._replace(id=stored.id))


def _tags(tags: str) -> tuple[str, ...]:
    if not tags:
        return ()
    return tuple(dict.fromkeys(tags.split()[:MOST_TAGS]))


def _problems(reading: _Reading) -> tuple[Problem, ...]:
    """Return the problems of the cards; the first MOST_WARNINGS are listed, the others counted."""
    faults = reading.faults
    hint = "Check it in Anki."
    found = [Problem(reading.place, "anki-left-out", each, hint, "warning") for each in faults[:MOST_WARNINGS]]
    if len(faults) > MOST_WARNINGS:
        more = f"{len(faults) - MOST_WARNINGS} more problems of these kinds"
        found.append(Problem(reading.place, "anki-left-out", more, hint, "warning"))
    notes = ProblemLog(reading.place.file)
    for problem in reading.missing.problems(HINT):
        notes.add(problem)
    return (*found, *notes.problems())
