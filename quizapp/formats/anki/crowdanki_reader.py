"""Reads CrowdAnki decks: a `deck.json` with notes, note types and nested decks, and its `media` folder."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from quizapp.errors import Location, Problem
from quizapp.formats.anki.card_stream import Note
from quizapp.formats.anki.cards import note_digest
from quizapp.formats.anki.collection import CLOZE, NoteType, Template
from quizapp.formats.anki.note_cards import made_question, ordinals
from quizapp.formats.anki.package import MOST_MEDIA, safe_name
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, Topic
from quizapp.formats.common.deck_builder import topic_id, unique
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.shown_media import list_missing
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.json_yaml.line_numbers import places_of

NAME = "crowdanki"
TITLE = "CrowdAnki's deck.json"
FACTS = Facts(
    name="CrowdAnki: `deck.json`",
    section="crowdanki",
    evidence="JSON with `__type__` or `crowdanki_uuid`",
    keeps=("tags", "media"),
    samples=("crowdanki/deck.json",),
)
MOST_LEVELS = 60  # of decks within each other

_SIGN = re.compile(r'"__type__"\s{0,9}:\s{0,9}"Deck"|"crowdanki_uuid"\s{0,9}:|"note_model_uuid"\s{0,9}:')
# What of a note and a deck is for Anki alone; any other key is listed.
_NOTE_KEYS = frozenset(
    ("__type__", "data", "fields", "flags", "guid", "note_model_uuid", "tags", "newlyAdded", "usn", "mod", "id", "mid")
)
Steps = tuple[str | int, ...]


@dataclass(slots=True)
class _Reading:
    """What is needed and found while the decks of a file are read."""

    notes: ProblemLog
    types: Mapping[str, NoteType]
    places: Mapping[Steps, tuple[int, int]]
    unknown: Counter[str] = field(default_factory=Counter)
    taken: set[str] = field(default_factory=set)  # ids of cards
    topics: list[Topic] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)  # ids of topics

    def line(self, steps: Steps) -> int:
        while steps and steps not in self.places:
            steps = steps[:-1]
        return self.places.get(steps, (1, 1))[0]


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is JSON that names its kind as CrowdAnki does."""
    text = head_text(head)
    return text.lstrip()[:1] == "{" and bool(_SIGN.search(text))


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path)))


