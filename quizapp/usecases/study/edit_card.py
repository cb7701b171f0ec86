"""Edits a card in the file of its deck, or in the learner's own copy of a shipped deck."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from quizapp.atomic_files import new_folder
from quizapp.core.card import Card
from quizapp.core.events import EDIT_CARD
from quizapp.errors import QuizError
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import installed_deck
from quizapp.store.location import home_of
from quizapp.usecases.context import Context
from quizapp.usecases.deck_import.import_options import ImportOptions
from quizapp.usecases.deck_import.import_path import import_path
from quizapp.usecases.deck_import.import_target import Target

Launch = Callable[[Path, int], None]
"""Opens an editor on a file at a line, and returns when it is closed."""


def edit_card(context: Context, store: Store, card: Card, launch: Launch) -> str:
    """Let the learner edit a card, import its deck again, and return a message.

    A shipped deck is copied next to the database first. The copy is the learner's; the program never changes it.
    """
    deck = installed_deck(store, card.deck)
    if deck.origin == "shipped":
        copy = own_copy(context, store, Path(deck.source), card.deck)
        file, source = copy / Path(card.file).name, copy
    else:
        file, source = Path(card.file), Path(deck.source)
    if file.is_file() and file.read_bytes()[:4] in (b"PK\x03\x04", b"SQLi"):
        name = card.deck
        hint = f"Export the deck first: quizapp export {name} --to {name}; then: quizapp import {name} --replace"
        raise QuizError(f"{file.name}: this card came from a package, which an editor cannot change.", hint)
    if not file.is_file():
        raise QuizError(
            f"{file}: the file of this card does not exist any more.", "Import the deck again from where it is now."
        )
    before = file.read_bytes()
    launch(file, card.line)
    target = _target(context, store, card.deck)
    (result, *_) = import_path(replace(target, options=replace(target.options, is_edit=True)), source)
    if result.diff is None:
        fault = next(each for each in result.problems if each.severity == "error")
        why = f"{fault.location}: error[{fault.code}] {fault.message}"
        return f"{why} (the cards stay as they were). {fault.hint}".rstrip()
    _keep(context, store, card, FileEdit(file, source, before))
    changed = len(result.diff.changed) + len(result.diff.added) + len(result.diff.retired)
    told = (
        f"{changed} changed" if changed else "nothing changed" if result.diff.nothing else "its concept's text changed"
    )
    return f"{file}: {told}"


@dataclass(frozen=True, slots=True)
class FileEdit:
    """A file that was edited, the source of its deck, and the content before."""

    file: Path
    source: Path
    before: bytes


def _keep(context: Context, store: Store, card: Card, edit: FileEdit) -> None:
    """Record an edit that changed a file, so that it can be undone."""
    from quizapp.usecases.authoring.file_changes import FileChange, changing

    after = edit.file.read_bytes()
    if after != edit.before:
        change = FileChange(
            kind=EDIT_CARD, place=card.card, cards=1, contents={edit.file: after}, decks=[(card.deck, edit.source)]
        )
        with changing(context, store) as changes:
            changes.keep_edit(change, {edit.file: edit.before})


def own_copy(context: Context, store: Store, shipped: Path, deck: str) -> Path:
    """Return the learner's copy of a shipped deck; create and install it if there is none."""
    target = home_of(context.db) / "decks" / deck
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with new_folder(target) as part:
            shutil.copytree(shipped, part, dirs_exist_ok=True)
    import_path(_target(context, store, deck), target)
    return target


def _target(context: Context, store: Store, deck: str) -> Target:
    return Target(store=store, context=context, options=ImportOptions(deck_id=deck, replace=True))
