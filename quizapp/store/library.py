"""The decks in the database: installed wholly or not at all, seen as a diff before."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from quizapp.core.events import IMPORT, Event
from quizapp.core.model import Card, Deck
from quizapp.store import frontier
from quizapp.store.compact import compact
from quizapp.store.database import Store
from quizapp.store.ids import new_id
from quizapp.store.keeping import keep_before
from quizapp.store.log import append, insert_tuples, take_over
from quizapp.store.schema import cards, concepts, decks


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What installing a deck does to its cards: their ids."""

    deck: str
    title: str
    concepts: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]
    reviews: int = 0  # of another program, that were not known yet

    @property
    def nothing(self) -> bool:
        """Whether nothing would change."""
        return not (self.added or self.changed or self.retired or self.reviews)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a deck comes from: `origin` is shipped or path; the digest is that of its files."""

    origin: str
    path: str
    digest: str


_CARD_COLUMNS = (
    "card", "deck", "concept", "section", "siblings", "kind",
    "tags", "place", "digest", "body", "file", "line", "retired",
)  # fmt: skip

SHIPPED = "shipped"  # the origin of decks that can be installed again at any time


class Written(NamedTuple):
    """A card as it is written: its own tags, its place in its concept, its body as text."""

    card: str
    deck: str
    concept: str
    section: str
    siblings: str
    kind: str
    tags: tuple[str, ...]
    position: int
    digest: str  # tells whether it changed
    body: str
    file: str
    line: int


def written(
    card: str, deck: str, concept: str, position: int, body: Mapping[str, Any], siblings: str,
    file: str = "", line: int = 0,
) -> Written:  # fmt: skip
    """Return a card as it is written."""
    kind, section, text = body["kind"], body["section"] or "", compact(body)
    digest = hashlib.sha256(f"{section}\0{kind}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    tags = tuple(body.get("tags", ()))
    return Written(card, deck, concept, section, siblings, kind, tags, position, digest, text, file, line)


def all_written(new: Iterable[Card]) -> list[Written]:
    """Return cards as they are written."""
    return [
        written(card.card, card.deck, card.concept, card.position, card.body, card.siblings, card.file, card.line)
        for card in new
    ]


def diff(
    connection: Connection, deck: Deck, new: Sequence[Written], *, merge: bool = False,
    unread: frozenset[str] = frozenset(),
) -> Diff:  # fmt: skip
    """Return what installing the deck would do, without doing it; merging retires nothing, nor do unread concepts."""
    rows = connection.execute(
        select(cards.c.card, cards.c.digest, cards.c.retired, cards.c.concept).where(cards.c.deck == deck.info.deck)
    ).all()
    old = {card: (digest, retired) for card, digest, retired, _ in rows}
    fresh = {card: digest for card, digest, retired, concept in rows if concept in unread and not retired}
    fresh |= {each.card: each.digest for each in new}
    return Diff(
        deck=deck.info.deck,
        title=deck.info.title,
        concepts=len(deck.concepts),
        added=tuple(card for card in fresh if card not in old or old[card][1]),
        changed=tuple(
            card for card, digest in fresh.items() if card in old and not old[card][1] and old[card][0] != digest
        ),
        unchanged=tuple(card for card, digest in fresh.items() if old.get(card) == (digest, 0)),
        retired=tuple(card for card, (_, retired) in old.items() if card not in fresh and not retired and not merge),
    )


def preview(
    store: Store, deck: Deck, new: Sequence[Written], *, merge: bool = False, unread: frozenset[str] = frozenset()
) -> Diff:  # fmt: skip
    """Return the diff alone."""
    with store.reading() as connection:
        return diff(connection, deck, new, merge=merge, unread=unread)


def install(
    store: Store,
    deck: Deck,
    new: Sequence[Written],
    source: Source,
    *,
    now_ms: int,
    day: str,
    pasts: Iterable[Sequence[Event]] = (),
    merge: bool = False,
    files: Mapping[str, str] = MappingProxyType({}),
    unread: frozenset[str] = frozenset(),
) -> Diff:
    """Write a deck and its cards in one transaction; cards that are gone are retired and keep their history.

    `pasts` are what another program recorded of the cards, a sequence for each. To merge is to add and to change,
    and to retire nothing: a package may hold a part of a deck alone. `files` are the digests of the concepts' files,
    and the `unread` concepts are left as they are.
    """
    pasts = list(pasts)
    with store.transaction() as connection:
        change = diff(connection, deck, new, merge=merge, unread=unread)
        if source.origin != SHIPPED and (not change.nothing or pasts):
            keep_before(store, "import", now_ms)
        place = _write_deck(connection, deck, source)
        _write_concepts(connection, deck, new, files, merge=merge, unread=unread)
        _write_cards(connection, deck, new, place)
        if change.retired:
            gone = cards.c.card.in_(change.retired)
            connection.execute(update(cards).where(cards.c.deck == deck.info.deck, gone).values(retired=1))
        change = replace(change, reviews=take_over(connection, store.learner, pasts))
        frontier.cards_changed(connection)
        frontier.advance(connection, store.learner)
        if not change.nothing:
            counts = {name: len(getattr(change, name)) for name in ("added", "changed", "retired")}
            append(connection, [_import_event(store, deck.info.deck, source, counts, now_ms, day)])
    return change


def _import_event(store: Store, deck: str, source: Source, counts: Mapping[str, int], now_ms: int, day: str) -> Event:
    payload = {"deck": deck, "origin": source.origin, "digest": source.digest, **counts}
    return Event(
        id=new_id(),
        device=store.device,
        time_ms=now_ms,
        day=day,
        learner=store.learner,
        card="",
        kind=IMPORT,
        payload=payload,
    )


def _write_deck(connection: Connection, deck: Deck, source: Source) -> int:
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
        "body": compact(asdict(deck.info)),
    }
    statement = upsert(decks)
    kept = {name: statement.excluded[name] for name in row if name not in ("deck", "position")}
    connection.execute(statement.on_conflict_do_update(index_elements=["deck"], set_=kept), row)
    return int(position)


def _write_concepts(
    connection: Connection, deck: Deck, new: Sequence[Written], files: Mapping[str, str], *,
    merge: bool, unread: frozenset[str],
) -> None:  # fmt: skip
    sections: dict[str, set[str]] = {}
    for card in new:
        sections.setdefault(card.concept, set()).add(card.section)
    rows = []
    for position, concept in enumerate(deck.concepts):
        if concept.concept in unread:
            continue
        body = asdict(concept) | {"file": files.get(concept.concept, "")}
        del body["questions"]
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
    if not merge and not unread:
        connection.execute(update(concepts).where(concepts.c.deck == deck.info.deck).values(retired=1))
    statement = upsert(concepts)
    kept = {name: statement.excluded[name] for name in rows[0] if name not in ("deck", "concept")}
    connection.execute(statement.on_conflict_do_update(index_elements=["deck", "concept"], set_=kept), rows)


def _write_cards(connection: Connection, deck: Deck, new: Sequence[Written], place: int) -> None:
    order = {concept.concept: (index, list(concept.tags)) for index, concept in enumerate(deck.concepts)}
    rows = []
    for card, home, name, section, siblings, kind, own, position, digest, body, file, line in new:
        index, tags = order[name]
        rows.append((
            card, home, name, section, siblings, kind, compact([*tags, *own]) if tags or own else "[]",
            place << 40 | index << 20 | position, digest, body, file, line, 0,
        ))  # fmt: skip
    if rows:
        rows.sort()  # by id: an index that grows at its end is written faster
        statement = upsert(cards)
        kept = {name: statement.excluded[name] for name in _CARD_COLUMNS if name != "card"}
        insert_tuples(
            connection, statement.on_conflict_do_update(index_elements=["card"], set_=kept), _CARD_COLUMNS, rows
        )  # fmt: skip


def remove(store: Store, deck: str) -> int:
    """Retire every card of a deck and hide it; its history stays. Return how many cards were retired."""
    with store.transaction() as connection:
        connection.execute(update(decks).where(decks.c.deck == deck).values(removed=1))
        connection.execute(update(concepts).where(concepts.c.deck == deck).values(retired=1))
        done = connection.execute(update(cards).where(cards.c.deck == deck, cards.c.retired == 0).values(retired=1))
    return done.rowcount


def deck_rows(store: Store, *, removed: bool = False) -> list[Mapping[str, Any]]:
    """Return the decks in their order, each as a mapping of its columns; removed ones too where asked."""
    query = select(decks).order_by(decks.c.position)
    if not removed:
        query = query.where(decks.c.removed == 0)
    with store.reading() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]


def concept_rows(store: Store, deck: str = "") -> list[Mapping[str, Any]]:
    """Return the concepts that are taught, in their order; of one deck where it is named."""
    query = select(concepts).join(decks, decks.c.deck == concepts.c.deck).where(concepts.c.retired == 0)
    if deck:
        query = query.where(concepts.c.deck == deck)
    with store.reading() as connection:
        return [dict(row._mapping) for row in connection.execute(query.order_by(decks.c.position, concepts.c.position))]


def card_rows_in(connection: Connection, deck: str, concept: str = "") -> list[str]:
    """Return the ids of a deck's cards, retired ones among them: their history is the learner's too."""
    query = select(cards.c.card).where(cards.c.deck == deck)
    return list(connection.execute(query.where(cards.c.concept == concept) if concept else query).scalars())


def card_rows(store: Store, deck: str = "", concept: str = "") -> list[Mapping[str, Any]]:
    """Return the cards that are not retired, in the order of introduction."""
    query = select(cards).where(cards.c.retired == 0).order_by(cards.c.place)
    if deck:
        query = query.where(cards.c.deck == deck)
    if concept:
        query = query.where(cards.c.concept == concept)
    with store.reading() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]
