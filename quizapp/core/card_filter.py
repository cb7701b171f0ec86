"""Which cards a search means: words of their texts, and filters such as is:due, deck:python and #tag."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from quizapp.core.events import CardState
from quizapp.core.model import State

LEECH_LAPSES = 8  # lapses from which a card is a leech

STANDINGS: Mapping[str, str] = {
    "new": "never answered",
    "learning": "in its learning steps",
    "review": "in review",
    "due": "to be asked today",
    "leech": f"forgotten {LEECH_LAPSES} times or more",
    "suspended": "hidden until released",
    "buried": "hidden until tomorrow",
    "paused": "of a paused deck or concept",
    "flagged": "with your flag",
}
"""What a card can be at a moment, as `is:` names it, and what that means."""

_LABELS = ("suspended", "paused", "buried", "due", "learning", "review", "new")  # the first of these counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What else a card's standing depends on: the study day, and what the learner did to the card or its deck."""

    day: str
    day_end: int
    paused: bool = False
    flagged: bool = False


def standing(state: CardState, marked: Marked) -> frozenset[str]:
    """Return what a card is now, of STANDINGS. A suspended or paused card is not due."""
    hidden = state.suspended or marked.paused
    tests = {
        "new": state.state is State.NEW,
        "learning": state.state in (State.LEARNING, State.RELEARNING),
        "review": state.state is State.REVIEW,
        "due": state.due_ms is not None and state.due_ms < marked.day_end and not hidden,
        "leech": state.lapses >= LEECH_LAPSES,
        "suspended": state.suspended,
        "buried": state.buried_day == marked.day,
        "paused": marked.paused,
        "flagged": marked.flagged,
    }
    return frozenset(name for name, holds in tests.items() if holds)


def label(standing: Collection[str]) -> str:
    """Return the one word that says most of what a card is."""
    return next(name for name in _LABELS if name in standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchableCard:
    """What a card is searched by; `text` has no capital letters."""

    deck: str
    concept: str
    tags: tuple[str, ...] = ()
    standing: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFilter:
    """The cards that have every word in a text, every standing and every tag, in a deck and a concept if named."""

    words: tuple[str, ...] = ()
    standing: frozenset[str] = frozenset()
    tags: tuple[str, ...] = ()
    deck: str = ""
    concept: str = ""
    unknown: tuple[str, ...] = field(default=(), compare=False)  # filters that do not exist; they match nothing

    def matches(self, card: SearchableCard) -> bool:
        """Return whether a card is meant."""
        return (
            not self.unknown
            and (not self.deck or card.deck == self.deck)
            and (not self.concept or card.concept == self.concept)
            and self.standing <= card.standing
            and all(tag in card.tags for tag in self.tags)
            and all(word in card.text for word in self.words)
        )


def card_filter(search: str) -> CardFilter:
    """Return what a search means; a colon or # that begins no filter is a part of a word to look for."""
    words: list[str] = []
    standings: list[str] = []
    tags: list[str] = []
    places = {"deck": "", "concept": ""}
    for word in search.split():
        name, _, value = word.partition(":")
        if name == "is" and value:
            standings.append(value)
        elif name in places and value:
            places[name] = value
        elif name == "tag" and value:
            tags.append(value)
        elif word.startswith("#") and len(word) > 1:
            tags.append(word[1:])
        else:
            words.append(word.casefold())
    deck, _, within = places["deck"].partition("/")
    return CardFilter(
        words=tuple(words),
        standing=frozenset(standings),
        tags=tuple(tags),
        deck=deck,
        concept=places["concept"] or within,
        unknown=tuple(name for name in standings if name not in STANDINGS),
    )
