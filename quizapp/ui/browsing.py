"""What the browser of cards shows and what its keys do to that. Values only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quizapp.core.card_filter import CardFilter, card_filter
from quizapp.ui.browser_port import ListedCard
from quizapp.ui.text_field import TextField, edited


@dataclass(frozen=True, slots=True)
class Browsing:
    """The search, whether it is being typed, the card that the cursor is on, the first row in sight, and the marks."""

    field: TextField = TextField()
    typing: bool = True
    at: int = 0
    top: int = 0
    marked: frozenset[str] = frozenset()

    def within(self, count: int, rows: int) -> "Browsing":
        """Return this with its cursor on one of `count` cards and in sight of so many rows."""
        at = max(0, min(self.at, count - 1))
        top = min(max(self.top, at - rows + 1), at, max(0, count - rows))
        return replace(self, at=at, top=max(0, top))


def moved(state: Browsing, pressed: str, count: int, page: int) -> Browsing:
    """Return the state after a key that moves the cursor or types in the search; another search starts at the top."""
    steps = {"up": -1, "down": 1, "pgup": -page, "pgdn": page}
    if not state.typing:
        steps |= {"k": -1, "j": 1, "home": -count, "end": count}
    if pressed in steps:
        return replace(state, at=max(0, min(state.at + steps[pressed], count - 1)))
    field = edited(state.field, pressed) if state.typing else None
    if field is None:
        return state
    if field.text == state.field.text:
        return replace(state, field=field)
    return replace(state, field=field, at=0, top=0)


def toggled(marked: frozenset[str], cards: Sequence[str]) -> frozenset[str]:
    """Return the marks with all of the cards marked, or where they all are, with none of them."""
    return marked - set(cards) if marked.issuperset(cards) else marked | set(cards)


def _matching(wanted: CardFilter, cards: Sequence[ListedCard]) -> Sequence[ListedCard]:
    """Return the cards that a filter matches: words one after another, which is four times as fast for 20,000 cards."""
    for word in wanted.words:
        cards = [card for card in cards if word in card.search.text]
    rest = replace(wanted, words=())
    return cards if rest == CardFilter() and not rest.unknown else [each for each in cards if rest.matches(each.search)]


class Search:
    """Finds cards; a search that only got longer looks among the cards that were found before."""

    def __init__(self) -> None:
        self._cards: Sequence[ListedCard] = ()
        self._text = ""
        self._found: Sequence[ListedCard] = ()

    def found(self, cards: Sequence[ListedCard], text: str) -> Sequence[ListedCard]:
        """Return the cards that a search means."""
        if cards is self._cards and text == self._text:
            return self._found
        # A longer plain word is in fewer texts; a longer filter may mean others, as is:new and is:newer do.
        narrower = cards is self._cards and text.startswith(self._text) and not set(text) & set(":#")
        self._found = _matching(card_filter(text), self._found if narrower else cards)
        self._cards, self._text = cards, text
        return self._found
