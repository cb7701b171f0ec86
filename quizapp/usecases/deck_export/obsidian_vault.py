"""Writes due dates of cards back into the notes of an Obsidian vault."""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.atomic_files import replacing
from quizapp.core.events import CardState, ReviewedCard
from quizapp.core.study_day import study_day
from quizapp.errors import ExitCode, Location, Problem, QuizError
from quizapp.formats.markdown import obsidian_reader
from quizapp.formats.markdown.obsidian_schedule import Days
from quizapp.formats.markdown.obsidian_writer import Scheduled, has_fsrs, with_dates
from quizapp.formats.registry import format_of
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import CardRecord, installed_cards, installed_decks
from quizapp.store.events.event_log import all_states
from quizapp.usecases.context import Context


@dataclass(frozen=True, slots=True)
class VaultResult:
    """The numbers of dates written, of notes changed and of notes with installed cards, and the problems."""

    dates: int
    notes: int
    known: int
    problems: tuple[Problem, ...]


def write_vault(store: Store, context: Context, vault: Path, deck: str = "") -> VaultResult:
    """Write the due dates of all cards, or of one deck, into the notes of a vault that they were imported from.

    A note is replaced completely or not at all, and only if something in it changes. Raises QuizError for a vault from
    which nothing was imported, and OSError.
    """
    if not vault.is_dir():
        raise QuizError(f"{vault}: this is not a folder.", "Name the folder of the vault.", ExitCode.USAGE)
    notes = [(row, path) for row, path in _notes(store, vault) if deck in ("", row)]
    if not notes:
        hint = f"Import its notes first: quizapp import {vault}"
        raise QuizError(f"{vault}: no installed deck comes from a note of this vault.", hint)
    contents = {path: path.read_bytes() for _, path in notes}
    fsrs = any(map(has_fsrs, contents.values()))
    states = all_states(store)
    dates = changed = 0
    problems: list[Problem] = []
    for name, path in notes:
        lookup = _Cards(context, installed_cards(store, name), states)
        try:
            done = with_dates(path, contents[path], lookup.of, fsrs=fsrs)
        except ValueError:
            hint = "Save it as UTF-8 with ordinary line ends."
            problems.append(
                Problem(Location(str(path)), "note-unreadable", "the note was not changed", hint, "warning")
            )
            continue
        problems += _newer(path, done.newer)
        if done.content != contents[path]:
            _replace(path, done.content)
            dates, changed = dates + done.written, changed + 1
    return VaultResult(dates, changed, len(notes), tuple(problems))


def _notes(store: Store, vault: Path) -> Iterator[tuple[str, Path]]:
    """Yield the decks that were imported from notes of a vault, each with its note."""
    home = vault.resolve()
    for row in installed_decks(store):
        path = Path(row.source)
        if path.is_relative_to(home) and path.is_file() and format_of(path) == obsidian_reader.NAME:
            yield row.deck, path


def _newer(path: Path, lines: tuple[int, ...]) -> Iterator[Problem]:
    for line in lines:
        message = "Obsidian has a later review of this card: its date was kept"
        hint = "Import the note again to use it."
        yield Problem(Location(str(path), line, 1), "reviewed-in-obsidian", message, hint, "warning")


def _replace(path: Path, content: bytes) -> None:
    with replacing(path, private=False) as part:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        shutil.copymode(path, part)


class _Cards:
    """The cards of one note by question and answer; equal ones in order."""

    def __init__(self, context: Context, cards: list[CardRecord], states: Mapping[str, CardState]) -> None:
        self._context, self._states = context, states
        self._ids: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for card in reversed(cards):  # notes are rewritten from the end
            self._ids[_key(card.body)].append(card.card)

    def of(self, body: Mapping[str, Any]) -> Scheduled | None:
        """Return the state of the card with these fields, or None if it was never reviewed."""
        ids = self._ids[_key(body)]
        card = ids.pop(0) if len(ids) > 1 else next(iter(ids), "")
        state = self._states.get(card)
        if not isinstance(state, ReviewedCard):
            return None
        zone, rollover = self._context.zone, self._context.settings.rollover
        return Scheduled(
            state, Days(study_day(state.last_ms, zone, rollover), study_day(state.due_ms, zone, rollover))
        )  # fmt: skip


def _key(body: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(body.get(name, "")) for name in ("kind", "ask", "text", "answer"))
