"""From the collection of a package to its decks, whose cards are generated while they are iterated."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.errors import Location, Problem
from quizapp.formats.anki.cards import note_digest, question
from quizapp.formats.anki.collection import Collection, Levels, Row, read_collection
from quizapp.formats.anki.history import history_of
from quizapp.formats.anki.own_places import deck_of, exported_from, first_of, topic_of
from quizapp.formats.anki.own_reader import own_card
from quizapp.formats.anki.own_types import SOURCE
from quizapp.formats.anki.package import opened
from quizapp.formats.anki.presets import Fault, preset_of
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, Topic
from quizapp.formats.common.deck_builder import topic_id, unique
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.reader import ReadOptions
from quizapp.formats.common.shown_media import MissingMedia
from quizapp.formats.common.text_source import ProblemLog

MOST_WARNINGS, MOST_TAGS = 200, 50
HINT = "Export the deck again, with its media."
_UNKNOWN: Levels = ("Default",)
Media = Mapping[str, Callable[[], bytes]]


def read_decks(path: Path, options: ReadOptions) -> Imported:
    """Return a deck for each of Anki's top decks; its nested decks are topics.

    The cards are generated while they are iterated, which is possible once; `late_problems` then has their problems.
    Raises QuizError if the file as a whole cannot be read.
    """
    with opened(path, options.limits) as package:
        collection = read_collection(package.collection, path)
    faults = [*package.faults, *collection.faults]
    reading = _Reading(Location(str(path)), collection, faults, MissingMedia(package.media))
    decks = _decks(reading, package.media)
    problems = (Problem(reading.place, "anki-preset", *each, "warning") for each in reading.preset_faults)
    return Imported(card_decks=decks, problems=tuple(problems), late_problems=lambda: _problems(reading))


@dataclass(frozen=True, slots=True)
class _Reading:
    """A collection that is being read; `faults` and `missing` grow while its cards are generated."""

    place: Location
    collection: Collection
    faults: list[str]
    missing: MissingMedia
    preset_faults: list[Fault] = field(default_factory=list)


def _decks(reading: _Reading, media: Media) -> tuple[CardDeck, ...]:
    placed: dict[str, dict[Levels, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in reading.collection.cards:
        levels = reading.collection.decks.get(row.odid or row.deck, _UNKNOWN)
        placed[levels[0]][levels].append(row)
    names: dict[str, int] = {}
    return tuple(_deck(reading, top, parts, names, media) for top, parts in placed.items())


def _deck(
    reading: _Reading, top: str, parts: Mapping[Levels, list[Row]], names: dict[str, int], media: Media
) -> CardDeck:  # fmt: skip
    """Return a top deck with its nested ones; `names` are the ids of the decks before it, and is updated."""
    exports = {levels: exported_from(reading.collection, rows) for levels, rows in parts.items()}
    own = deck_of(exports.values(), top)
    order = sorted(parts, key=lambda levels: first_of(exports[levels])) if own else list(parts)
    ids: dict[str, int] = {}
    taken: set[str] = set()
    topics = []
    for levels in order:
        exported, title = exports[levels], " / ".join(levels[1:]) or top
        topic, title = topic_of(exported, levels) or (topic_id(title), title)
        # In a deck of Anki no two cards have one id; in one of ours no two of a topic.
        deck = _Deck(levels, set() if own else taken, own is not None)
        cards = _cards(reading, deck, exported.rows if exported else parts[levels])
        topics.append(Topic(id=unique(topic, ids), title=title, cards=cards))
    name, title = own or (topic_id(top), top)
    found = preset_of(reading.collection, top, [row for rows in parts.values() for row in rows])
    reading.preset_faults.extend(found.faults)
    return CardDeck(
        id=unique(name, names), title=title, topics=tuple(topics), media=media, shared_ids=own is None,
        is_exported=own is not None, preset=found.preset,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Deck:
    """A deck of Anki; `taken` holds the ids that are in use, `is_own` says whether all its cards are of quizapp."""

    levels: tuple[str, ...]
    taken: set[str]
    is_own: bool


def _cards(reading: _Reading, deck: _Deck, rows: Iterable[Row]) -> Iterator[ImportedCard]:
    """Yield the cards of one deck."""
    name, levels, taken = "::".join(deck.levels), deck.levels, deck.taken
    for row in rows:
        card = _card(reading, row, name, is_own_deck=deck.is_own)
        if card is None:
            continue
        if card.id in taken:
            reading.faults.append(f"the card {card.id} is in `{levels[0][:60]}` twice; the first one was imported")
            continue
        taken.add(card.id)
        if card.media:
            reading.missing.look_at(card)
        yield card


def _card(reading: _Reading, row: Row, deck: str, *, is_own_deck: bool) -> ImportedCard | None:
    """Return a card, or None for one that is skipped and added to the faults."""
    collection, faults = reading.collection, reading.faults
    note = collection.notes.get(row.note)
    kind = collection.types.get(note.type) if note else None
    if note is None or kind is None:
        faults.append(f"the card {row.id} has no note, or a note without a type, and was left out")
        return None
    if note.fields.count("\x1f") + 1 < len(kind.fields):
        faults.append(f"the note {note.guid[:40]} has too few fields: its card {row.id} was left out")
        return None
    try:
        made = question(note, kind, row.ord, deck)
    except (RecursionError, ValueError, IndexError) as error:
        faults.append(f"the card {row.id} cannot be rendered and was left out: {error}")
        return None
    if made is None:
        faults.append(f"the card {row.id} has no template in `{kind.name[:60]}` and was left out")
        return None
    body, media = made
    digest = note_digest(note.guid)
    card = ImportedCard(
        id=f"{digest}-{row.ord + 1}",
        body=body,
        place=reading.place,
        note=digest,
        tags=_tags(note.tags),
        media=media,
        history=history_of(collection, row),
    )
    if kind.fields[-1:] == (SOURCE,):
        return own_card(card, note, kind, is_own_deck=is_own_deck)
    return card


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
