"""A note that another program asks for, and what keeps it out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.formats.anki.cards import MOST_FIELD
from quizapp.formats.anki.collection import NoteType
from quizapp.formats.anki.note_cards import questions_of
from quizapp.formats.anki.templates import shows_nothing
from quizapp.formats.common.deck_builder import question_text
from quizapp.store.decks.deck_records import cards_with_text, installed_cards

if TYPE_CHECKING:
    from quizapp.store.database import Store

Questions = Mapping[int, dict[str, Any]]
"""The questions of a note by the ordinals of their cards."""
FEW = 8  # notes for which the database is searched; for more, all cards are read once
DUPLICATE = "cannot create note because it is a duplicate"
EMPTY = "cannot create note because it is empty"
NO_DELETION = f"{EMPTY}: its text has no deletion such as {{{{c1::answer}}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNote:
    """A note to add: its deck, the word of its type (see STANDARD_TYPES), its fields as HTML, and its tags."""

    deck: str
    word: str
    type: NoteType
    fields: Mapping[str, str]
    tags: tuple[str, ...] = ()
    duplicates: bool = False  # whether another note may ask the same
    unlike: str = ""  # the deck in which no note may ask the same; empty: none in any deck


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a note is not added."""

    reason: str


def questions(kind: NoteType, fields: Mapping[str, str]) -> Questions | Refusal:
    """Return the questions of a note's fields, or why there are none."""
    values = [fields.get(name, "") for name in kind.fields]
    for name, value in zip(kind.fields, values, strict=True):
        if len(value) > MOST_FIELD:
            return Refusal(f"the field `{name}` has more than {MOST_FIELD:,} characters")
    if shows_nothing(values[0]):
        return Refusal(EMPTY)
    made = dict(questions_of(kind, values))
    return made or Refusal(NO_DELETION if kind.is_cloze else EMPTY)


def checked_notes(store: "Store", notes: Sequence[NewNote]) -> list[Questions | Refusal]:
    """Return the questions of each note, or why it would not be added: also where one before it asks the same."""
    made = [questions(note.type, note.fields) for note in notes]
    asked = _Asked(store, len(notes))
    found: list[Questions | Refusal] = []
    for note, each in zip(notes, made, strict=True):
        if isinstance(each, Refusal):
            found.append(each)
            continue
        text = question_text(each[min(each)])
        is_known = not note.duplicates and asked.has(text, note.unlike)
        found.append(Refusal(DUPLICATE) if is_known else each)
        if not is_known:
            asked.add(text, note.deck)
    return found


class _Asked:
    """What cards ask, in a deck or in all."""

    def __init__(self, store: "Store", notes: int) -> None:
        self._store, self._reads_all = store, notes > FEW
        self._all: dict[str, set[str]] = {}  # by deck
        self._added: set[tuple[str, str]] = set()

    def add(self, text: str, deck: str) -> None:
        self._added |= {(text, deck), (text, "")}

    def has(self, text: str, deck: str) -> bool:
        if (text, deck) in self._added:
            return True
        if not self._reads_all:
            return text in _texts(card.body for card in cards_with_text(self._store, text, deck))
        if deck not in self._all:
            self._all[deck] = _texts(card.body for card in installed_cards(self._store, deck))
        return text in self._all[deck]


def _texts(bodies: Iterable[Mapping[str, Any]]) -> set[str]:
    return {question_text(body) for body in bodies}
