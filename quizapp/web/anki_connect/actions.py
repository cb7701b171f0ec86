"""The table of actions. A new one is an entry here, and a function."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from quizapp.core.checked_arguments import Arguments, Schema, checked
from quizapp.errors import QuizError
from quizapp.formats.anki.standard_types import STANDARD_TYPES
from quizapp.formats.common.local_media import content_name
from quizapp.store.decks.installed_names import tag_names
from quizapp.usecases.notes.add_notes import add_notes
from quizapp.usecases.notes.deck_names import create_deck, deck_names
from quizapp.usecases.notes.delete_notes import delete_notes
from quizapp.usecases.notes.find_notes import find_notes
from quizapp.usecases.notes.move_notes import change_deck
from quizapp.usecases.notes.new_note import NewNote, Refusal, checked_notes
from quizapp.usecases.notes.received_media import store_file, stored_file
from quizapp.usecases.notes.stored_notes import StoredNote, cards_of, notes_numbered, number_for
from quizapp.usecases.notes.tag_notes import add_tags, remove_tags
from quizapp.usecases.notes.update_note import update_fields
from quizapp.web.anki_connect.cards import browse, cards_info, find_cards, suspend, unsuspend
from quizapp.web.anki_connect.messages import NEWEST, UNSUPPORTED, Request, failure, read_request, success
from quizapp.web.anki_connect.notes import (
    ATTACHED,
    FIELDS,
    FILE,
    NOTE,
    Work,
    fields_of,
    new_note,
    sent_file,
    sent_files,
    shown_fields,
    tags_in,
    type_named,
    with_files,
)

MOST_NESTED = 5  # requests within each other
_TEXT: Schema = {"type": "string"}
_NUMBERS: Schema = {"type": "array", "items": {"type": "integer"}}
_NOTES: Schema = {"required": ("notes",), "properties": {"notes": {"type": "array", "items": NOTE}}}
_CHANGED: Schema = {
    "type": "object",
    "required": ("id", "fields"),
    "properties": {"id": {"type": "integer"}, "fields": FIELDS, **ATTACHED},
}


@dataclass(frozen=True, slots=True)
class Action:
    """What a request can ask for, and the schema of its parameters."""

    run: Callable[[Work, Arguments], Any]
    schema: Schema


def _takes(**required: Schema) -> Schema:
    return {"required": tuple(required), "properties": required}


def deck_numbers(work: Work, _: Arguments) -> dict[str, int]:
    """Return the numbers of all decks by their names."""
    return {name: number_for(deck) for name, deck in deck_names(work.context, work.store).items()}


def note_type_fields(_: Work, given: Arguments) -> list[str]:
    """Return the names of the fields of a note type."""
    return list(type_named(given["modelName"])[1].fields)


def add_many(work: Work, notes: Sequence[Arguments]) -> list[int | Refusal]:
    """Add notes; return the number of each, or why it was not added."""
    wanted = _wanted(work, notes)
    for given, note in zip(notes, wanted, strict=True):
        for file in sent_files(given) if isinstance(note, NewNote) else ():
            store_file(work.context, work.store, file.name, file.content)
    numbers = iter(add_notes(work.context, work.store, [each for each in wanted if isinstance(each, NewNote)]))
    return [each if isinstance(each, Refusal) else next(numbers) for each in wanted]


def _wanted(work: Work, notes: Sequence[Arguments]) -> list[NewNote | Refusal]:
    """Return the notes to add, or why they cannot be."""
    decks = deck_names(work.context, work.store)
    found: list[NewNote | Refusal] = []
    for given in notes:
        try:
            found.append(new_note(given, decks))
        except (QuizError, ValueError) as error:
            found.append(Refusal(reason_of(error)))
    return found


def reason_of(error: QuizError | ValueError) -> str:
    """Return an error as the text of an answer."""
    return f"{error.message} {error.hint}".strip() if isinstance(error, QuizError) else str(error)


def add_note(work: Work, given: Arguments) -> int:
    """Add a note and return its number. Raises QuizError where it was not added."""
    (outcome,) = add_many(work, [given["note"]])
    if isinstance(outcome, Refusal):
        raise QuizError(outcome.reason)
    return outcome


def refusals(work: Work, notes: Sequence[Arguments]) -> list[Refusal | None]:
    """Return why each note could not be added, None where it could be; nothing is changed."""
    wanted = _wanted(work, notes)
    found = iter(checked_notes(work.store, [each for each in wanted if isinstance(each, NewNote)]))
    checked_ones = [each if isinstance(each, Refusal) else next(found) for each in wanted]
    return [each if isinstance(each, Refusal) else None for each in checked_ones]


def can_add(work: Work, given: Arguments) -> list[dict[str, Any]]:
    """Return whether each note could be added, and why not."""
    found = refusals(work, given["notes"])
    return [{"canAdd": False, "error": each.reason} if each else {"canAdd": True} for each in found]


def notes_info(work: Work, given: Arguments) -> list[dict[str, Any]]:
    """Return notes with their fields; an empty object for an unknown number."""
    numbers = given["notes"] if "notes" in given else _found(work, given.get("query", ""))
    found = notes_numbered(work.store, numbers)
    return [_info(found[number]) if number in found else {} for number in numbers]


def _found(work: Work, query: str) -> list[int]:
    return [note.number for note in find_notes(work.context, work.store, query)]


def _info(note: StoredNote) -> dict[str, Any]:
    numbers = [card.number for card in cards_of([note])]
    about = {"noteId": note.number, "modelName": note.type.name, "tags": note.tags}
    return {**about, "fields": shown_fields(note), "cards": numbers}


def update_note_fields(work: Work, given: Arguments) -> None:
    """Change fields of a note."""
    changed, number = given["note"], given["note"]["id"]
    note = notes_numbered(work.store, [number]).get(number)
    if note is None:
        raise QuizError(f"note was not found: {number}")
    fields, files = fields_of(note.type, changed["fields"]), sent_files(changed)
    for file in files:
        store_file(work.context, work.store, file.name, file.content)
    if files:
        fields = with_files(note.fields | fields, note.type, files)
    update_fields(work.context, work.store, number, fields)


def store_media_file(work: Work, given: Arguments) -> str | None:
    """Keep a file until notes show it, and return its name."""
    file = sent_file(given)
    if file is None:
        return None
    name, before = file.name, stored_file(work.context, file.name)
    if given.get("deleteExisting") is False and before not in (None, file.content):
        name = content_name(name, file.content)
    store_file(work.context, work.store, name, file.content)
    return name


def retrieve_media_file(work: Work, given: Arguments) -> str | bool:
    """Return the content of a file as Base64; False if there is none."""
    content = stored_file(work.context, given["filename"])
    return False if content is None else b64encode(content).decode()


def tags(work: Work, _: Arguments) -> list[str]:
    """Return the tags of all cards."""
    return [tag.removeprefix("#") for tag in tag_names(work.store.query)]


def reflect(_: Work, given: Arguments) -> dict[str, Any]:
    """Return the names of the actions; of those that are asked about where they are given."""
    scopes = [each for each in given["scopes"] if each == "actions"]
    asked = given.get("actions")
    names = [name for name in ACTIONS if asked is None or name in asked]
    return {"scopes": scopes, **({"actions": names} if scopes else {})}


def _nothing(_: Work, __: Arguments) -> None:
    """Do nothing: the learner's devices are merged in the terminal."""


