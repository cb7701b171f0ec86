"""Bringing decks in: read by a format, checked, seen as a diff, installed wholly or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from quizapp.app import Context
from quizapp.core.collector import paused_collector
from quizapp.core.events import Event
from quizapp.core.model import Card
from quizapp.decks.cards import cards_of
from quizapp.errors import Location, Problem, QuizError
from quizapp.formats.base import Imported
from quizapp.formats.loose import LooseDeck
from quizapp.formats.table import digest_of, read_path, recognised
from quizapp.store import library
from quizapp.store.database import Store
from quizapp.unpacking import is_deck_archive, unpacked

MOST_FILES = 5000  # of a folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to bring a path in."""

    format_name: str | None = None
    deck_id: str | None = None
    dry_run: bool = False
    history: bool = True  # the reviews of another program too
    mapping: Mapping[str, str] | None = None  # the columns of a table

    @property
    def key(self) -> str:
        """What of it changes what comes out."""
        return f"{self.format_name} {self.deck_id} {self.history} {sorted((self.mapping or {}).items())}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came of one deck: the diff where it was sound, and every problem found."""

    diff: library.Diff | None
    problems: tuple[Problem, ...]
    media: int = 0

    def as_json(self) -> dict[str, Any] | None:
        """Return the deck's line in the JSON contract."""
        if self.diff is None:
            return None
        counts = {name: len(getattr(self.diff, name)) for name in ("added", "changed", "unchanged", "retired")}
        cards = counts["added"] + counts["changed"] + counts["unchanged"]
        return {
            "deck": self.diff.deck,
            "title": self.diff.title,
            "concepts": self.diff.concepts,
            "cards": cards,
        } | counts


def bring(store: Store, context: Context, path: Path, options: Options) -> list[Brought]:
    """Import one path: a result for each deck in it. A deck with errors changes nothing and stops no other.

    What is there already, from exactly the same content, is not read again. Raises QuizError where nothing can be read.
    """
    if path.is_dir() and not (path / "deck.yaml").is_file():
        return list(_folder(store, context, path, options))
    source, digest = str(path.resolve()), ""
    if path.exists():
        digest = digest_of(path, options.key)
        if standing := library.as_it_stands(store, digest):
            return [Brought(diff=diff, problems=()) for diff in standing]
    if path.is_file() and is_deck_archive(path):
        home, loaded = unpacked(context, path)
        found = Imported(deck=loaded.deck, problems=loaded.problems, locations=loaded.locations, digest=digest)
        return _taken(store, context, found, library.Source(origin="path", path=str(home), digest=digest), options)
    with paused_collector():
        imported = read_path(path, format_name=options.format_name, deck_id=options.deck_id, mapping=options.mapping)
        return _taken(store, context, imported, library.Source(origin="path", path=source, digest=digest), options)


def _folder(store: Store, context: Context, path: Path, options: Options) -> Iterator[Brought]:
    """Import every file of a folder that some format knows; one that cannot be read stops no other."""
    files = sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))
    known = [file for file in files[:MOST_FILES] if recognised(file)]
    if not known:
        raise QuizError(
            f"{path}: there is no deck.yaml in it, and no file in a format that is known.",
            "A deck folder has a deck.yaml; `quizapp deck new FOLDER` makes one.",
        )
    for file in known:
        try:
            yield from bring(store, context, file, options)
        except QuizError as error:
            yield Brought(diff=None, problems=(Problem(Location(str(file)), "unreadable", error.message, error.hint),))


def _taken(
    store: Store, context: Context, imported: Imported, source: library.Source, options: Options
) -> list[Brought]:
    if imported.loose:
        if options.deck_id and len(imported.loose) > 1:
            options = replace(options, deck_id=None)
        taken = [_shelved(store, context, each, source, options) for each in imported.loose]
        return [Brought(diff=taken[0].diff, problems=imported.problems, media=taken[0].media), *taken[1:]]
    if imported.deck is None:
        return [Brought(diff=None, problems=tuple(imported.problems))]
    cards = cards_of(imported.deck, imported.locations)
    moment = context.moment()
    if options.dry_run:
        return [Brought(diff=library.preview(store, imported.deck, cards), problems=tuple(imported.problems))]
    home = Path(source.path)
    pasts = _own_history(context, home, {card.card for card in cards}) if options.history else []
    diff = library.install(store, imported.deck, cards, source, now_ms=moment.now, day=moment.day, pasts=pasts)
    media = _own_media(context, home, imported.deck.info.deck, cards)
    return [Brought(diff=diff, problems=tuple(imported.problems), media=media)]


def _own_history(context: Context, folder: Path, cards: set[str]) -> list[list[Event]]:
    """Return the events that an export of our own put beside the deck."""
    from quizapp.exporting import HISTORY, read_history

    file = folder / HISTORY
    if not file.is_file():
        return []
    return [past for past in read_history(file.read_bytes(), context.learner) if past[0].card in cards]


def _own_media(context: Context, folder: Path, deck: str, cards: Sequence[Card]) -> int:
    """Keep the media of a deck folder beside the database; return how many."""
    from quizapp.shelving import keep_media

    names = {name for card in cards for name in card.body.get("media", ())}
    files = {Path(name).name: folder / "media" / Path(name).name for name in names}
    media = {name: partial(Path.read_bytes, file) for name, file in files.items() if file.is_file()}
    kept, _ = keep_media(context, LooseDeck(id=deck, title=deck, topics=(), media=media), deck)
    return kept


def _shelved(store: Store, context: Context, loose: LooseDeck, source: library.Source, options: Options) -> Brought:
    from quizapp.shelving import events_of, keep_media, shelved

    # Loose cards never take the place of a deck that teaches, whose cards they would retire.
    name = options.deck_id or (f"{loose.id}-cards" if library.teaches(store, loose.id) else loose.id)
    shelf, moment = shelved(loose, name), context.moment()
    merge = not library.comes_from(store, name, source.path)
    if options.dry_run:
        diff = library.preview(store, shelf.deck, shelf.cards, merge=merge)
        return Brought(diff=diff, problems=(), media=len(loose.media))
    media, bad = keep_media(context, loose, shelf.deck.info.deck)
    pasts = [past for past in events_of(context, shelf.pasts, moment.now) if past] if options.history else []
    diff = library.install(
        store, shelf.deck, shelf.cards, source, now_ms=moment.now, day=moment.day, pasts=pasts, merge=merge
    )
    problems = [
        Problem(Location(source.path), "media-unreadable", f"the file `{name[:60]}` could not be kept", "", "warning")
        for name in bad
    ]
    return Brought(diff=diff, problems=tuple(problems), media=media)
