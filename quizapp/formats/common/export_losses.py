"""What a format cannot hold of a deck's cards, card by card: how they differ from what reading the file gives back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.formats.common.card_deck import CardDeck, ImportedCard, Topic

_NAMED = 5  # files or tags that a message names
# What is said of a field that is gone; of one that is there and differs, its spacing is lost.
_GONE = {
    "hint": "its hint",
    "explain": "its explanation",
    "accept": "its other accepted answers",
    "correction": "its correction",
    "case": "that capital letters matter",
    "tolerance": "the tolerance of its number",
    "between": "the ranges of its number",
    "language": "the language of its lines",
}
_NAMES = {"ask": "question", "text": "text", "accept": "accepted answers", "distractors": "wrong options"}


@dataclass(frozen=True, slots=True)
class Lost:
    """A part of a card that is left behind."""

    part: str  # a field of the card or of its question, such as `kind`, `hint` or `tags`
    text: str  # the same in words


@dataclass(frozen=True, slots=True)
class Loss:
    """What is left behind of one card."""

    card: str  # its list and id
    parts: tuple[Lost, ...]


def losses(deck: CardDeck, kept: CardDeck, more: Iterable[Loss] = ()) -> tuple[Loss, ...]:
    """Return what is lost of each card; `kept` has the same cards in the same order, as a format gives them back.

    `more` is what `kept` does not say.
    """
    found: list[Loss] = []
    others = {loss.card: loss.parts for loss in more}
    for topic, after in zip(deck.topics, kept.topics, strict=True):
        cards = list(zip(topic.cards, after.cards, strict=True))
        siblings = _without_siblings(cards)
        of_list = list(_lost_list(topic, after))
        for card, back in cards:
            name = f"{topic.id}/{card.id}"
            parts = [*_lost(card, back), *of_list, *siblings.get(card.note, ()), *_lost_files(card, back, deck, kept)]
            parts += others.get(name, ())
            if parts:
                found.append(Loss(name, tuple(parts)))
    return tuple(found)


def _lost(card: ImportedCard, back: ImportedCard) -> Iterator[Lost]:
    if card.id != back.id:
        yield Lost("id", "its id")
    yield from _lost_fields(card.body, back.body)
    if gone := [tag for tag in card.tags if tag not in back.tags]:
        yield Lost("tags", f"the tags {_listed(gone)}" if back.tags else "its tags")
    if card.history is not None and back.history is None:
        yield Lost("history", "its history")


def _lost_fields(body: Mapping[str, Any], back: Mapping[str, Any]) -> Iterator[Lost]:
    """Yield the fields of a question that differ. One of another kind has its texts in what it asks and answers."""
    if body["kind"] != back["kind"]:
        yield Lost("kind", f"its kind `{body['kind']}`")
        if "hint" in body and body["hint"] != back.get("hint"):
            yield Lost("hint", _GONE["hint"])
        return
    joined = body["kind"] == "recall" and "explain" in body and "explain" not in back
    for name, value in body.items():
        if name == "explain" and joined and not is_alike(back.get("answer"), body.get("answer")):
            yield Lost("explain", "its explanation apart from the answer")
        elif name not in back or (name == "accept" and len(back[name]) < len(value)):
            yield Lost(name, _GONE.get(name, f"its {_NAMES.get(name, name)}"))
        elif not is_alike(back[name], value) and not (name == "answer" and joined):
            yield Lost(name, f"the exact spacing of its {_NAMES.get(name, name)}")


def is_alike(one: Any, other: Any) -> bool:
    """Return whether two values of a field are the same, but for blanks at the end of a text, which show nothing."""
    return bool(_without_last_blanks(one) == _without_last_blanks(other))


def _without_last_blanks(value: Any) -> Any:
    if isinstance(value, str):
        return value.rstrip()
    if isinstance(value, Mapping):
        return {name: _without_last_blanks(each) for name, each in value.items()}
    return [_without_last_blanks(each) for each in value] if isinstance(value, list) else value


def _lost_list(topic: Topic, after: Topic) -> Iterator[Lost]:
    if topic.title != after.title:
        yield Lost("list", f"its list `{topic.title}`")
    elif topic.id != after.id:
        yield Lost("list", f"the id of its list, `{topic.id}`")


def _without_siblings(cards: Iterable[tuple[ImportedCard, ImportedCard]]) -> dict[str, tuple[Lost]]:
    """Return what is said of the cards of each note whose cards are no siblings any more."""
    pairs = [(card.note, back.note) for card, back in cards if card.note]
    count = Counter(note for note, _ in pairs)
    after: dict[str, set[str]] = {}
    for note, new in pairs:
        after.setdefault(note, set()).add(new)
    parted = [note for note in count if count[note] > 1 and (len(after[note]) > 1 or "" in after[note])]
    return dict.fromkeys(parted, (Lost("siblings", "which cards are its siblings"),))


def _lost_files(card: ImportedCard, back: ImportedCard, deck: CardDeck, kept: CardDeck) -> Iterator[Lost]:
    """Yield the files that the card no longer shows, or that stay where they are."""
    gone = [
        name for name in card.media if name not in back.media or (name in deck.media and name not in kept.media)
    ]  # fmt: skip
    if gone:
        yield Lost("media", f"the file{'s' * (len(gone) > 1)} {_listed(gone)}")


def _listed(names: list[str]) -> str:
    first = ", ".join(f"`{name}`" for name in names[:_NAMED])
    return f"{first} and {len(names) - _NAMED} more" if len(names) > _NAMED else first
