"""Changes the fields of a note: its cards keep their history, and the change can be undone."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.core.events import EDIT_CARD
from quizapp.decks.insert import with_questions
from quizapp.decks.replace import with_changed
from quizapp.decks.take_out import question_values, without_questions
from quizapp.errors import ExitCode, QuizError
from quizapp.usecases.authoring.file_changes import FileChange, changing
from quizapp.usecases.notes.new_note import Questions, Refusal, questions
from quizapp.usecases.notes.note_files import file_of, own_folder_of
from quizapp.usecases.notes.question_order import ordered
from quizapp.usecases.notes.received_media import media_to_copy
from quizapp.usecases.notes.stored_notes import StoredNote, notes_numbered

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context

_EDITABLE = ("recall", "typed", "cloze")  # kinds that come from fields
_KEPT = ("id", "was", "section", "hint", "tags", "note")  # what is no field of the note


def update_fields(context: "Context", store: "Store", number: int, changed: Mapping[str, str]) -> None:
    """Give fields of a note other content, as HTML; the others stay.

    Cards whose deletion is gone are retired, and those of new deletions are added. Raises QuizError where the note does
    not exist, is in no file that can be edited, or would have no card.
    """
    with changing(context, store) as changes:
        note = notes_numbered(store, [number]).get(number)
        if note is None:
            raise QuizError(f"note was not found: {number}", "", ExitCode.USAGE)
        folder, file = _editable(store, note)
        wanted = questions(note.type, {**note.fields, **changed})
        if isinstance(wanted, Refusal):
            raise QuizError(wanted.reason, "", ExitCode.USAGE)
        before = file.read_text("utf-8")
        after = _edited(str(file), before, note, wanted)
        if after == before:
            return
        shown = dict.fromkeys(name for body in wanted.values() for name in body.get("media", ()))
        contents = {**dict(media_to_copy(context, shown, folder)), file: after.encode()}
        changes.carry_out(FileChange(
            kind=EDIT_CARD, place=note.first.card, cards=len(wanted), contents=contents,
            decks=[(note.first.deck, folder)],
        ))  # fmt: skip


def _editable(store: "Store", note: StoredNote) -> tuple[Path, Path]:
    """Return the folder and the file of a note. Raises QuizError where it cannot be edited."""
    card = note.first
    folder = own_folder_of(store, card)
    files = {file_of(each) for each in note.cards.values()}
    if len(files) > 1:
        raise QuizError(
            f"The cards of the note of {card.card} are in several files.", "Edit them in quizapp.", ExitCode.USAGE
        )
    if any(each.kind not in _EDITABLE for each in note.cards.values()):
        raise QuizError(f"{card.card} is a question of kind `{card.kind}`.", "Edit it in quizapp.", ExitCode.USAGE)
    return folder, files.pop()


def _edited(file: str, text: str, note: StoredNote, wanted: Questions) -> str:
    """Return the text of a deck file with the questions that a note has now."""
    stem = str(note.first.body["id"]).removesuffix(f"-{min(note.cards) + 1}")
    name = str(note.first.body["id"])
    like = question_values(file, text, [name])[name]
    for ordinal, body in wanted.items():
        if ordinal in note.cards:
            name = str(note.cards[ordinal].body["id"])
            text = _replaced(file, text, name, body)
        else:
            about = {key: value for key, value in like.items() if key in ("section", "tags", "note")}
            text = with_questions(file, text, [ordered({"id": f"{stem}-{ordinal + 1}"} | about | body)])
    gone = [str(note.cards[ordinal].body["id"]) for ordinal in note.cards.keys() - wanted.keys()]
    return without_questions(file, text, gone) if gone else text


def _replaced(file: str, text: str, name: str, body: Mapping[str, Any]) -> str:
    old = question_values(file, text, [name])[name]
    new = {key: value for key, value in old.items() if key in _KEPT} | dict(body)
    return text if new == old else with_changed(file, text, {name: ordered(new)})
