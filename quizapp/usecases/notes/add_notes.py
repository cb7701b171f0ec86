"""Adds notes to the learner's own deck files, as `quizapp add` adds cards; each addition can be undone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from quizapp.errors import QuizError
from quizapp.formats.common.deck_builder import question_text, topic_id, unique
from quizapp.store.decks.deck_records import card_ids, installed_concepts
from quizapp.usecases.authoring.add_cards import OWN_LIST, Place, addition, file_of, folder_of, is_concept, taken_ids
from quizapp.usecases.authoring.file_changes import FileChanges, changing
from quizapp.usecases.notes.new_note import NewNote, Questions, Refusal, checked_notes
from quizapp.usecases.notes.received_media import media_to_copy
from quizapp.usecases.notes.stored_notes import last_number, mark_of

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context

MOST_IN_LIST = 500  # cards: a change reads its file several times, 2.4 s of CPU for 5,000 cards, 0.13 s for these
_ORDINAL = re.compile(r"-\d{1,3}\Z")


@dataclass(frozen=True, slots=True)
class _Ready:
    """A note with its number and its questions."""

    number: int
    note: NewNote
    questions: Questions


def add_notes(context: "Context", store: "Store", notes: Sequence[NewNote]) -> list[int | Refusal]:
    """Add notes; return the number of each, or why it was not added. Those of a deck are one addition in the log."""
    with changing(context, store) as changes:
        numbers = count(max(context.now_ms, last_number(store) + 1))
        found = [
            each if isinstance(each, Refusal) else _Ready(next(numbers), note, each)
            for note, each in zip(notes, checked_notes(store, notes), strict=True)
        ]
        groups: dict[str, list[_Ready]] = {}
        for ready in found:
            if isinstance(ready, _Ready):
                groups.setdefault(ready.note.deck, []).append(ready)
        writer = _Writer(context, store, changes)
        refused = {number: each for deck, group in groups.items() for number, each in writer.add(deck, group).items()}
    return [each if isinstance(each, Refusal) else refused.get(each.number, each.number) for each in found]


class _Writer:
    """Writes notes while no other process changes deck files."""

    def __init__(self, context: "Context", store: "Store", changes: FileChanges) -> None:
        self._context, self._store, self._changes = context, store, changes

    def add(self, deck: str, notes: Sequence[_Ready]) -> dict[int, Refusal]:
        """Add the notes of a deck, together or, where one has a fault, each alone; return why some are refused."""
        try:
            self._write(deck, notes)
        except QuizError as error:
            if len(notes) == 1:
                return {notes[0].number: Refusal(f"{error.message} {error.hint}".strip())}
            return {number: each for one in notes for number, each in self.add(deck, [one]).items()}
        return {}

    def _write(self, deck: str, notes: Sequence[_Ready]) -> None:
        folder = folder_of(self._context, self._store, deck)
        place = place_in(self._store, deck)
        file = file_of(self._store, folder, place)
        concept = place.concept or file.stem
        bodies = list(_bodies(notes, taken_ids(self._store, deck, concept), is_list=not is_concept(file)))
        shown = dict.fromkeys(name for body in bodies for name in body.get("media", ()))
        media = dict(media_to_copy(self._context, shown, folder))
        self._changes.carry_out(addition(f"{deck}/{concept}", file, bodies, media))


def place_in(store: "Store", deck: str) -> Place:
    """Return the list of a deck that notes are added to: the first that has room, in a deck of lists."""
    if not all(each.content.is_list for each in installed_concepts(store, deck)):
        return Place(deck)
    names = chain((OWN_LIST,), (f"{OWN_LIST}-{number}" for number in count(2)))
    with store.reading() as connection:
        return Place(deck, next(name for name in names if len(card_ids(connection, deck, name)) < MOST_IN_LIST))


def _bodies(notes: Sequence[_Ready], ids: Mapping[str, int], *, is_list: bool) -> Iterator[dict[str, Any]]:
    """Yield the questions of notes as a deck file has them: the ordinal of a card is at the end of its id."""
    taken = {**ids, **{_ORDINAL.sub("", name): 1 for name in ids}}
    for ready in notes:
        first = ready.questions[min(ready.questions)]
        name = unique(topic_id(question_text(first))[:40].strip("-"), taken)
        tags = {"tags": list(ready.note.tags)} if ready.note.tags else {}
        about = {**tags, "note": mark_of(ready.note.word, ready.number)}
        section = {} if is_list else {"section": Place(ready.note.deck).section}
        for ordinal, body in ready.questions.items():
            yield {"id": f"{name}-{ordinal + 1}", "kind": body["kind"]} | section | body | about
