"""The installed cards by the ids of their source, so that a renamed card keeps its id."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from quizapp.store.daily_candidates import Query
from quizapp.store.decks.card_rows import CardRow

_CARDS = "SELECT card, retired FROM cards WHERE deck = :deck"
# A card whose source now has another id for it stores its original id in `was`: see `quizapp.core.question`.
_RENAMED = """SELECT card, deck, concept, body FROM cards WHERE deck = :deck AND body LIKE '%"was":"%'"""
# A card that the learner edited has in `edited` a digest of the earlier text, or this if no source has the card, and in
# `edited_from` that text.
ALONE = "alone"
_ALONE = """SELECT card FROM cards WHERE deck = :deck AND body LIKE '%"edited":"alone"%'"""
_ROWS = f"SELECT {', '.join(CardRow._fields)} FROM cards WHERE deck = :deck AND retired = 0"
_EDITED = f"""{_ROWS} AND body LIKE '%"edited":"%'"""
_TEXTS = "SELECT card, concept, body, file, retired FROM cards WHERE deck = :deck ORDER BY place, card"
_ELSEWHERE = """SELECT c.card, c.deck FROM cards c JOIN decks d ON d.deck = c.deck
WHERE c.retired = :retired AND d.removed = 0 AND d.origin <> 'shipped'"""
_ALL_RENAMED = """SELECT card, deck, concept, body FROM cards WHERE retired = :retired AND body LIKE '%"was":"%'"""
_BODY = "SELECT body FROM cards WHERE card = :card AND retired = 0"
_DECKS = "SELECT deck, source, origin, removed FROM decks ORDER BY position"
_MEDIA_OF_OTHERS = """SELECT body FROM cards
WHERE deck = :deck AND file <> :file AND retired = 0 AND body LIKE '%"media":[%'"""
_CARDS_OF_OTHERS = "SELECT card FROM cards WHERE deck = :deck AND file <> :file AND retired = 0"
_FILES = "SELECT DISTINCT file FROM cards WHERE deck = :deck AND retired = 0"
_ALL_FILES = """SELECT DISTINCT c.file FROM cards c JOIN decks d ON d.deck = c.deck
WHERE c.retired = 0 AND d.removed = 0"""
_WITH_FILE = """SELECT DISTINCT c.deck FROM cards c JOIN decks d ON d.deck = c.deck
WHERE c.file = :file AND c.retired = 0 AND d.removed = 0"""


@dataclass(frozen=True, slots=True)
class KnownCards:
    """The cards of an installed deck."""

    ids: dict[str, str]  # id in the source -> card id
    active: frozenset[str]  # cards that are not retired
    taken: frozenset[str]  # all cards


@dataclass(frozen=True, slots=True)
class KnownText:
    """An installed card with its text, in the order of its deck."""

    card: str
    concept: str
    body: dict[str, Any]
    file: str
    is_retired: bool

    @property
    def own(self) -> str:
        """Return the id of the card in its source."""
        return str(self.body["id"])

    @property
    def is_generated(self) -> bool:
        """Whether it was generated from a section of a concept."""
        return "/" in self.own

    @property
    def is_alone(self) -> bool:
        """Whether it is the learner's own, which no source has."""
        return self.body.get("edited") == ALONE


@dataclass(frozen=True, slots=True)
class KnownDeck:
    """An installed deck and its source."""

    deck: str
    source: str
    origin: str
    is_removed: bool


def known_cards(query: Query, deck: str) -> KnownCards:
    """Return the cards of a deck; none for a deck that is not installed."""
    rows = query(_CARDS, {"deck": deck})
    ids = {str(card): str(card) for card, _ in rows}
    for name, card in _renamed(query(_RENAMED, {"deck": deck})):
        if ids.get(card) == card:
            del ids[card]
        ids[name] = card
    return KnownCards(
        ids, frozenset(card for card, retired in rows if not retired), frozenset(card for card, _ in rows)
    )


def _renamed(rows: Any) -> Iterator[tuple[str, str]]:
    """Yield (id in the source, card id) of the cards for which they differ."""
    for card, deck, concept, body in rows:
        name = f"{deck}/{concept}/{json.loads(body)['id']}"
        if name != card:
            yield name, card


def known_rows(query: Query, deck: str, *, edited_only: bool) -> list[CardRow]:
    """Return the cards of a deck; with `edited_only`, those that the learner edited."""
    return [CardRow(*row) for row in query(_EDITED if edited_only else _ROWS, {"deck": deck})]


def known_texts(query: Query, deck: str) -> list[KnownText]:
    """Return the cards of a deck with their texts, in order, including retired ones."""
    rows = query(_TEXTS, {"deck": deck})
    return [KnownText(card, concept, json.loads(body), file, bool(gone)) for card, concept, body, file, gone in rows]


def cards_by_own_id(query: Query, *, retired: bool) -> dict[str, dict[str, str]]:
    """Return own id -> deck -> card of all imported decks, either those that are retired or the others."""
    found: dict[str, dict[str, str]] = {}
    which = {"retired": int(retired)}
    renamed = {str(row[0]): str(json.loads(row[3])["id"]) for row in query(_ALL_RENAMED, which)}
    for card, deck in query(_ELSEWHERE, which):
        own = renamed.get(card) or str(card).rpartition("/")[2]
        found.setdefault(own, {}).setdefault(deck, card)
    return found


def body_of(query: Query, card: str) -> dict[str, Any] | None:
    """Return the fields of an installed card; None for one that is retired or not there."""
    found = query(_BODY, {"card": card})
    return json.loads(found[0][0]) if found else None


def files_of(query: Query, deck: str) -> frozenset[str]:
    """Return the files that the cards of a deck came from."""
    return frozenset(str(file) for (file,) in query(_FILES, {"deck": deck}))


def all_files(query: Query) -> frozenset[str]:
    """Return the files that the cards of all decks came from; each card came from the last one that had it."""
    return frozenset(str(file) for (file,) in query(_ALL_FILES, {}))


def media_of_others(query: Query, deck: str, file: str) -> frozenset[str]:
    """Return the names of the media that a deck's cards from other files show."""
    rows = query(_MEDIA_OF_OTHERS, {"deck": deck, "file": file})
    return frozenset(str(name) for (body,) in rows for name in json.loads(body).get("media", ()))


def cards_of_others(query: Query, deck: str, file: str) -> frozenset[str]:
    """Return the cards of a deck that came from other files."""
    return frozenset(str(card) for (card,) in query(_CARDS_OF_OTHERS, {"deck": deck, "file": file}))


def decks_with_file(query: Query, file: str) -> list[str]:
    """Return the decks that have cards from a file."""
    return [str(deck) for (deck,) in query(_WITH_FILE, {"file": file})]


def known_decks(query: Query) -> list[KnownDeck]:
    """Return where the installed decks come from, including removed ones."""
    return [KnownDeck(deck, source, origin, bool(removed)) for deck, source, origin, removed in query(_DECKS, {})]
