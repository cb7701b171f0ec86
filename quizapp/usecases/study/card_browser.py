"""The browser of cards over the store. Implements ui.browser_port.CardBrowsing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from quizapp.core import events as log_kinds
from quizapp.core.card_filter import SearchableCard
from quizapp.core.card_info import CardInfo
from quizapp.core.counting import counted
from quizapp.core.events import CardState, Event
from quizapp.core.scope import Scope
from quizapp.gc_pause import paused_collector
from quizapp.store.card_lookup import stored_card
from quizapp.store.database import Store
from quizapp.store.decks.card_search import searched_text
from quizapp.store.events.event_log import all_states, card_state
from quizapp.store.events.mark_cards import mark_cards
from quizapp.ui.browser_port import Action, ListedCard
from quizapp.usecases.authoring.add_cards import Place, place_of
from quizapp.usecases.authoring.move_cards import move_cards, places
from quizapp.usecases.authoring.undo_action import undo_action
from quizapp.usecases.context import Context
from quizapp.usecases.reports.card_listings import CardListing, asked_line, card_details, list_cards, standings
from quizapp.usecases.study.edit_card import edit_card
from quizapp.usecases.study.question_loader import media_of

FEW = 50  # cards whose states are read one by one


@dataclass(frozen=True, slots=True)
class _Effect:
    """What an action records: an event that gives cards a standing, or one that takes it off all of them."""

    standing: str  # cards that have it already are left as they are
    does: str  # the kind of event
    done: str
    ends: str = ""  # the kind of event that takes it off where all cards have it; '' where nothing does
    ended: str = ""


_EFFECTS: Mapping[Action, _Effect] = {
    "suspend": _Effect("suspended", log_kinds.SUSPEND, "suspended", log_kinds.UNSUSPEND, "released"),
    "bury": _Effect("buried", log_kinds.BURY, "hidden until tomorrow", log_kinds.UNSUSPEND, "released"),
    "flag": _Effect("flagged", log_kinds.FLAG, "flagged", log_kinds.UNFLAG, "no longer flagged"),
    "forget": _Effect("new", log_kinds.FORGET, "new again"),
}


class CardBrowser:
    """The cards of a scope; `changed` are those that an action or an edit may have changed."""

    def __init__(self, context: Context, store: Store, scope: Scope) -> None:
        self._context, self._store, self._scope = context, store, scope
        self.changed: set[str] = set()
        self._read()

    def _read(self) -> None:
        """Read all cards of the scope again."""
        with paused_collector():
            listings = list_cards(self._store, self._context, self._scope)
            self._records = {each.record.card: each.record for each in listings}
            self.cards: Sequence[ListedCard] = [_listed(each) for each in listings]

    def _read_again(self, cards: Sequence[str]) -> None:
        """Read the states of some cards again."""
        known = standings(self._store, self._context)
        states = all_states(self._store) if len(cards) > FEW else {}
        wanted = set(cards)

        def again(card: str) -> ListedCard:
            state = states.get(card, CardState()) if states else card_state(self._store, card)
            return _listed(known.listed(self._records[card], state))

        self.cards = [again(each.card) if each.card in wanted else each for each in self.cards]

    def is_open(self, card: str) -> bool:
        """Return whether a card may be asked today: it is installed and not hidden."""
        found = next((each.search.standing for each in self.cards if each.card == card), None)
        return found is not None and not found & {"suspended", "buried", "paused"}

    def info(self, card: str) -> CardInfo:
        """Return what is known of a card."""
        return card_details(self._store, self._context, card).info()

    def media(self, card: str, side: Literal["question", "answer"]) -> tuple[Path, ...]:
        """Return the existing media files of a side of a card."""
        stored = stored_card(self._store.query, self._context.learner, card)
        return media_of(self._store.query, self._context.db, stored.card, side) if stored else ()

    def act(self, action: Action, cards: Sequence[str]) -> str:
        """Record an action on cards."""
        effect, wanted = _EFFECTS[action], set(cards)
        having = {each.card for each in self.cards if each.card in wanted and effect.standing in each.search.standing}
        left = [card for card in cards if card not in having]
        if left:
            return self._record(effect.does, left, effect.done)
        if effect.ends:
            return self._record(effect.ends, cards, effect.ended)
        return "new already"

    def _record(self, kind: str, cards: Sequence[str], done: str) -> str:
        self._follow(mark_cards(self._store, self._context.moment(), kind, cards))
        return f"{counted(len(cards), 'card')} {done}"

    def _follow(self, events: Sequence[Event]) -> None:
        """Read the cards of some events again; a flag changes nothing for the quiz."""
        self.changed.update(event.card for event in events if event.kind not in (log_kinds.FLAG, log_kinds.UNFLAG))
        self._read_again([event.card for event in events if event.card in self._records])

    def edit(self, card: str, launch: Callable[[Path, int], None]) -> str:
        """Let the learner edit a card, and read all cards again."""
        stored = stored_card(self._store.query, self._context.learner, card)
        if stored is None:
            return "this card is not installed any more"
        told = edit_card(self._context, self._store, stored.card, launch)
        self.changed.add(card)
        self._read()
        return told

    def places(self) -> Sequence[str]:
        """Return the deck/concept names that cards can be moved to."""
        return places(self._store)

    def move(self, cards: Sequence[str], place: str) -> str:
        """Move cards to a place, and read all cards again."""
        moved = move_cards(self._context, self._store, cards, place_of(self._store, Place(place)))
        self._read_files()
        if not moved.cards:
            return f"in {moved.place} already"
        return f"{counted(len(moved.cards), 'card')} moved to {moved.place}"

    def _read_files(self) -> None:
        """Read all cards again after files of decks were changed; those that differ are among the changed ones."""
        before = self._records
        self._read()
        both = {*before, *self._records}
        self.changed.update(card for card in both if before.get(card) != self._records.get(card))

    def undo(self) -> str:
        """Undo the learner's last action."""
        last = undo_action(self._context, self._store)
        if last is None:
            return "there is nothing to undo"
        if last.changed_files:
            self._read_files()
        elif not last.undone.event.card:
            self._read()
        self._follow(last.undone.events)
        return last.text


def _listed(listing: CardListing) -> ListedCard:
    record, body = listing.record, listing.record.body
    text = "\n".join((searched_text(body), listing.asked, record.card)).casefold()
    search = SearchableCard(
        deck=record.deck, concept=record.concept, tags=record.tags, standing=listing.standing, text=text
    )
    return ListedCard(record.card, asked_line(body, listing.asked), search)