_TAGGED = _takes(notes=_NUMBERS, tags=_TEXT)
ACTIONS: Mapping[str, Action] = {
    "version": Action(lambda *_: NEWEST, {}),
    "apiReflect": Action(reflect, {"required": ("scopes",), "properties": {
        "scopes": {"type": "array", "items": _TEXT}, "actions": {"type": ("array", "null"), "items": _TEXT},
    }}),
    "sync": Action(_nothing, {}),
    "deckNames": Action(lambda work, given: list(deck_numbers(work, given)), {}),
    "deckNamesAndIds": Action(deck_numbers, {}),
    "createDeck": Action(
        lambda work, given: number_for(create_deck(work.context, work.store, given["deck"])), _takes(deck=_TEXT)
    ),
    "modelNames": Action(lambda *_: [kind.name for kind in STANDARD_TYPES.values()], {}),
    "modelNamesAndIds": Action(lambda *_: {kind.name: number_for(kind.name) for kind in STANDARD_TYPES.values()}, {}),
    "modelFieldNames": Action(note_type_fields, _takes(modelName=_TEXT)),
    "addNote": Action(add_note, _takes(note=NOTE)),
    "addNotes": Action(
        lambda work, given: [each if isinstance(each, int) else None for each in add_many(work, given["notes"])], _NOTES
    ),
    "canAddNotes": Action(lambda work, given: [each is None for each in refusals(work, given["notes"])], _NOTES),
    "canAddNotesWithErrorDetail": Action(can_add, _NOTES),
    "findNotes": Action(lambda work, given: _found(work, given["query"]), _takes(query=_TEXT)),
    "notesInfo": Action(notes_info, {"properties": {"notes": _NUMBERS, "query": _TEXT}}),
    "updateNoteFields": Action(update_note_fields, _takes(note=_CHANGED)),
    "deleteNotes": Action(
        lambda work, given: delete_notes(work.context, work.store, given["notes"]), _takes(notes=_NUMBERS)
    ),
    "addTags": Action(
        lambda work, given: add_tags(work.context, work.store, given["notes"], tags_in([given["tags"]])), _TAGGED
    ),
    "removeTags": Action(
        lambda work, given: remove_tags(work.context, work.store, given["notes"], tags_in([given["tags"]])), _TAGGED
    ),
    "findCards": Action(find_cards, _takes(query=_TEXT)),
    "cardsInfo": Action(cards_info, _takes(cards=_NUMBERS)),
    "changeDeck": Action(
        lambda work, given: change_deck(work.context, work.store, given["cards"], given["deck"]),
        _takes(cards=_NUMBERS, deck=_TEXT),
    ),
    "suspend": Action(suspend, _takes(cards=_NUMBERS)),
    "unsuspend": Action(unsuspend, _takes(cards=_NUMBERS)),
    "guiBrowse": Action(browse, _takes(query=_TEXT)),
    "storeMediaFile": Action(store_media_file, FILE),
    "retrieveMediaFile": Action(retrieve_media_file, _takes(filename=_TEXT)),
    "getTags": Action(tags, {}),
}  # fmt: skip
"""Besides these there are `requestPermission`, which `door` answers, and `multi`."""


