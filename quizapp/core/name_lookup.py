"""Finds what a name means: a deck, a concept, an experiment, deck/concept, concept/experiment, #tag."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from quizapp.core.did_you_mean import near

Kind = Literal["deck", "concept", "experiment", "tag"]


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that has a name; the parts that it has not are empty."""

    deck: str = ""
    concept: str = ""
    experiment: str = ""
    tag: str = ""

    @property
    def kind(self) -> Kind:
        """What it is."""
        if self.tag:
            return "tag"
        return "experiment" if self.experiment else "concept" if self.concept else "deck"

    @property
    def full(self) -> str:
        """The name that means this and nothing else, such as deck/concept/experiment."""
        return f"#{self.tag}" if self.tag else "/".join(filter(None, (self.deck, self.concept, self.experiment)))


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name of nothing, with all the names that it may be a slip of, the most similar first."""

    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name of several things of one kind, with their full names."""

    full: tuple[str, ...]


def find_name(text: str, everything: Sequence[Named], wanted: Sequence[Kind]) -> Named | Unknown | Ambiguous:
    """Return what a name means. Where it names several kinds, the first of `wanted` is meant."""
    if text.startswith("#") and len(text) > 1 and "tag" in wanted:
        return Named(tag=text[1:])
    for kind in wanted:
        found = [each for each in everything if each.kind == kind and text in _names(each)]
        if len(found) == 1:
            return found[0]
        if found:
            return Ambiguous(tuple(each.full for each in found))
    return Unknown(tuple(_near(text, everything, wanted)))


def _near(text: str, everything: Sequence[Named], wanted: Sequence[Kind]) -> Iterator[str]:
    """Yield a name of each thing that a text may be a slip of: the short one where it means this thing alone."""
    bearers: dict[str, list[Named]] = {}
    for each in sorted((each for each in everything if each.kind in wanted), key=lambda each: wanted.index(each.kind)):
        for name in (name for name in _names(each) if name.count("/") == text.count("/")):
            bearers.setdefault(name, []).append(each)
    for name in near(text, bearers):
        meant = [each for each in bearers[name] if each.kind == bearers[name][0].kind]
        yield from [name] if len(meant) == 1 else [each.full for each in meant]


def _names(named: Named) -> Iterator[str]:
    """Yield the names of a thing, the shortest first: `b`, `a/b` for the concept b of the deck a."""
    parts = [part for part in (named.deck, named.concept, named.experiment) if part]
    for first in reversed(range(len(parts))):
        yield "/".join(parts[first:])


def find_card(text: str, cards: Collection[str]) -> str | Unknown | Ambiguous:
    """Return the id of the card that a text names: its id, or the end of it from a slash or else a hyphen on."""
    if text in cards:
        return text
    found = [card for card in cards if card.endswith(f"/{text}")]
    found = found or [card for card in cards if card.endswith(f"-{text}")]
    if len(found) == 1:
        return found[0]
    if found:
        return Ambiguous(tuple(found))
    ends: dict[str, list[str]] = {}
    for card in cards:
        ends.setdefault("/".join(card.split("/")[-1 - text.count("/") :]), []).append(card)
    return Unknown(tuple(card for name in near(text, ends) for card in ends[name]))
