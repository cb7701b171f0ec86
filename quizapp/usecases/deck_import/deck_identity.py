"""Finds the installed deck that a deck from a file is: that of the same file, or one that was renamed or moved."""

from dataclasses import dataclass, field
from pathlib import Path

from quizapp.formats.common.deck_builder import topic_id
from quizapp.store.daily_candidates import Query
from quizapp.store.database import Store
from quizapp.store.decks.deck_lookup import teaches
from quizapp.store.decks.known_cards import KnownDeck, decks_with_file, files_of, known_cards, known_decks
from quizapp.usecases.deck_import.card_identity import SharedIds
from quizapp.usecases.deck_import.standard_input import is_kept_input


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckOfFile:
    """A deck as its file has it."""

    id: str
    decks: tuple[str, ...]  # the ids of all decks of the file
    own_ids: frozenset[str]  # of its cards, or of the first ones; with their concepts for a deck of concepts
    named_by_file: bool  # its id comes from the name of the file
    shared_ids: bool = False  # the ids of its cards are the same in every deck
    is_list: bool = True  # it has nothing to read
    is_copy: bool = False  # quizapp wrote the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The deck to install into."""

    deck: str
    replaced: frozenset[str]  # the files whose cards retire if they do not arrive
    is_addition: bool  # the deck stays that of another file
    is_copy: bool = False  # it does, because this one was exported from it: its cards stay those of their files, too
    twin: str = ""  # a deck with the same name and most of the cards, from another file


@dataclass(slots=True, kw_only=True)
class DeckIdentity:
    """Finds the decks of one file. Two decks of the file never get the same installed deck."""

    store: Store
    source: str  # the path of the file
    chosen: str | None  # the id that the learner chose
    shared: SharedIds
    taken: set[str] = field(default_factory=set)

    def place(self, start: DeckOfFile) -> Place:
        """Return where a deck belongs."""
        known = {each.deck: each for each in known_decks(self.store.query)}
        deck = self._deck(start, known)
        self.taken.add(deck)
        before = known.get(deck)
        twin = start.id if deck != start.id and start.id in known and before is None else ""
        is_other = before is not None and before.source != self.source
        is_in_use = before is not None and not (before.is_removed or is_gone(before))
        return Place(
            deck=deck, replaced=self._replaced(start, before),
            is_addition=is_other and is_in_use and (start.is_copy or not start.shared_ids),
            is_copy=is_other and is_in_use and start.is_copy,
            twin=twin if twin and _shares_most(self.store.query, twin, start) else "",
        )  # fmt: skip

    def _replaced(self, start: DeckOfFile, before: KnownDeck | None) -> frozenset[str]:
        """Return the files that this one replaces: itself, and one that was moved to it.

        A package may hold only a part of its deck, so it replaces nothing unless it was the last one to be imported.
        """
        if before is None or (start.shared_ids and before.source != self.source):
            return frozenset()
        if before.source != self.source and not is_gone(before):
            return frozenset((self.source,))
        others = (file for file in files_of(self.store.query, before.deck) if not Path(file).is_absolute())
        return frozenset((self.source, before.source, *others))

    def _deck(self, start: DeckOfFile, known: dict[str, KnownDeck]) -> str:
        only = len(start.decks) == 1
        if self.chosen and only:
            return self.chosen
        own = start.id
        if start.is_list and own in known and teaches(self.store, own):
            own = f"{own}-cards"
        if own in known and known[own].source == self.source:
            return own
        if only and not start.shared_ids and (here := self._from_here(known)):
            return here
        if own in known:
            return own if self._is_update(start, known[own]) else self._beside(own, known)
        return self._predecessor(start, known) or own

    def is_another(self, deck: str) -> bool:
        """Return whether this file is already installed as another deck than this one."""
        return any(
            each.deck != deck and each.source == self.source and not each.is_removed
            for each in known_decks(self.store.query)
        )

    def _from_here(self, known: dict[str, KnownDeck]) -> str | None:
        """Return the deck that came from this file, or that cards of this file were added to."""
        here = [each.deck for each in known.values() if each.source == self.source and not each.is_removed]
        here = here or decks_with_file(self.store.query, self.source)
        return here[0] if len(here) == 1 else None

    def _is_update(self, start: DeckOfFile, before: KnownDeck) -> bool:
        """Return whether a file with the name of a deck is that deck.

        Two files of one name in different folders are two decks, unless one is gone, as when it was moved.
        """
        if not start.named_by_file or before.is_removed:
            return True
        one_name = Path(before.source).name == Path(self.source).name and not is_kept_input(self.source)
        if one_name and not is_gone(before):
            return False
        return _shares_most(self.store.query, before.deck, start)

    def _beside(self, own: str, known: dict[str, KnownDeck]) -> str:
        """Return the id of another deck with the same name: that of its folder comes first."""
        name = base = f"{topic_id(Path(self.source).parent.name)}-{own}"[:60].strip("-")
        number = 2
        while name in known and known[name].source != self.source:
            name, number = f"{base}-{number}", number + 1
        return name

    def _predecessor(self, start: DeckOfFile, known: dict[str, KnownDeck]) -> str | None:
        """Return the deck that was renamed to this one: it has most of the cards, and its old file is gone."""
        if start.shared_ids:
            counts, cards = self.shared.decks(start.own_ids), len(start.own_ids)
            found = [deck for deck, count in counts.items() if 2 * count > cards and deck not in start.decks]
        else:
            gone = (each.deck for each in known.values() if is_gone(each) and not each.is_removed)
            found = [deck for deck in gone if _shares_most(self.store.query, deck, start)]
        left = [deck for deck in found if deck not in self.taken]
        return left[0] if len(left) == 1 else None


def is_gone(deck: KnownDeck | None) -> bool:
    """Return whether the file that a deck came from no longer exists."""
    return deck is not None and deck.origin == "path" and bool(deck.source) and not Path(deck.source).exists()


def _shares_most(query: Query, deck: str, start: DeckOfFile) -> bool:
    """Return whether both have at least half of the cards of the smaller one; lists may have other names."""
    known = known_cards(query, deck)
    names = [name.split("/", 1)[1] for name, card in known.ids.items() if card in known.active]
    owns = {*names, *(name.partition("/")[2] for name in names)} if start.is_list else set(names)
    return bool(names) and 2 * len(owns & start.own_ids) >= min(len(names), len(start.own_ids))
