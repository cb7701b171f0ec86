"""Installs what is brought in: a deck of concepts with its history, or loose cards with their past."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from quizapp.core.events import Event
from quizapp.core.model import Card, CardList, Deck, DeckInfo, concept_of
from quizapp.decks.cards import cards_of
from quizapp.errors import Location, Problem
from quizapp.formats import deck_folder
from quizapp.formats.common.imported import Imported
from quizapp.gc_pause import paused_collector
from quizapp.store.database import Store
from quizapp.store.decks import deck_lookup, deck_repository
from quizapp.store.decks.card_rows import Batch, all_written
from quizapp.store.decks.import_diff import Source
from quizapp.store.media import keep_file
from quizapp.usecases.context import Context
from quizapp.usecases.deck_import.changed_files import load_changed
from quizapp.usecases.deck_import.deck_archive import is_deck_archive, unpacked
from quizapp.usecases.deck_import.import_result import ImportResult
from quizapp.usecases.deck_import.imported_history import events_of
from quizapp.usecases.deck_import.reader_messages import ImportOptions, Parcel, cards_from, past_from, problem_from
from quizapp.usecases.deck_import.reader_process import reading


def read_and_install(
    store: Store,
    context: Context,
    path: Path,
    options: ImportOptions,
    digest: str,
    parcels: Iterator[Parcel] | None = None,
) -> list[ImportResult]:
    """Import a file, an archive or a deck folder. Raises QuizError where no format can read it."""
    if path.is_file() and is_deck_archive(path):
        with unpacked(context, path, keep=not options.dry_run) as (home, loaded):
            found = deck_folder.imported(loaded)
            return install(store, context, found, Source(origin="path", path=str(home), digest=digest), options)
    source = Source(origin="path", path=str(path.resolve()), digest=digest)
    with paused_collector():
        if path.is_dir():
            return install(store, context, deck_folder.imported(load_changed(store, path)), source, options)
        with nullcontext(parcels) if parcels else reading(context, path, options) as coming:
            return _install_parcels(store, context, path, coming, source, options)


def install(
    store: Store, context: Context, imported: Imported, source: Source, options: ImportOptions
) -> list[ImportResult]:
    """Install a deck of concepts."""
    if imported.deck is None:
        return [ImportResult(diff=None, problems=tuple(imported.problems))]
    deck, unread = imported.deck, imported.unread
    cards, moment = cards_of(deck, imported.locations, unread), context.moment()
    if options.dry_run:
        seen = deck_repository.preview(store, deck, all_written(deck, cards), unread=unread)
        return [ImportResult(diff=seen, problems=tuple(imported.problems))]
    home = Path(source.path)
    pasts = _own_history(context, home, {card.card for card in cards}) if options.history else []
    diff = deck_repository.install(
        store, deck, all_written(deck, cards, pasts), source,
        now_ms=moment.now, day=moment.day, files=imported.files, unread=unread,
    )  # fmt: skip
    media = _own_media(context, home, deck.info.deck, cards)
    return [ImportResult(diff=diff, problems=tuple(imported.problems), media=media)]


def _own_history(context: Context, folder: Path, cards: set[str]) -> list[list[Event]]:
    """Return the events that an export of our own put beside the deck."""
    from quizapp.formats.common.history_file import HISTORY, read_history

    file = folder / HISTORY
    if not file.is_file():
        return []
    return [past for past in read_history(file.read_bytes(), context.learner) if past[0].card in cards]


def _own_media(context: Context, folder: Path, deck: str, cards: Sequence[Card]) -> int:
    """Keep the media of a deck folder beside the database; return how many."""
    names = {Path(name).name for card in cards for name in card.body.get("media", ())}
    files = [file for name in sorted(names) if (file := folder / "media" / name).is_file()]
    return sum(keep_file(context.db, deck, file.name, file.read_bytes()) for file in files)


def _install_parcels(
    store: Store, context: Context, path: Path, parcels: Iterator[Parcel], source: Source, options: ImportOptions
) -> list[ImportResult]:  # fmt: skip
    """Install each deck of loose cards as its parcels come, or the deck of concepts."""
    taken: list[ImportResult] = []
    problems: tuple[Problem, ...] = ()
    for kind, *values in parcels:
        if kind == "whole":
            return install(store, context, values[0], source, options)
        if kind == "deck":
            taken.append(_shelved(store, context, path, values, parcels, source, options))
        else:
            problems = tuple(map(problem_from, values[0]))
    first = taken[0] if taken else ImportResult(diff=None, problems=())
    return [ImportResult(diff=first.diff, problems=(*problems, *first.problems), media=first.media), *taken[1:]]


def _shelved(
    store: Store, context: Context, path: Path, head: Sequence[Any], parcels: Iterator[Parcel], source: Source,
    options: ImportOptions,
) -> ImportResult:  # fmt: skip
    """Install one deck of loose cards, up to its last parcel."""
    given, alone, title, topics = head
    # Loose cards never take the place of a deck that teaches, whose cards they would retire.
    chosen = options.deck_id if alone else None
    name = chosen or (f"{given}-cards" if deck_lookup.teaches(store, given) else given)
    lists = tuple(concept_of(CardList(cards=each, title=words, tags=list(tags))) for each, words, tags in topics)
    deck = Deck(info=DeckInfo(format=1, deck=name, title=title), concepts=lists)
    merge, moment = not deck_lookup.comes_from(store, name, source.path), context.moment()
    names, kept, bad = [each for each, _, _ in topics], list[str](), list[str]()

    def batches() -> Iterator[Batch]:
        for kind, *values in parcels:
            if kind == "closed":
                return
            if kind == "cards":
                cards = cards_from(values[0], name, names, str(path))
                pasts = ((cards[row].card, past_from(past)) for row, past in values[1])
                events = events_of(context, pasts, moment.now) if options.history and not options.dry_run else ()
                yield Batch(cards, [past for past in events if past])
            else:
                file, content = values
                sound = content is not None and (options.dry_run or keep_file(context.db, name, file, content))
                (kept if sound else bad).append(file)

    if options.dry_run:
        diff = deck_repository.preview(store, deck, batches(), merge=merge)
    else:
        diff = deck_repository.install(store, deck, batches(), source, now_ms=moment.now, day=moment.day, merge=merge)
    problems = [
        Problem(Location(source.path), "media-unreadable", f"the file `{file[:60]}` could not be kept", "", "warning")
        for file in bad
    ]
    return ImportResult(diff=diff, problems=tuple(problems), media=len(kept))
