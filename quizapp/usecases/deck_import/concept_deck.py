"""Installs a deck of concepts: from a folder, from a document of its own, or from Markdown."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from quizapp.core.card import Card
from quizapp.core.events import Event
from quizapp.core.media_sides import section_media, unlisted
from quizapp.core.model import Deck
from quizapp.decks.cards import cards_of
from quizapp.errors import Location, Problem
from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.common.history_file import HISTORY, read_history
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.shown_media import MissingMedia
from quizapp.store.decks import deck_repository
from quizapp.store.decks.card_rows import Batch, CardRow, all_written
from quizapp.store.decks.comparison import Part
from quizapp.store.decks.deck_records import CardRecord, installed_cards
from quizapp.store.decks.deck_repository import Installation
from quizapp.store.decks.import_diff import Diff, Source
from quizapp.store.decks.known_cards import known_decks
from quizapp.store.events.renames import renames
from quizapp.store.media import keep_file
from quizapp.usecases.context import Context
from quizapp.usecases.deck_import.card_identity import CardIdentity, SharedIds
from quizapp.usecases.deck_import.class_media import fetch_all, share_with_class
from quizapp.usecases.deck_import.deck_identity import DeckIdentity, DeckOfFile
from quizapp.usecases.deck_import.import_result import ImportResult
from quizapp.usecases.deck_import.import_target import Target
from quizapp.usecases.deck_import.other_origin import OtherOrigin, is_same, other_origin
from quizapp.usecases.deck_import.own_edits import OwnEdits

PUT_INTO = "Put it into the folder `media` of the deck."


def install_concepts(target: Target, imported: Imported, source: Source) -> list[ImportResult]:
    """Install a deck of concepts, or preview it in a dry run. Raises Undecided and UndecidedReplacement."""
    if imported.deck is None:
        return [ImportResult(diff=None, problems=tuple(imported.problems))]
    deck, home = imported.deck, Path(source.path)
    if imported.named_by_file:
        deck = _placed(target, deck, source)
    cards = _with_whole_paths(cards_of(deck, imported.locations, imported.unread))
    histories = _own_history(target.context, home, imported, {card.card for card in cards})
    (batch,) = all_written(deck, cards, histories if target.options.history else [])
    identity = CardIdentity(
        query=target.store.query, deck=deck.info.deck, options=target.options,
        renames=renames(target.store.query, target.store.learner),
        may_be_gone=lambda card: card.concept not in imported.unread and card.is_generated,
    )  # fmt: skip
    edits = _edits(target, deck.info.deck, source)
    batch = batch._replace(cards=edits.resolved(_identified(identity, batch.cards)))
    other = other_origin(target, deck.info.deck, source)
    fetch_all(target.context, target.store, deck.info.deck)
    expected = _expected(target, deck, batch, imported, other)
    # Before the cards: the same content is not read again, so that media which a kill prevented would stay missing.
    media = 0 if target.options.dry_run else _arrived_media(target, home, replace(imported, deck=deck), cards)
    diff = _written(target, replace(imported, deck=deck), batch, identity, (source, expected))
    warned = other.warnings(diff) if other and target.options.dry_run else ()
    result = ImportResult(
        diff=diff, problems=(*imported.problems, *warned, *_missing_media(home, imported, deck, cards)),
        conflicts=tuple(edits.conflicts), merged=tuple(edits.merged), doubts=identity.doubts,
    )  # fmt: skip
    if target.options.dry_run:
        return [result]
    late = share_with_class(target.context, target.store, deck.info.deck)
    return [replace(result, media=media, problems=(*result.problems, *late))]


def _placed(target: Target, deck: Deck, source: Source) -> Deck:
    """Return a deck that is named by its file with the id of the installed deck that it is."""
    own_ids = frozenset(card.card.partition("/")[2] for card in cards_of(deck, {}))
    found = DeckOfFile(id=deck.info.deck, decks=(deck.info.deck,), own_ids=own_ids, named_by_file=True, is_list=False)
    decks = DeckIdentity(
        store=target.store, source=source.path, chosen=target.options.deck_id, shared=SharedIds(target.store.query)
    )  # fmt: skip
    return replace(deck, info=replace(deck.info, deck=decks.place(found).deck))


def _identified(identity: CardIdentity, rows: Sequence[CardRow]) -> list[CardRow]:
    """Return the rows with the ids of the installed cards that they are."""
    placed = identity.arriving(rows)
    held = iter(identity.ended())
    return [row if row is not None else next(held)[1] for row in placed]


def _expected(
    target: Target, deck: Deck, batch: Batch, imported: Imported, other: OtherOrigin | None
) -> Diff | None:  # fmt: skip
    """Preview a deck in a dry run, or where it replaces one of another origin, which has to be agreed to."""
    dry_run = target.options.dry_run
    if not dry_run and other is None:
        return None
    expected = deck_repository.preview(target.store, deck, [batch], Part(unread=imported.unread))
    if other and not dry_run:
        other.refuse(expected)
    return expected


def _written(
    target: Target, imported: Imported, batch: Batch, identity: CardIdentity, where: tuple[Source, Diff | None]
) -> Diff:  # fmt: skip
    """Install the cards of a deck; in a dry run, return only what was expected."""
    source, expected = where
    if target.options.dry_run and expected is not None:
        return expected
    assert imported.deck is not None
    moment = target.context.moment()
    how = Installation(
        now_ms=moment.now, day=moment.day, part=Part(unread=imported.unread), digests=imported.files,
        renamed=identity.renamed,
        keeps_source=expected is not None and is_same(expected) and not target.options.replace,
    )  # fmt: skip
    return deck_repository.install(target.store, imported.deck, [batch], source, how)


def _edits(target: Target, deck: str, source: Source) -> OwnEdits:
    """Return the learner's edits of a deck. A folder that replaces another source is the learner's own version."""
    known = next((each for each in known_decks(target.store.query) if each.deck == deck), None)
    is_other = known is not None and not known.is_removed and known.origin == "path" and known.source != source.path
    marks = target.options.is_edit or (is_other and known is not None and not Path(known.source).is_dir())
    return OwnEdits(query=target.store.query, deck=deck, options=target.options, marks=marks)


def _with_whole_paths(cards: Sequence[Card]) -> list[Card]:
    """Return the cards with absolute paths of their files."""
    whole = {file: str(Path(file).resolve()) if file else "" for file in {card.file for card in cards}}
    return [replace(card, file=whole[card.file]) for card in cards]


def _own_history(context: Context, folder: Path, imported: Imported, cards: set[str]) -> list[list[Event]]:
    """Return the events that an export of quizapp wrote next to the deck or into its file."""
    file = folder / HISTORY
    lines = file.read_bytes() if file.is_file() else imported.history
    return [past for past in read_history(lines, context.learner, context.now_ms) if past[0].card in cards]


def _arrived_media(target: Target, home: Path, imported: Imported, cards: Sequence[Card]) -> int:
    """Write the media of a deck next to the database, from its folder or its single file; return their number."""
    assert imported.deck is not None
    shown: list[Card | CardRecord] = [*cards, *_unread_cards(target, home, imported)]
    name, db = imported.deck.info.deck, target.context.db
    kept = sum(keep_file(db, name, each, read()) for each, read in imported.media.items())
    return kept + _own_media(target, home, imported.deck, shown)


def _missing_media(folder: Path, imported: Imported, deck: Deck, cards: Sequence[Card]) -> Iterator[Problem]:
    """Yield the files that cards list or show or sections show, and that neither the folder nor the file has."""
    there = {*imported.media, *(file.name for file in (folder / "media").glob("*"))}
    missing = MissingMedia(there)
    for card in cards:
        listed = (Path(str(name)).name for name in card.body.get("media", ()))
        names = tuple(dict.fromkeys([*listed, *unlisted(card.body)]))
        if names:
            place = Location(card.file, card.line)
            missing.look_at(ImportedCard(id=card.card, body=card.body, place=place, media=names))
    yield from missing.problems(PUT_INTO)
    for concept in deck.concepts:
        place = imported.locations.get((concept.concept, ""), Location(""))
        for name in section_media(concept.sections):
            if name not in there and name not in missing.found:
                message = f"the file `{name[:100]}` is missing, shown in a section of `{concept.concept}`"
                yield Problem(place, "media-missing", message, PUT_INTO, "warning")


def _unread_cards(target: Target, folder: Path, imported: Imported) -> list[CardRecord]:
    """Return the cards of files that did not change, where a file that they show may have arrived or changed."""
    if not imported.unread or not imported.deck or not (folder / "media").is_dir():
        return []
    rows = installed_cards(target.store, imported.deck.info.deck)
    return [row for row in rows if row.concept in imported.unread]


def _own_media(target: Target, folder: Path, deck: Deck, cards: Sequence[Card | CardRecord]) -> int:
    """Copy the media of a deck folder next to the database; return the number of files."""
    listed = {Path(name).name for card in cards for name in card.body.get("media", ())}
    names = listed.union(*(section_media(concept.sections) for concept in deck.concepts))
    files = [file for name in sorted(names) if (file := folder / "media" / name).is_file()]
    return sum(keep_file(target.context.db, deck.info.deck, file.name, file.read_bytes()) for file in files)
