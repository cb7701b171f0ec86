"""Exports all data of the learner in open formats: decks, history, media, settings and consents."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from quizapp.atomic_files import new_folder, write_file, write_folder
from quizapp.core.events import Event
from quizapp.core.scope import Scope
from quizapp.errors import QuizError
from quizapp.settings.settings import SETTINGS, shown
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import installed_decks
from quizapp.store.events.log_tables import ConsentRow, all_consents, all_events
from quizapp.store.location import home_of
from quizapp.store.media import originals_folder
from quizapp.usecases.context import Context
from quizapp.usecases.deck_export import export_deck

ABOUT = """\
Everything that quizapp keeps for {learner}, written {when}.

decks/          a folder for each deck, with its media and the history of its cards; `quizapp import` reads each of them
history.jsonl   every event of the log, oldest first, one JSON document a line; times are milliseconds since 1970, UTC
media/          every picture and sound, by deck
anki/           the collections of imported Anki packages, from which exports write notes as they came
settings.json   the settings in force, and where each comes from
config.toml     the settings file, where there is one
consents.jsonl  which code was agreed to or refused
"""


def write_everything(store: Store, context: Context, target: Path) -> dict[str, int]:
    """Write everything into a folder, completely or not at all; return the counts. Raises QuizError and OSError."""
    with new_folder(target) as part:
        return _write(store, context, part)


def _write(store: Store, context: Context, part: Path) -> dict[str, int]:
    decks = [str(row.deck) for row in installed_decks(store)]
    for deck in decks:
        _write_deck(store, context, deck, part / "decks")
    for folder in (home_of(context.db) / "media", originals_folder(context.db)):
        if folder.is_dir():
            shutil.copytree(folder, part / folder.name, symlinks=True)
    kept = {name: [shown(name, context.settings), context.config.sources[name]] for name in SETTINGS}
    (part / "settings.json").write_text(json.dumps(kept, indent=2) + "\n", "utf-8")
    if context.config.path.is_file():
        shutil.copyfile(context.config.path, part / "config.toml")
    when = context.moment().day
    (part / "README.txt").write_text(ABOUT.format(learner=context.learner, when=when), "utf-8")
    return {
        "decks": len(decks),
        "events": _write_lines(part / "history.jsonl", all_events(store)),
        "consents": _write_lines(part / "consents.jsonl", all_consents(store)),
        "media": sum(path.is_file() for path in (part / "media").rglob("*")),
    }


def _write_deck(store: Store, context: Context, deck: str, folder: Path) -> None:
    try:
        write_folder(export_deck.own_files(store, context, deck, Scope(deck=deck), history=True), folder / deck)
    except QuizError:  # a list that is too large for one file of a deck
        content = export_deck.own_document(store, context, deck, Scope(deck=deck), history=True)
        write_file(content, folder / f"{deck}.json")


def _write_lines(path: Path, documents: Iterator[Event] | Iterator[ConsentRow]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for document in documents:
            out.write(json.dumps(asdict(document)) + "\n")
            count += 1
    return count
