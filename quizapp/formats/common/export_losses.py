"""What a format cannot hold of a deck's cards, card by card."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quizapp.formats.common.card_deck import CardDeck, ImportedCard

_NAMED = 5  # files that a message names


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """What a format can hold of a card; other kinds become questions whose answer is revealed."""

    kinds: frozenset[str]
    fields: frozenset[str] = frozenset()  # of a question, beyond what is asked and answered
    tags: bool = False
    media: bool = False
    history: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """What a format loses of one card, each part in words."""

    card: str  # its topic and id
    left: tuple[str, ...]


def losses(deck: CardDeck, holds: Holds, more: Iterable[Loss] = ()) -> tuple[Loss, ...]:
    """Return the cards of which a format leaves something behind; `more` is what `holds` does not say."""
    others = {loss.card: loss.left for loss in more}
    names = ((f"{topic.id}/{card.id}", card) for topic in deck.topics for card in topic.cards)
    found = (Loss(name, (*_lost(card, holds), *others.get(name, ()))) for name, card in names)
    return tuple(loss for loss in found if loss.left)


def _lost(card: ImportedCard, holds: Holds) -> Iterator[str]:
    """Yield what a format loses of a card, in words."""
    kind = str(card.body["kind"])
    if kind not in holds.kinds:
        yield f"its kind `{kind}`"
    for name, words in (
        ("hint", "its hint"),
        ("accept", "other accepted answers"),
        ("correction", "its correction"),
        ("case", "that capital letters matter"),
        ("tolerance", "the tolerance of its number"),
        ("between", "the ranges of its number"),
    ):
        if card.body.get(name) and name not in holds.fields:
            yield words
    if card.tags and not holds.tags:
        yield "its tags"
    if card.media and not holds.media:
        yield _files(card.media)
    if card.history is not None and not holds.history:
        yield "its history"


def _files(names: Iterable[str]) -> str:
    listed = list(names)
    first = ", ".join(f"`{name}`" for name in listed[:_NAMED])
    more = f" and {len(listed) - _NAMED} more" if len(listed) > _NAMED else ""
    return f"the file{'s' * (len(listed) > 1)} {first}{more}"
