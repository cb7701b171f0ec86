"""Anki packages (.apkg, .colpkg) and collections (.anki2), of all three generations."""

import re
import zipfile
from collections import defaultdict
from pathlib import Path

from quizapp.errors import Location, Problem
from quizapp.formats.anki.cards import note_digest, question
from quizapp.formats.anki.collection import Collection, DeckName, Row, read_collection
from quizapp.formats.anki.history import past_of
from quizapp.formats.anki.package import COLLECTIONS, SQLITE, Package, opened
from quizapp.formats.gather import topic_id, unique
from quizapp.formats.limits import DEFAULT, Limits
from quizapp.formats.loose import LooseCard, LooseDeck, Topic

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


def read_loose(path: Path, limits: Limits = DEFAULT) -> tuple[tuple[LooseDeck, ...], tuple[Problem, ...]]:
    """Return a deck for each of Anki's top decks, their nested decks as topics, and what could not be taken.

    Raises QuizError where the file as a whole cannot be read.
    """
    with opened(path, limits) as package:
        collection = read_collection(package.collection, path)
        return _decks(path, package, collection)


def _decks(path: Path, package: Package, collection: Collection) -> tuple[tuple[LooseDeck, ...], tuple[Problem, ...]]:
    faults = list(collection.faults)
    place = Location(str(path))
    placed: dict[tuple[str, ...], list[LooseCard]] = defaultdict(list)
    taken: set[tuple[str, str]] = set()
    names = {deck: "::".join(home.levels) for deck, home in collection.decks.items()}
    for row in collection.cards:
        home = collection.decks.get(row.odid or row.deck, _UNKNOWN)
        card = _card(place, collection, row, names.get(row.odid or row.deck, "Default"), faults)
        if card is None:
            continue
        if (home.levels[0], card.id) in taken:
            faults.append(f"the card {card.id} stands twice in `{home.levels[0][:60]}`; the first was taken")
            continue
        taken.add((home.levels[0], card.id))
        placed[home.levels].append(card)
    return _gathered(package, placed), _problems(path, faults)


def _card(place: Location, collection: Collection, row: Row, deck: str, faults: list[str]) -> LooseCard | None:
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
    return LooseCard(
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


def _gathered(package: Package, placed: dict[tuple[str, ...], list[LooseCard]]) -> tuple[LooseDeck, ...]:
    by_top: dict[str, dict[tuple[str, ...], list[LooseCard]]] = defaultdict(dict)
    for levels, cards in placed.items():
        by_top[levels[0]][levels] = cards
    names: dict[str, int] = {}
    decks = []
    for top, parts in by_top.items():
        ids: dict[str, int] = {}
        topics = []
        for levels, cards in parts.items():
            title = " / ".join(levels[1:]) or top
            topics.append(Topic(id=unique(topic_id(title), ids), title=title, cards=tuple(cards)))
        shown = {name for topic in topics for card in topic.cards for name in card.media}
        media = {name: package.media[name] for name in shown if name in package.media}
        decks.append(LooseDeck(id=unique(topic_id(top), names), title=top, topics=tuple(topics), media=media))
    return tuple(decks)


def _problems(path: Path, faults: list[str]) -> tuple[Problem, ...]:
    place = Location(str(path))
    found = [
        Problem(place, "anki-left-out", fault, "Look at it in Anki.", "warning") for fault in faults[:MOST_WARNINGS]
    ]
    if len(faults) > MOST_WARNINGS:
        more = f"{len(faults) - MOST_WARNINGS} more of the same kind"
        found.append(Problem(place, "anki-left-out", more, "Look at them in Anki.", "warning"))
    return tuple(found)
