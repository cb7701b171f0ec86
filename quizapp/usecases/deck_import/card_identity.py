"""Matches the cards of a file with installed cards, including moved, reworded and renamed ones.

The installed card keeps its id, and with it its history. Its row has the id that the file gives it now in `body.id`,
and its own in `body.was`, so that the next import of the file finds it without matching anything again.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from quizapp.core.card_matching import CardVersion, Doubt, Matching, Pair, match
from quizapp.core.literal_text import as_read
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.store.daily_candidates import Query
from quizapp.store.decks.canonical_json import compact
from quizapp.store.decks.card_rows import CardRow, digest_of
from quizapp.store.decks.known_cards import (
    KnownCards,
    KnownText,
    body_of,
    cards_by_own_id,
    known_cards,
    known_texts,
)
from quizapp.usecases.deck_import.import_options import ImportOptions


class Undecided(Exception):
    """There are doubtful cards, which a person has to decide; nothing was installed."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(f"{len(doubts)} doubtful cards")
        self.doubts = doubts


def renamed(row: CardRow, card: str) -> CardRow:
    """Return the row of a source's card with the id of the installed card that it matches."""
    if row.card == card:
        return row
    return row._replace(card=card, body=compact(json.loads(row.body) | {"was": card}))


def version_of(key: str, topic: str, position: int, before: str, body: Mapping[str, Any]) -> CardVersion:
    """Return the fields of a card that matching compares."""
    question, answer = question_and_answer({**body, "explain": ""})
    own = str(body["id"])
    own = f"{topic}/{own}" if "/" in own else own  # that of a generated card is the same in every concept
    return CardVersion(
        key=key, own=own, topic=topic, position=position, before=before, kind=str(body["kind"]),
        question=as_read(question), answer=as_read(answer),
    )  # fmt: skip


@dataclass(slots=True)
class _Held:
    """A row whose id no installed card has, with its position among the rows of its topic."""

    row: CardRow
    index: int  # in the order of the file
    position: int
    before: str


class SharedIds:
    """The installed cards by ids that are the same in every deck, such as Anki's guids; read when first needed."""

    def __init__(self, query: Query) -> None:
        self._query = query

    @cached_property
    def _cards(self) -> dict[str, dict[str, str]]:
        return cards_by_own_id(self._query, retired=False)

    @cached_property
    def _retired(self) -> dict[str, dict[str, str]]:
        return cards_by_own_id(self._query, retired=True)

    @property
    def has_cards(self) -> bool:
        """Return whether any card is installed, apart from those of the program itself."""
        return bool(self._cards or self._retired)

    def card(self, own: str, deck: str) -> tuple[str, str] | None:
        """Return the card with an id, and its deck: that of the same deck, or else the only one.

        A retired one counts if there is no other: one that moves to a later deck of a file just retired in its own.
        """
        found = self._cards.get(own) or self._retired.get(own, {})
        if deck in found:
            return found[deck], deck
        return next(((card, name) for name, card in found.items()), None) if len(found) == 1 else None

    def decks(self, owns: Iterable[str]) -> dict[str, int]:
        """Return deck -> the number of these ids that it has."""
        counts: dict[str, int] = {}
        for own in owns:
            for deck in self._cards.get(own, ()):
                counts[deck] = counts.get(deck, 0) + 1
        return counts


