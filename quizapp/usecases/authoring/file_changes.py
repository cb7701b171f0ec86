"""Changes of deck files that happen completely or not at all, and that can be undone byte for byte.

The contents that files had are kept next to the database before the first file is written. A change is complete once
its event is in the log. One that was interrupted before that is rolled back when the next one begins.
"""

import fcntl
import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.atomic_files import private_folder, write_file
from quizapp.core.event_payloads.file_change import FileChangePayload
from quizapp.decks.loader import load_deck
from quizapp.errors import Problem, QuizError
from quizapp.store.decks.deck_records import installed_decks
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.events.undoable import file_change_recorded
from quizapp.store.ids import new_id
from quizapp.store.location import home_of
from quizapp.usecases.deck_import.class_media import remove_deck
from quizapp.usecases.deck_import.import_options import ImportOptions
from quizapp.usecases.deck_import.import_path import import_path
from quizapp.usecases.deck_import.import_target import Target

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context

MOST_KEPT = 100  # changes whose earlier contents are kept
_PENDING, _DONE = ".pending", ".json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """What is to be changed: files with their new contents, and the decks to import then, in this order."""

    kind: str  # of the event
    place: str
    cards: int
    contents: Mapping[Path, bytes]
    decks: Sequence[tuple[str, Path]]  # id and source


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file of a change: its content before, None if it did not exist, and the digest of its content after."""

    file: Path
    before: bytes | None
    after: str


class ChangedSince(Exception):
    """A file was changed by somebody else since; its content stays."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


@contextmanager
def changing(context: "Context", store: "Store") -> "Iterator[FileChanges]":
    """Let no other process change deck files, and roll back a change that was interrupted."""
    folder = private_folder(home_of(context.db) / "changes")
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        changes = FileChanges(context, store, folder)
        changes.recover()
        yield changes


class FileChanges:
    """The changes of deck files of one home; used by `changing` alone."""

    def __init__(self, context: "Context", store: "Store", folder: Path) -> None:
        self._context, self._store, self._folder = context, store, folder

    def carry_out(self, change: FileChange) -> None:
        """Write the files, check all decks, import them, and record the change.

        Raises QuizError with the first fault of a deck; then files and decks are as they were.
        """
        name = new_id()
        kept = [_Kept(file, _content(file), _digest(content)) for file, content in change.contents.items()]
        pending = self._keep(name, kept, change.decks)
        try:
            for file, content in change.contents.items():
                write_file(content, file)
            if len(change.decks) > 1:  # one alone is checked when it is imported
                _check([folder for _, folder in change.decks])
            for deck, folder in change.decks:
                self._import(deck, folder)
        except BaseException:
            self._roll_back(pending)
            raise
        self._record(change, name)

    def keep_edit(self, change: FileChange, before: Mapping[Path, bytes]) -> None:
        """Record a change that an editor made and that is imported already, with the contents before."""
        name = new_id()
        kept = [_Kept(file, before[file], _digest(content)) for file, content in change.contents.items()]
        self._keep(name, kept, change.decks)
        self._record(change, name)

    def _record(self, change: FileChange, name: str) -> None:
        moment = self._context.moment()
        payload = FileChangePayload(day=moment.day, change=name, cards=change.cards, place=change.place)
        record(self._store, EventDraft(change.kind, "", payload.as_payload(), now_ms=moment.now, day=moment.day))
        (self._folder / f"{name}{_PENDING}").rename(self._folder / f"{name}{_DONE}")
        for old in sorted(self._folder.glob(f"*{_DONE}"))[:-MOST_KEPT]:
            old.unlink(missing_ok=True)

    def undo(self, change: FileChangePayload) -> None:
        """Restore the files of a change and import their decks. Raises ChangedSince, and then nothing was changed."""
        file = self._folder / f"{change.change}{_DONE}"
        kept, decks = _read(file)
        for each in kept:
            if _digest(_content(each.file)) not in (each.after, _digest(each.before)):
                raise ChangedSince(each.file)
        self._restore(kept, decks)

    def recover(self) -> None:
        """Roll back changes that were interrupted; those whose event was recorded are complete."""
        for pending in sorted(self._folder.glob(f"*{_PENDING}")):
            if file_change_recorded(self._store, pending.stem):
                pending.rename(pending.with_suffix(_DONE))
            else:
                self._roll_back(pending)

    def _keep(self, name: str, kept: Sequence[_Kept], decks: Sequence[tuple[str, Path]]) -> Path:
        pending = self._folder / f"{name}{_PENDING}"
        document = {
            "files": [[str(each.file), _encoded(each.before), each.after] for each in kept],
            "decks": [[deck, str(folder)] for deck, folder in decks],
        }
        write_file(json.dumps(document).encode(), pending)
        return pending

    def _roll_back(self, pending: Path) -> None:
        """Restore the files that a change has written, but none that somebody else has changed since."""
        kept, decks = _read(pending)
        with suppress(QuizError):  # a fault that a deck had before: it is imported once that is corrected
            self._restore([each for each in kept if _digest(_content(each.file)) == each.after], decks)
        pending.unlink()

    def _restore(self, kept: Sequence[_Kept], decks: Sequence[tuple[str, Path]]) -> None:
        for each in kept:
            if each.before is None:
                each.file.unlink(missing_ok=True)
            else:
                write_file(each.before, each.file)
        for deck, source in reversed(decks):
            if source.is_file() or any(file.name != "deck.yaml" for file in source.glob("*.y*ml")):
                self._import(deck, source, is_edit=True)
            elif deck in {each.deck for each in installed_decks(self._store)}:
                remove_deck(self._context, self._store, deck)

    def _import(self, deck: str, source: Path, *, is_edit: bool = False) -> None:
        options = ImportOptions(deck_id=deck if source.is_file() else None, is_edit=is_edit, replace=True)
        (result, *_) = import_path(Target(store=self._store, context=self._context, options=options), source)
        if result.diff is None:
            raise _refused(result.problems)


def _check(folders: Sequence[Path]) -> None:
    """Raise QuizError with the first fault of the decks in these folders."""
    for folder in folders:
        loaded = load_deck(folder)
        if loaded.deck is None:
            raise _refused(loaded.problems)


def _refused(problems: Sequence[Problem]) -> QuizError:
    faults = [each for each in problems if each.severity == "error"]
    return QuizError(f"Nothing was changed: {faults[0].location}: {faults[0].message}", faults[0].hint)


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _digest(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()


def _encoded(content: bytes | None) -> str | None:
    return None if content is None else b64encode(content).decode()


def _read(file: Path) -> tuple[list[_Kept], list[tuple[str, Path]]]:
    """Return the files and decks of a change. Raises ChangedSince where its contents are not kept any more."""
    if not file.is_file():
        raise ChangedSince(file)
    document: dict[str, Any] = json.loads(file.read_bytes())
    kept = [_Kept(Path(path), None if old is None else b64decode(old), new) for path, old, new in document["files"]]
    return kept, [(deck, Path(folder)) for deck, folder in document["decks"]]