def answer(work: Work, request: Request, depth: int = 0) -> Any:
    """Carry out a request and return its answer."""
    try:
        if request.action == "multi":
            return success(request, list(_each(work, request, depth + 1)))
        action = ACTIONS.get(request.action)
        if action is None:
            return failure(UNSUPPORTED)
        return success(request, action.run(work, checked(request.params, action.schema, "params")))
    except (QuizError, ValueError) as error:
        return failure(reason_of(error))


def _each(work: Work, request: Request, depth: int) -> Iterator[Any]:
    """Yield the answers to the requests within a request. Notes that follow each other are one addition."""
    if depth > MOST_NESTED:
        raise ValueError(f"more than {MOST_NESTED} `multi` are within each other")
    given = checked(request.params, _takes(actions={"type": "array", "items": {"type": "object"}}), "params")
    inner = [read_request(each) for each in given["actions"]]
    for is_addition, group in groupby(inner, key=lambda each: each.action == "addNote"):
        if is_addition:
            yield from _added(work, list(group))
        else:
            yield from (answer(work, each, depth) for each in group)


def _added(work: Work, requests: Sequence[Request]) -> Iterator[Any]:
    """Yield the answers to requests that add a note each."""
    try:
        notes = [checked(each.params, ACTIONS["addNote"].schema, "params")["note"] for each in requests]
    except ValueError:  # each alone has its answer then
        yield from (answer(work, each) for each in requests)
        return
    for request, outcome in zip(requests, add_many(work, notes), strict=True):
        yield failure(outcome.reason) if isinstance(outcome, Refusal) else success(request, outcome)
