"""Files that other programs sent for notes: kept in a folder until a note shows them, then copied to its deck."""

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.atomic_files import private_folder, write_file
from quizapp.core.events import EDIT_CARD
from quizapp.errors import ExitCode, QuizError
from quizapp.formats.anki.package import safe_name
from quizapp.store.decks.deck_records import cards_with_text, installed_decks
from quizapp.store.location import home_of
from quizapp.usecases.authoring.file_changes import FileChange, changing

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context

KEPT_SECONDS = 30 * 24 * 3600.0


def checked_name(name: str) -> str:
    """Return a name of a file. Raises QuizError for one with a folder, a control character or no letter."""
    if not name or safe_name(name) != name or name.startswith("."):
        raise QuizError("This name of a file is not valid.", "Send a plain name, such as `cat.jpg`.", ExitCode.USAGE)
    return name


def store_file(context: "Context", store: "Store", name: str, content: bytes) -> None:
    """Keep a file, and put it into the decks of the learner's own whose cards show a file of this name.

    Raises QuizError for an invalid name.
    """
    folder = private_folder(_folder(context))
    _forget_old(folder)
    write_file(content, folder / checked_name(name))
    decks = {each.deck: Path(each.source) for each in installed_decks(store) if each.origin != "shipped"}
    shown = {card.deck for card in cards_with_text(store, name) if name in card.body.get("media", ())}
    for deck in sorted(shown & decks.keys()):
        target = decks[deck] / "media" / name
        if (decks[deck] / "deck.yaml").is_file() and _differs(target, content):
            change = FileChange(
                kind=EDIT_CARD, place=f"{deck}: {name}", cards=0, contents={target: content},
                decks=[(deck, decks[deck])],
            )  # fmt: skip
            with changing(context, store) as changes:
                changes.carry_out(change)


def stored_file(context: "Context", name: str) -> bytes | None:
    """Return a file that was sent, or that a deck shows; None if there is none. Raises QuizError for its name."""
    checked_name(name)
    kept = _folder(context) / name
    found = [kept, *sorted((home_of(context.db) / "media").glob("*/" + _literal(name)))]
    return next((file.read_bytes() for file in found if file.is_file() and not file.is_symlink()), None)


def media_to_copy(context: "Context", names: Iterable[str], deck: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield files that were sent and that a deck does not have yet: their place in its folder, and their content."""
    for name in names:
        kept, target = _folder(context) / name, deck / "media" / name
        if safe_name(name) == name and kept.is_file() and not kept.is_symlink() and not target.exists():
            yield target, kept.read_bytes()


def _folder(context: "Context") -> Path:
    return home_of(context.db) / "received-media"


def _differs(file: Path, content: bytes) -> bool:
    return not file.is_symlink() and (not file.is_file() or file.read_bytes() != content)


def _literal(name: str) -> str:
    """Return a name as a pattern that means itself."""
    return "".join(f"[{each}]" if each in "*?[" else each for each in name)


def _forget_old(folder: Path) -> None:
    """Remove the files that were sent long ago: a note that shows one has a copy of it."""
    for file in folder.iterdir():
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > KEPT_SECONDS:
                file.unlink()
