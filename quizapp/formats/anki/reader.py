"""Anki packages (.apkg, .colpkg) and collections (.anki2), of all three generations."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from quizapp.errors import Location, Problem
from quizapp.formats.anki.cards import note_digest, question
from quizapp.formats.anki.collection import Collection, DeckName, Row, read_collection
from quizapp.formats.anki.history import past_of
from quizapp.formats.anki.package import COLLECTIONS, SQLITE, Package, opened
from quizapp.formats.common.archive_limits import DEFAULT, ArchiveLimits
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, Topic
from quizapp.formats.common.deck_builder import topic_id, unique

NAME = "anki"
TITLE = "Anki packages and collections"
MOST_WARNINGS = 200
_UNKNOWN = DeckName(levels=("Default",), filtered=False)


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is an archive with a collection, or a database with Anki's tables."""
    if head.startswith(SQLITE):
        return b"CREATE TABLE revlog" in head or b"CREATE TABLE col" in head or b"CREATE TABLE notes" in head
    if not head.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name in archive.NameToInfo for name in COLLECTIONS)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def read_loose(path: Path, limits: ArchiveLimits = DEFAULT) -> tuple[tuple[CardDeck, ...], tuple[Problem, ...]]:
    """Return a deck for each of Anki's top decks, their nested decks as topics, and what could not be taken.

    Raises QuizError where the file as a whole cannot be read.
    """
    decks, problems = begin(path, limits)
    return tuple(_whole(deck) for deck in decks), problems()


def begin(
    path: Path, limits: ArchiveLimits = DEFAULT
) -> tuple[tuple[CardDeck, ...], Callable[[], tuple[Problem, ...]]]:
    """Return the same with cards that are made while they are read, and what gives the problems once they were."""
    with opened(path, limits) as package:
        collection = read_collection(package.collection, path)
    faults = [*package.faults, *collection.faults]
    shown: set[str] = set()
    decks = _decks(path, package, collection, shown, faults)
    return decks, lambda: _problems(path, [*_missing(shown - package.media.keys()), *faults])


def _whole(deck: CardDeck) -> CardDeck:
    cards = [tuple(topic.cards) for topic in deck.topics]
    topics = tuple(replace(topic, cards=made) for topic, made in zip(deck.topics, cards, strict=True))
    shown = {name for made in cards for card in made for name in card.media}
    media = {name: read for name, read in deck.media.items() if name in shown}
    return replace(deck, topics=topics, media=media)


def _missing(names: set[str]) -> list[str]:
    """Return what is to be said of files that cards show and that did not come with them."""
    if not names:
        return []
    first = ", ".join(f"`{name[:40]}`" for name in sorted(names)[:5])
    more = " and more" if len(names) > 5 else ""
    return [f"files that cards show are not there, {len(names)} in all: {first}{more}"]


def _decks(
    path: Path, package: Package, collection: Collection, shown: set[str], faults: list[str]
) -> tuple[CardDeck, ...]:  # fmt: skip
    placed: dict[str, dict[tuple[str, ...], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in collection.cards:
        levels = collection.decks.get(row.odid or row.deck, _UNKNOWN).levels
        placed[levels[0]][levels].append(row)
    names: dict[str, int] = {}
    decks = []
    for top, parts in placed.items():
        ids: dict[str, int] = {}
        taken: set[str] = set()
        topics = []
        for levels, rows in parts.items():
            title = " / ".join(levels[1:]) or top
            cards = _cards(Location(str(path)), collection, levels, rows, taken, shown, faults)
            topics.append(Topic(id=unique(topic_id(title), ids), title=title, cards=cards))
        decks.append(CardDeck(id=unique(topic_id(top), names), title=top, topics=tuple(topics), media=package.media))
    return tuple(decks)


def _cards(
    place: Location, collection: Collection, levels: tuple[str, ...], rows: Iterable[Row],
    taken: set[str], shown: set[str], faults: list[str],
) -> Iterator[ImportedCard]:  # fmt: skip
    """Yield the cards of one deck; `taken` are the ids that its top deck has, `shown` the files of all cards so far."""
    name = "::".join(levels)
    for row in rows:
        card = _card(place, collection, row, name, faults)
        if card is None:
            continue
        if card.id in taken:
            faults.append(f"the card {card.id} stands twice in `{levels[0][:60]}`; the first was taken")
            continue
        taken.add(card.id)
        shown.update(card.media)
        yield card


def _card(place: Location, collection: Collection, row: Row, deck: str, faults: list[str]) -> ImportedCard | None:
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
    return ImportedCard(
        id=f"{digest}-{row.ord + 1}",
        body=body,
        place=place,
        note=digest,
        tags=_tags(note.tags),
        media=media,
        past=past_of(collection, row),
    )


def _tags(tags: str) -> tuple[str, ...]:
    if not tags:
        return ()
    return tuple(dict.fromkeys(re.sub(r'["%_\s]', "-", tag) for tag in tags.split()[:50]))


def _problems(path: Path, faults: list[str]) -> tuple[Problem, ...]:
    place = Location(str(path))
    found = [
        Problem(place, "anki-left-out", fault, "Look at it in Anki.", "warning") for fault in faults[:MOST_WARNINGS]
    ]
    if len(faults) > MOST_WARNINGS:
        more = f"{len(faults) - MOST_WARNINGS} more of the same kind"
        found.append(Problem(place, "anki-left-out", more, "Look at them in Anki.", "warning"))
    return tuple(found)
