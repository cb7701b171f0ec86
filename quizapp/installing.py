"""Reads what is brought in and installs it: a deck of concepts with its history, or loose cards with their past."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from quizapp.app import Context
from quizapp.bringing import Brought, Options
from quizapp.core.collector import paused_collector
from quizapp.core.events import Event
from quizapp.core.model import Card
from quizapp.decks.cards import cards_of
from quizapp.errors import Location, Problem
from quizapp.formats import deck_folder
from quizapp.formats.base import Imported
from quizapp.formats.loose import LooseDeck
from quizapp.formats.table import read_path
from quizapp.store import known, library
from quizapp.store.changed import load_changed
from quizapp.store.database import Store
from quizapp.unpacking import is_deck_archive, limits_of, unpacked


def read_and_install(store: Store, context: Context, path: Path, options: Options, digest: str) -> list[Brought]:
    """Import a file, an archive or a deck folder. Raises QuizError where no format can read it."""
    if path.is_file() and is_deck_archive(path):
        with unpacked(context, path, keep=not options.dry_run) as (home, loaded):
            found = deck_folder.imported(loaded)
            return install(store, context, found, library.Source(origin="path", path=str(home), digest=digest), options)
    with paused_collector():
        if path.is_dir():
            found = deck_folder.imported(load_changed(store, path))
        else:
            found = read_path(
                path, format_name=options.format_name, deck_id=options.deck_id, mapping=options.mapping,
                limits=limits_of(context),
            )  # fmt: skip
        source = library.Source(origin="path", path=str(path.resolve()), digest=digest)
        return install(store, context, found, source, options)


def install(
    store: Store, context: Context, imported: Imported, source: library.Source, options: Options
) -> list[Brought]:
    """Install what a reader gave: the deck of concepts, or each deck of loose cards."""
    if imported.loose:
        if options.deck_id and len(imported.loose) > 1:
            options = replace(options, deck_id=None)
        taken = [_shelved(store, context, each, source, options) for each in imported.loose]
        return [Brought(diff=taken[0].diff, problems=imported.problems, media=taken[0].media), *taken[1:]]
    if imported.deck is None:
        return [Brought(diff=None, problems=tuple(imported.problems))]
    cards, unread = cards_of(imported.deck, imported.locations, imported.unread), imported.unread
    moment = context.moment()
    if options.dry_run:
        seen = library.preview(store, imported.deck, library.all_written(cards), unread=unread)
        return [Brought(diff=seen, problems=tuple(imported.problems))]
    home = Path(source.path)
    pasts = _own_history(context, home, {card.card for card in cards}) if options.history else []
    diff = library.install(
        store, imported.deck, library.all_written(cards), source,
        now_ms=moment.now, day=moment.day, pasts=pasts, files=imported.files, unread=unread,
    )  # fmt: skip
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
    name = options.deck_id or (f"{loose.id}-cards" if known.teaches(store, loose.id) else loose.id)
    shelf, moment = shelved(loose, name), context.moment()
    merge = not known.comes_from(store, name, source.path)
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
