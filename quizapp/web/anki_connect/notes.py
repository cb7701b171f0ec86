"""Notes as requests have them: their types are checked by schemas, and their names looked up."""

import hashlib
import html
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.core.checked_arguments import Arguments, Schema, checked
from quizapp.errors import ExitCode, QuizError
from quizapp.formats.anki.collection import NoteType
from quizapp.formats.anki.standard_types import STANDARD_TYPES
from quizapp.usecases.notes.deck_names import deck_named
from quizapp.usecases.notes.new_note import NewNote
from quizapp.usecases.notes.received_media import checked_name

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context
    from quizapp.usecases.notes.stored_notes import StoredNote

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_PERHAPS: Schema = {"type": ("string", "null")}
FIELDS: Schema = {"type": "object", "additionalProperties": _TEXT}
_FILES: Schema = {"type": ("object", "array", "null"), "items": {"type": "object"}}
ATTACHED: Mapping[str, Schema] = {"audio": _FILES, "video": _FILES, "picture": _FILES}
_SCOPE: Schema = {"type": ("object", "null"), "properties": {"deckName": _PERHAPS}}
_OPTIONS: Schema = {
    "type": ("object", "null"),
    "properties": {
        "allowDuplicate": {"type": "boolean"}, "duplicateScope": _PERHAPS, "duplicateScopeOptions": _SCOPE,
    },
}  # fmt: skip
NOTE: Schema = {
    "type": "object",
    "required": ("deckName", "modelName", "fields"),
    "properties": {
        "deckName": _TEXT, "modelName": _TEXT, "fields": FIELDS, "tags": _TEXTS, "options": _OPTIONS, **ATTACHED,
    },
}  # fmt: skip
FILE: Schema = {
    "type": "object",
    "required": ("filename",),
    "properties": {
        "filename": _TEXT, "data": _PERHAPS, "path": _PERHAPS, "url": _PERHAPS, "skipHash": _PERHAPS,
        "deleteExisting": {"type": "boolean"}, "fields": _TEXTS,
    },
}  # fmt: skip
_OTHER_NAMES = {"extra": "back extra"}  # of a field, in earlier versions of Anki
_SHOWN_BY = {"audio": "[sound:{}]", "video": "[sound:{}]", "picture": '<img src="{}">'}


@dataclass(frozen=True, slots=True)
class Work:
    """What actions work with: the learner's settings and database."""

    context: "Context"
    store: "Store"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a note, and the fields that show it."""

    name: str
    content: bytes
    fields: tuple[str, ...] = ()
    mark: str = ""  # shows it in a field; {} is its name


def type_named(name: str) -> tuple[str, NoteType]:
    """Return a note type by its name, with its word. Raises QuizError for one that does not exist."""
    for word, kind in STANDARD_TYPES.items():
        if kind.name == name:
            return word, kind
    hint = f"Known are: {', '.join(kind.name for kind in STANDARD_TYPES.values())}."
    raise QuizError(f"model was not found: {name[:100]}", hint, ExitCode.USAGE)


def fields_of(kind: NoteType, given: Mapping[str, str]) -> dict[str, str]:
    """Return what is given for the fields of a type, whatever the case of their names. Raises QuizError for others."""
    known = {name.casefold(): name for name in kind.fields}
    found = {}
    for name, value in given.items():
        folded = name.casefold()
        own = known.get(folded) or known.get(_OTHER_NAMES.get(folded, ""))
        if own is None:
            hint = f"It has: {', '.join(kind.fields)}."
            raise QuizError(f"The note type `{kind.name}` has no field `{name[:60]}`.", hint, ExitCode.USAGE)
        found[own] = value
    return found


def new_note(given: Arguments, decks: dict[str, str]) -> NewNote:
    """Return the note that is to be added. Raises QuizError for a deck, a type or a field that does not exist."""
    word, kind = type_named(given["modelName"])
    options = given.get("options") or {}
    deck = deck_named(decks, given["deckName"])
    in_deck = options.get("duplicateScope") == "deck"
    other = (options.get("duplicateScopeOptions") or {}).get("deckName")
    return NewNote(
        deck=deck, word=word, type=kind,
        fields=with_files(fields_of(kind, given["fields"]), kind, sent_files(given)),
        tags=tags_in(given.get("tags", ())),
        duplicates=options.get("allowDuplicate", False),
        unlike="" if not in_deck else deck_named(decks, other) if other else deck,
    )  # fmt: skip


def shown_fields(note: "StoredNote") -> dict[str, dict[str, Any]]:
    """Return the fields of a note with their order."""
    return {name: {"value": value, "order": order} for order, (name, value) in enumerate(note.fields.items())}


def tags_in(given: Iterable[str]) -> tuple[str, ...]:
    """Return tags: blanks separate them, and characters that are not shown are left out."""
    words = " ".join(given).split()
    return tuple(dict.fromkeys(tag for word in words if (tag := "".join(filter(str.isprintable, word)))))


def with_files(fields: Mapping[str, str], kind: NoteType, files: list[SentFile]) -> dict[str, str]:
    """Return fields that also show the files that came with a note."""
    shown = dict(fields)
    for file in files:
        for name in fields_of(kind, dict.fromkeys(file.fields, "")):
            shown[name] = shown.get(name, "") + file.mark.format(html.escape(file.name))
    return shown


def sent_files(given: Arguments) -> list[SentFile]:
    """Return the files that came with a note. Raises ValueError or QuizError for one that cannot be taken."""
    return [
        found
        for kind, mark in _SHOWN_BY.items()
        for each in _listed(given.get(kind))
        if (found := sent_file(each, mark))
    ]


def _listed(given: Any) -> Iterator[Arguments]:
    for each in given if isinstance(given, list) else [given] if given else []:
        yield checked(each, FILE, "file")


def sent_file(given: Arguments, mark: str = "") -> SentFile | None:
    """Return a file; None for one that its sender asks to skip.

    Raises QuizError for one that would have to be read from this machine or from a network, and ValueError for data
    that is not Base64.
    """
    data = given.get("data")
    if data is None:
        why = "quizapp reads no file of this machine for others, and loads none from a network."
        raise QuizError("Only `data` is taken:", why, ExitCode.USAGE)
    try:
        content = b64decode(data, validate=True)
    except ValueError:
        raise ValueError("`data` must be Base64") from None
    if given.get("skipHash") and hashlib.md5(content, usedforsecurity=False).hexdigest() == given["skipHash"]:
        return None
    return SentFile(checked_name(given["filename"]), content, tuple(given.get("fields", ())), mark)