def read_cards(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return the cards that Anki would make of the notes; nested decks are lists."""
    notes = ProblemLog(str(path))
    text = text_of(path, content, notes)
    root = _root(text, notes) if text is not None else None
    if root is None or text is None:
        return None, notes.problems()
    reading = _Reading(notes, _types(root, notes), places_of(text))
    title = _text(root.get("name")).strip() or path.stem
    _deck(root, (), (title,), reading)
    for name, count in reading.unknown.items():
        notes.warn(
            "unknown-field", f"`{name[:40]}` of {count} notes is no known field of CrowdAnki", "It was left out."
        )
    if not reading.topics:
        notes.error("no-cards", "the deck has no notes that make cards", "Export it from Anki again.", 1, 1)
        return None, notes.problems()
    deck = CardDeck(
        id=topic_id(title), title=title, topics=tuple(reading.topics), media=_media(path.parent), shared_ids=True
    )
    list_missing(deck, notes, "CrowdAnki keeps them in the folder `media`, in the folder of the deck.json.")
    return deck, notes.problems()


def _root(text: str, notes: ProblemLog) -> dict[str, Any] | None:
    try:
        root = json.loads(text)
    except json.JSONDecodeError as error:
        notes.error("json-syntax", error.msg, "Export the deck again.", error.lineno, error.colno)
        return None
    except (RecursionError, ValueError):
        notes.error("too-deep", "the JSON cannot be read", "Export the deck again.", 1, 1)
        return None
    if not isinstance(root, dict):
        notes.error("not-a-mapping", "the JSON is no object", "A deck.json begins with `{`.", 1, 1)
        return None
    return root


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _listed(value: Any, key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []


def _types(root: Mapping[str, Any], notes: ProblemLog) -> dict[str, NoteType]:
    """Return the note types by their UUID, or '' for one without."""
    found: dict[str, NoteType] = {}
    for model in _listed(root, "note_models"):
        try:
            templates = {_ordinal(each, index): each for index, each in enumerate(model["tmpls"])}
            fields = sorted(enumerate(model["flds"]), key=lambda each: _ordinal(each[1], each[0]))
            found[_text(model.get("crowdanki_uuid"))] = NoteType(
                name=_text(model.get("name")),
                fields=tuple(_text(each["name"]) for _, each in fields),
                templates={
                    number: Template(name=_text(each.get("name")), front=_text(each["qfmt"]), back=_text(each["afmt"]))
                    for number, each in templates.items()
                },
                is_cloze=model.get("type") == CLOZE,
            )
        except (KeyError, TypeError, AttributeError):
            notes.warn("note-type", "a note type cannot be read", "Export the deck again.")
    return found


def _ordinal(value: Mapping[str, Any], index: int) -> int:
    given = value.get("ord", index)
    return given if isinstance(given, int) else index


def _deck(deck: Mapping[str, Any], steps: Steps, levels: tuple[str, ...], reading: _Reading) -> None:
    """Add a list for the notes of a deck, and for each deck within it."""
    cards = [
        card
        for index, note in enumerate(_listed(deck, "notes"))
        for card in _note(note, (*steps, "notes", index), levels, reading)
    ]
    if cards:
        title = " / ".join(levels[1:]) or levels[0]
        reading.topics.append(Topic(id=unique(topic_id(title), reading.names), title=title, cards=cards))
    children = _listed(deck, "children")
    if children and len(levels) >= MOST_LEVELS:
        reading.notes.unplaced(f"{len(children)} decks below level {MOST_LEVELS}", reading.line(steps))
        return
    for index, child in enumerate(children):
        if isinstance(child, dict):
            name = _text(child.get("name")).rpartition("::")[2].strip() or "untitled"
            _deck(child, (*steps, "children", index), (*levels, name), reading)


def _note(value: Any, steps: Steps, levels: tuple[str, ...], reading: _Reading) -> Iterator[ImportedCard]:
    """Yield the cards of a note; what is wrong with it is listed."""
    line = reading.line(steps)
    if not isinstance(value, dict) or not isinstance(value.get("fields"), list):
        reading.notes.unplaced("a note without fields", line)
        return
    reading.unknown.update(value.keys() - _NOTE_KEYS)
    kind = reading.types.get(_text(value.get("note_model_uuid")))
    if kind is None and len(reading.types) == 1:
        kind = next(iter(reading.types.values()))
    fields = [_text(each) for each in value["fields"]]
    if kind is None or len(fields) < len(kind.fields):
        reading.notes.unplaced("a note without a note type, or with too few fields", line)
        return
    guid = _text(value.get("guid")) or "\x1f".join(fields)
    tags = tuple(dict.fromkeys(re.sub(r"\s", "-", _text(tag)) for tag in _listed(value, "tags") if _text(tag)))
    note = Note(id=0, guid=guid, type=0, tags=" ".join(tags), fields="\x1f".join(fields))
    if not (numbers := ordinals(kind, fields)):
        reading.notes.unplaced("a note that makes no card, for all its fronts are empty,", line)
    digest = note_digest(note.guid)
    for ordinal in numbers:
        made, own = made_question(note, kind, ordinal, "::".join(levels)), f"{digest}-{ordinal + 1}"
        if made is None or own in reading.taken:
            what = f"card {ordinal + 1} of a note" if made is None else "a note whose `guid` another note has too"
            reading.notes.unplaced(what, line)
            continue
        reading.taken.add(own)
        place = Location(reading.notes.file, line, 1)
        yield ImportedCard(id=own, body=made[0], place=place, note=digest, tags=tags, media=made[1])


def _media(folder: Path) -> dict[str, Callable[[], bytes]]:
    """Return the files in the `media` folder of a deck's folder."""
    home = folder / "media"
    try:
        files = [each for each in home.iterdir() if each.is_file() and not each.is_symlink()]
        return {
            each.name: partial(Path.read_bytes, each)
            for each in files
            if safe_name(each.name) == each.name and each.stat().st_size <= MOST_MEDIA
        }
    except OSError:
        return {}