@dataclass(slots=True, kw_only=True)
class CardIdentity:
    """Gives the rows of one deck their card ids, as they arrive and at the end.

    `shared` is given for ids that are the same in every deck. A card is gone if it does not arrive and `may_be_gone` is
    true of it; only one of those can be a card that is new.
    """

    query: Query
    deck: str
    options: ImportOptions
    may_be_gone: Callable[[KnownText], bool]
    shared: SharedIds | None = None
    matching: Matching = Matching((), ())
    doubts: tuple[Doubt, ...] = ()
    renames: Mapping[str, str] = field(default_factory=dict)  # id in the source -> card, as other imports recorded it
    renamed: dict[str, str] = field(default_factory=dict)  # the same, as this import found it
    moved: dict[str, str] = field(default_factory=dict)  # card that came from another deck -> that deck
    _held: list[_Held] = field(default_factory=list)
    _given: set[str] = field(default_factory=set)  # cards that arrived
    _last: dict[str, tuple[str, int]] = field(default_factory=dict)  # topic -> its latest name, and how many it has
    _known: KnownCards = field(init=False)

    def __post_init__(self) -> None:
        """Read the ids of the installed deck."""
        self._known = known_cards(self.query, self.deck)

    def arriving(self, rows: Sequence[CardRow]) -> list[CardRow | None]:
        """Return each row with the id of its card; None for a row that is held back until the end of the deck."""
        if not (self._known.ids or self.renames or (self.shared and self.shared.has_cards)):
            return list(rows)  # as in a first import, whatever its size
        return [self._placed(row) for row in rows]

    def _placed(self, row: CardRow) -> CardRow | None:
        before, position = self._last.get(row.concept, ("", 0))
        self._last[row.concept] = row.card, position + 1
        card = self._known.ids.get(row.card)
        if card is None and row.card in self._known.taken and '"was":"' in row.body:
            card = row.card  # the deck itself names the first id
        card = card or self.renames.get(row.card)
        if card is None and self.shared is not None:
            card = self._shared_card(row.card.rpartition("/")[2])
        if self.shared is not None and '"was":"' in row.body:
            row, card = self._exported(row, card)
        if card is not None and card not in self._given:
            self._given.add(card)
            return renamed(row, card)
        if self._known.active:
            self._held.append(_Held(row, len(self._held), position, before))
            return None
        return self._new(row)

    def _shared_card(self, own: str) -> str | None:
        """Return the card with an id, in whatever deck it is."""
        found = self.shared.card(own, self.deck) if self.shared else None
        if found is None:
            return None
        card, deck = found
        if card not in self._known.taken:
            self.moved[card] = deck
        return card

    def _exported(self, row: CardRow, card: str | None) -> tuple[CardRow, str | None]:
        """Return the row of a question that was exported from here or elsewhere, and its card; None where it is new.

        Its id in the source is made of its guid; `card` is the one with this id. It is the card that it was exported
        from in the same deck, and in any other where it asks or answers the same.
        """
        body = json.loads(row.body)
        was = str(body.pop("was"))
        if card is None and was not in self._given and self._is_origin(was, body):
            if was not in self._known.taken:
                self.moved[was] = was.partition("/")[0]
            body["id"], card = was.rpartition("/")[2], was
        siblings = body.get("note") or body["id"]
        text = compact(body)
        digest = digest_of(row.section, row.kind, text)
        return row._replace(card=card or row.card, body=text, digest=digest, siblings=siblings), card

    def _is_origin(self, was: str, body: Mapping[str, Any]) -> bool:
        """Return whether a question was exported from a card of this database."""
        if was in self._known.taken:
            return True
        known = body_of(self.query, was)
        texts = [question_and_answer({**each, "explain": ""}) for each in (body, known)] if known else []
        return bool(texts) and (texts[0][0] == texts[1][0] or texts[0][1] == texts[1][1])

    def _new(self, row: CardRow) -> CardRow:
        """Return a row with an id that no installed card has."""
        card, number = row.card, 2
        while card in self._known.taken or card in self._given:
            card, number = f"{row.card}-{number}", number + 1
        self._given.add(card)
        return renamed(row, card)

    def ended(self) -> list[tuple[str, CardRow]]:
        """Return the rows that were held back, in order, by their id in the source.

        Raises Undecided if there are doubtful pairs, on which the learner is to be asked.
        """
        gone = self._known.active - self._given
        if self._held and gone:
            self._match(gone)
        if self.options.ask and self.doubts:
            raise Undecided(self.doubts)
        accepted = {pair.new: pair.old for pair in (*self.matching.certain, *self._accepted())}
        self._given.update(accepted.values())
        self.renamed |= {name: card for name, card in accepted.items() if name not in self._known.taken}
        rows = ((held.row, accepted.get(held.row.card)) for held in self._held)
        return [(row.card, renamed(row, card) if card else self._new(row)) for row, card in rows]

    def _accepted(self) -> Iterator[Pair]:
        """Yield the accepted doubtful pairs, at most one for each card."""
        taken: set[str] = set()
        for pair in self.matching.doubtful:
            if pair in self.options.accepted and not {pair.old, pair.new} & taken:
                taken |= {pair.old, pair.new}
                yield pair

    def _match(self, gone: frozenset[str]) -> None:
        texts = known_texts(self.query, self.deck)
        gone = frozenset(
            each.card for each in texts if each.card in gone and not each.is_alone and self.may_be_gone(each)
        )
        old = {each.key: each for each in _installed(texts, self.deck, gone)}
        new = {each.row.card: _arrived(each) for each in self._held}
        self.matching = match(old.values(), new.values())
        decided = {card for pair in self.options.accepted for card in (pair.old, pair.new)}
        self.doubts = tuple(
            Doubt(pair, old[pair.old], new[pair.new])
            for pair in self.matching.doubtful
            if pair not in self.options.refused and not {pair.old, pair.new} & decided
        )


def _installed(cards: Iterable[KnownText], deck: str, gone: frozenset[str]) -> Iterator[CardVersion]:
    """Yield the installed cards that are gone, with their places among those that are not retired."""
    last: dict[str, tuple[str, int]] = {}
    for each in cards:
        if each.is_retired:
            continue
        before, position = last.get(each.concept, ("", 0))
        last[each.concept] = f"{deck}/{each.concept}/{each.own}", position + 1
        if each.card in gone:
            # A card that the learner edited is compared by the text that its source had.
            text = {**each.body, **each.body.get("edited_from", {})}
            yield version_of(each.card, each.concept, position, before, text)


def _arrived(held: _Held) -> CardVersion:
    row = held.row
    return version_of(row.card, row.concept, held.position, held.before, json.loads(row.body))
