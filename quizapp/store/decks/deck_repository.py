"""Installs decks in the database: completely or not at all, with a preview of the difference."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from quizapp.core.event_payloads.parameters import ImportPayload
from quizapp.core.events import CRAM, IMPORT, REVIEW, Event
from quizapp.core.model import Deck
from quizapp.store.backup_before import keep_before
from quizapp.store.database import Store
from quizapp.store.decks.canonical_json import compact
from quizapp.store.decks.card_changes import card_changes
from quizapp.store.decks.card_rows import Batch, CardRow
from quizapp.store.decks.comparison import WHOLE, Comparison, Part, stored_page
from quizapp.store.decks.deck_lookup import hide_empty_deck, retire_empty_lists
from quizapp.store.decks.import_diff import Diff, Source
from quizapp.store.events import new_card_cursor
from quizapp.store.events.event_log import append
from quizapp.store.events.histories import add_histories, new_events
from quizapp.store.events.rebuild import refold
from quizapp.store.events.renames import follow_renames
from quizapp.store.ids import new_id
from quizapp.store.insert_rows import insert_tuples
from quizapp.store.schema import cards, concepts, decks

SHIPPED = "shipped"  # the origin of decks that are a part of the program
MOST_LISTED = 1000  # cards whose ids are in the event of an import


def preview(store: Store, deck: Deck, batches: Iterable[Batch], part: Part = WHOLE) -> Diff:
    """Return what installing the deck would do, without doing it."""
    new: dict[str, str] = {}
    counts: Counter[str] = Counter()
    with store.reading() as connection:
        compared = Comparison(connection, deck, part)
        for batch in batches:
            known = len(compared.changed)
            compared.take(batch)
            changed = set(compared.changed[known:])
            new.update((row.card, row.body) for row in batch.cards if row.card in changed)
            counts += new_events(connection, store.learner, batch.histories)
        diff = compared.diff()
        details = card_changes(connection, store.learner, new | dict.fromkeys(diff.retired, ""))
    return replace(diff, reviews=counts[REVIEW], crammed=counts[CRAM], details=details)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """When and how a deck is installed."""

    now_ms: int  # UTC milliseconds
    day: str  # the study day, as an ISO date
    part: Part = WHOLE
    keeps_source: bool = False  # the deck stays that of its earlier source, which gives it its title
    keeps_files: bool = False  # installed cards stay those of the files that they came from
    digests: Mapping[str, str] = field(default_factory=dict)  # concept -> digest of its file
    preset: Event | None = None  # a new preset of the deck
    # id that the source gives a card -> id of the card, for those that got another one; complete after the last batch
    renamed: Mapping[str, str] = field(default_factory=dict)
    agreed: Callable[[Diff], None] | None = None  # raises where the learner has to agree to the difference first


def install(store: Store, deck: Deck, batches: Iterable[Batch], source: Source, how: Installation) -> Diff:
    """Write a deck and its cards in one transaction; missing cards are retired and keep their history.

    The batches are written as they arrive. An error that they raise, or a backup that fails, undoes all of it.
    """
    sections: dict[str, set[str]] = {}
    left: set[str] = set()  # decks that cards moved out of
    counts: Counter[str] = Counter()
    with store.transaction() as connection:
        compared = Comparison(connection, deck, how.part)
        place = _write_deck(connection, deck, source, keeps_source=how.keeps_source)
        if how.preset:  # before the histories, whose states are under its parameters
            append(connection, [how.preset])
        for batch in batches:
            if compared.take(batch) and source.origin != SHIPPED:
                keep_before(store, "import", how.now_ms)
            _write_cards(connection, batch.cards, place, keeps_files=how.keeps_files)
            left.update(batch.moved.values())
            if batch.histories:
                counts += add_histories(connection, store.learner, batch.histories)
            for concept, section in {(card.concept, card.section) for card in batch.cards}:
                sections.setdefault(concept, set()).add(section)
        if how.preset and compared.old:
            refold(connection, store.learner)
        change = replace(
            compared.diff(), reviews=counts[REVIEW], crammed=counts[CRAM], preset=how.preset is not None
        )  # fmt: skip
        if how.agreed is not None:
            details = card_changes(connection, store.learner, dict.fromkeys(change.retired, ""))
            how.agreed(replace(change, details=details))
        if change.retired:
            if source.origin != SHIPPED:
                keep_before(store, "import", how.now_ms)
            gone = cards.c.card.in_(change.retired)
            connection.execute(update(cards).where(cards.c.deck == deck.info.deck, gone).values(retired=1))
        _write_concepts(connection, deck, sections, how)
        for name in left - {deck.info.deck}:
            hide_empty_deck(connection, name)
        new_card_cursor.cards_changed(connection)
        new_card_cursor.advance(connection, store.learner)
        if not change.nothing or how.renamed:
            append(connection, [_import_event(store, source, change, how)])
        follow_renames(connection, store.learner)
    return change


def _import_event(store: Store, source: Source, change: Diff, how: Installation) -> Event:
    written = (
        sorted((*change.added, *change.changed)) if len(change.added) + len(change.changed) <= MOST_LISTED else None
    )
    payload = ImportPayload(
        deck=change.deck, origin=source.origin, digest=source.digest,
        added=len(change.added), changed=len(change.changed), retired=len(change.retired),
        renamed=dict(how.renamed) or None, cards=written,
    )  # fmt: skip
    return Event(
        id=new_id(),
        device=store.device,
        time_ms=how.now_ms,
        day=how.day,
        learner=store.learner,
        card="",
        kind=IMPORT,
        payload=payload.as_payload(),
    )


def _write_deck(connection: Connection, deck: Deck, source: Source, *, keeps_source: bool) -> int:
    known = connection.execute(select(decks.c.position).where(decks.c.deck == deck.info.deck)).scalar()
    last = connection.execute(select(func.max(decks.c.position))).scalar()
    position = known if known is not None else (last if last is not None else -1) + 1
    row = {
        "deck": deck.info.deck,
        "title": deck.info.title,
        "origin": source.origin,
        "source": source.path,
        "digest": source.digest,
        "position": position,
        "removed": 0,
        # Not with sorted keys: learning paths keep the order in which the deck has them.
        "body": json.dumps(asdict(deck.info), ensure_ascii=False, separators=(",", ":")),
    }
    statement = upsert(decks)
    fixed = {"deck", "position"} | ({"title", "origin", "source", "digest", "body"} if keeps_source else set())
    kept = {name: statement.excluded[name] for name in row if name not in fixed}
    connection.execute(statement.on_conflict_do_update(index_elements=["deck"], set_=kept), row)
    return int(position)


def _write_concepts(
    connection: Connection, deck: Deck, sections: Mapping[str, set[str]], how: Installation
) -> None:  # fmt: skip
    rows = []
    for position, concept in enumerate(deck.concepts):
        if concept.concept in how.part.unread:
            continue
        body = stored_page(concept) | {"file": how.digests.get(concept.concept, "")}
        rows.append(
            {
                "deck": deck.info.deck,
                "concept": concept.concept,
                "title": concept.title,
                "position": position,
                "requires": compact(concept.requires),
                "tags": compact(concept.tags),
                "sections": len(sections.get(concept.concept, ())),
                "retired": 0,
                "body": compact(body),
            }
        )
    if not rows:
        return
    if how.part == WHOLE:
        connection.execute(update(concepts).where(concepts.c.deck == deck.info.deck).values(retired=1))
    statement = upsert(concepts)
    kept = {name: statement.excluded[name] for name in rows[0] if name not in ("deck", "concept")}
    connection.execute(statement.on_conflict_do_update(index_elements=["deck", "concept"], set_=kept), rows)
    if how.part.files is not None:
        retire_empty_lists(connection, deck.info.deck, frozenset(concept.concept for concept in deck.concepts))


def _write_cards(connection: Connection, new: Sequence[CardRow], place: int, *, keeps_files: bool) -> None:
    if not new:
        return
    # In the order of their places, and not of their ids, which takes a fifth more time: one index grows at its end.
    rows = [(*card[:6], place << 40 | card.place, *card[7:]) for card in new]
    statement = upsert(cards)
    fixed = {"card"} | ({"file", "line"} if keeps_files else set())
    kept = {name: statement.excluded[name] for name in CardRow._fields if name not in fixed}
    insert_tuples(
        connection, statement.on_conflict_do_update(index_elements=["card"], set_=kept), CardRow._fields, rows
    )  # fmt: skip


def remove(store: Store, deck: str) -> int:
    """Retire every card of a deck and hide it; its history stays. Return how many cards were retired."""
    with store.transaction() as connection:
        connection.execute(update(decks).where(decks.c.deck == deck).values(removed=1))
        connection.execute(update(concepts).where(concepts.c.deck == deck).values(retired=1))
        done = connection.execute(update(cards).where(cards.c.deck == deck, cards.c.retired == 0).values(retired=1))
    return done.rowcount
