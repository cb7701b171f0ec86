"""Compares a deck that arrives with what is installed: which cards are new, changed or gone, and which texts."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, literal, select

from quizapp.core.model import Concept, Deck
from quizapp.store.decks.canonical_json import compact
from quizapp.store.decks.card_rows import Batch
from quizapp.store.decks.import_diff import Diff
from quizapp.store.decks.known_cards import ALONE
from quizapp.store.schema import cards, concepts


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The part of an installed deck that an import replaces; cards of that part that do not arrive retire."""

    files: frozenset[str] | None = None  # cards that came from these files; None: all cards
    unread: frozenset[str] = frozenset()  # concepts that were not read and stay unchanged


WHOLE = Part()


class Comparison:
    """Compares the installed cards of a deck with batches of new ones."""

    def __init__(self, connection: Connection, deck: Deck, part: Part) -> None:
        # Whether a card is of the part is decided in the query: names of files for all cards would take memory.
        is_of_part = literal(1) if part.files is None else cards.c.file.in_(part.files)
        columns = cards.c.card, cards.c.digest, cards.c.retired, cards.c.concept, is_of_part
        mine = cards.c.body.contains(f'"edited":"{ALONE}"')
        alone = set(connection.execute(select(cards.c.card).where(cards.c.deck == deck.info.deck, mine)).scalars())
        rows = connection.execute(select(*columns).where(cards.c.deck == deck.info.deck)).all()
        self.old = {card: (digest, retired) for card, digest, retired, *_ in rows}
        kept = {
            card for card, _, retired, concept, _ in rows if not retired and (concept in part.unread or card in alone)
        }  # fmt: skip
        self.gone = {
            card: None for card, _, retired, _, is_of_part in rows if is_of_part and not retired and card not in kept
        }  # fmt: skip
        self.added: list[str] = []
        self.changed: list[str] = []
        self.unchanged = [card for card in self.old if card in kept]
        self.deck = deck
        self.rewritten = _rewritten(connection, deck, part.unread)

    def take(self, batch: Batch) -> bool:
        """Add a batch; return whether it changes anything."""
        before = len(self.added) + len(self.changed)
        if not self.old and not batch.moved:  # a first import
            self.added += [card.card for card in batch.cards]
            return bool(batch.cards or batch.histories)
        for name, digest in [(card.card, card.digest) for card in batch.cards]:
            known = self.old.get(name)
            self.gone.pop(name, None)
            if known is None and name in batch.moved:
                self.changed.append(name)
            elif known is None or known[1]:
                self.added.append(name)
            elif known[0] == digest:
                self.unchanged.append(name)
            else:
                self.changed.append(name)
        return bool(batch.histories) or len(self.added) + len(self.changed) > before

    def diff(self) -> Diff:
        """Return the difference that all batches make."""
        return Diff(
            deck=self.deck.info.deck,
            title=self.deck.info.title,
            concepts=len(self.deck.concepts),
            added=tuple(self.added),
            changed=tuple(self.changed),
            unchanged=tuple(self.unchanged),
            retired=tuple(self.gone),
            rewritten=self.rewritten,
        )


def stored_page(concept: Concept) -> dict[str, Any]:
    """Return the stored text of a concept without its questions, and without a phrase that it does not have.

    Concepts that earlier versions stored have no phrase, and are the same when they are installed again.
    """
    body = asdict(replace(concept, questions=[]))  # copying them would take most of the time
    unused = ["questions", *(name for name in ("phrase", "plural") if not body[name])]
    return {name: value for name, value in body.items() if name not in unused}


def _rewritten(connection: Connection, deck: Deck, unread: frozenset[str]) -> tuple[str, ...]:
    query = select(concepts.c.concept, concepts.c.body)
    rows = connection.execute(query.where(concepts.c.deck == deck.info.deck, concepts.c.retired == 0))
    before = {name: body for name, body in rows if name not in unread}
    return tuple(
        each.concept
        for each in deck.concepts
        if each.concept in before and _without_file(before[each.concept]) != compact(stored_page(each) | {"file": ""})
    )


def _without_file(body: str) -> str:
    """Return the text of a concept without its file; '' for a damaged one, which an import mends."""
    try:
        return compact(json.loads(body) | {"file": ""})
    except (ValueError, TypeError, RecursionError):
        return ""
