"""Finds which added card of a new version of a deck is a retired card of the old one.

The decision depends on nothing but the two versions, so that every device that imports both decides the same. A pair
is certain where both cards share their own id, or their question and place, or their answer and either their place or
much of their question, and no other pair competes with it. What is merely plausible is doubtful, and for a person to
decide.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

NEAR = 0.5  # similarity of two questions above which a shared answer makes a pair certain
SIMILAR = 0.55  # similarity of two questions above which a pair without a shared answer is plausible
CLOSE = 0.85  # similarity that is needed where the answer tells little, such as `True`
_SHORT = 3  # characters up to which an answer tells little
_MOST_SHARED = 12  # cards with the same answer, above which an answer tells nothing
_WITH_TEXT = frozenset(("recall", "typed", "cloze"))  # kinds that a format, or a later reader, may take for each other
_RARE = 4  # retired cards up to which a trigram proposes a pair


@dataclass(frozen=True, kw_only=True)
class CardVersion:
    """A card as one version of a deck has it. `key` is unique in its version."""

    key: str
    own: str  # the last part of the id: given by the format, or made of the question
    topic: str
    position: int  # in its topic
    before: str  # the key of the card before it in its topic; empty for the first
    kind: str
    question: str
    answer: str

    @cached_property
    def trigrams(self) -> frozenset[str]:
        """The sequences of three characters of the question, without regard to case and spacing."""
        text = f"  {folded(self.question)} "
        return frozenset(text[index : index + 3] for index in range(len(text) - 2))

    @cached_property
    def shared_answer(self) -> str:
        """What two cards with the same answer have in common; empty where there is no answer."""
        return folded(self.answer)

    @property
    def tells_little(self) -> bool:
        """Whether many unrelated cards may have this answer."""
        return self.kind == "true_false" or len(self.shared_answer) <= _SHORT


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A retired card and an added card, by their keys."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two cards that may be the same, as they were and as they are."""

    pair: Pair
    old: CardVersion
    new: CardVersion


@dataclass(frozen=True, slots=True)
class Matching:
    """Which cards are the same: certainly, or perhaps. A card is in at most one certain pair, and then in no other."""

    certain: tuple[Pair, ...]
    doubtful: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What two cards share."""

    old: CardVersion
    new: CardVersion
    similarity: float
    strong: bool  # enough for a certain pair, unless another one competes


def folded(text: str) -> str:
    """Return a text without regard to case and spacing."""
    return " ".join(text.casefold().split())


def similarity(old: CardVersion, new: CardVersion) -> float:
    """Return how alike two questions are, from 0 to 1: the Dice coefficient of their trigrams."""
    return 2 * len(old.trigrams & new.trigrams) / (len(old.trigrams) + len(new.trigrams))


def match(retired: Iterable[CardVersion], added: Iterable[CardVersion]) -> Matching:
    """Return which added cards are retired cards; the order of neither matters."""
    old, new = _by_key(retired), _by_key(added)
    certain = _same_ids(old, new)
    for pair in certain:
        del old[pair.old], new[pair.new]
    evidence = [found for pair in _candidates(old, new) if (found := _evidence(*pair))]
    more, doubtful = _decided(evidence)
    return Matching(tuple(sorted([*certain, *more])), tuple(sorted(doubtful)))


def _by_key(cards: Iterable[CardVersion]) -> dict[str, CardVersion]:
    return dict(sorted((card.key, card) for card in cards))


def _same_ids(old: Mapping[str, CardVersion], new: Mapping[str, CardVersion]) -> list[Pair]:
    """Return the pairs that share an id which no other card of either side has, such as one that moved."""
    known, arriving = _grouped(old.values(), "own"), _grouped(new.values(), "own")
    return [
        Pair(known[own][0].key, cards[0].key)
        for own, cards in arriving.items()
        if len(cards) == 1 and len(known.get(own, ())) == 1
    ]


def _grouped(cards: Iterable[CardVersion], field: str) -> dict[str, list[CardVersion]]:
    groups: dict[str, list[CardVersion]] = defaultdict(list)
    for card in cards:
        groups[getattr(card, field)].append(card)
    return groups


def _candidates(
    old: Mapping[str, CardVersion], new: Mapping[str, CardVersion]
) -> Iterator[tuple[CardVersion, CardVersion]]:  # fmt: skip
    """Yield the pairs worth comparing: those that share an answer, a place, or rare parts of a question."""
    places = _places(old.values())
    answers = _grouped(old.values(), "shared_answer")
    rare = _rare_trigrams(old.values())
    counts = {answer: len(cards) for answer, cards in _grouped(new.values(), "shared_answer").items()}
    for card in new.values():
        found = {key for place in _places_of(card) for key in places.get(place, ())}
        found.update(key for trigram in card.trigrams for key in rare.get(trigram, ()))
        same = answers.get(card.shared_answer, ())
        if card.shared_answer and max(len(same), counts[card.shared_answer]) <= _MOST_SHARED:
            found.update(each.key for each in same)
        for key in sorted(found):
            yield old[key], card


def _places(cards: Iterable[CardVersion]) -> dict[tuple[str, str, int | str], list[str]]:
    places = defaultdict(list)
    for card in cards:
        for place in _places_of(card):
            places[place].append(card.key)
    return places


def _places_of(card: CardVersion) -> Sequence[tuple[str, str, int | str]]:
    return (card.topic, "at", card.position), (card.topic, "after", card.before)


def _rare_trigrams(cards: Iterable[CardVersion]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for card in cards:
        for trigram in card.trigrams:
            found[trigram].append(card.key)
    return {trigram: keys for trigram, keys in found.items() if len(keys) <= _RARE}


def _evidence(old: CardVersion, new: CardVersion) -> _Evidence | None:
    """Return what two cards share; None where that does not make them plausible as one."""
    alike, in_place = similarity(old, new), not set(_places_of(old)).isdisjoint(_places_of(new))
    same_answer = bool(old.shared_answer) and old.shared_answer == new.shared_answer and _is_alike(old, new)
    if same_answer and old.tells_little:
        strong = alike >= CLOSE and in_place
    else:
        strong = same_answer and (alike >= NEAR or in_place)
    # In formats without ids the question is the id, except for the notation in which it is written.
    same_question = _is_alike(old, new) and folded(old.question) == folded(new.question) != ""
    strong = strong or (same_question and in_place)
    if not strong and alike < SIMILAR and not (same_answer and not old.tells_little):
        return None
    return _Evidence(old, new, alike, strong)


def _is_alike(old: CardVersion, new: CardVersion) -> bool:
    """Return whether the questions are of one kind, or of kinds that ask the same."""
    return old.kind == new.kind or {old.kind, new.kind} <= _WITH_TEXT


def _decided(evidence: Sequence[_Evidence]) -> tuple[list[Pair], list[Pair]]:
    """Return the certain pairs and the doubtful ones: no pair is certain with one as good at either of its ends."""
    ends: dict[tuple[str, str], list[_Evidence]] = defaultdict(list)
    for each in evidence:
        ends["old", each.old.key].append(each)
        ends["new", each.new.key].append(each)
    certain = [each for each in evidence if each.strong and not _rivals(each, ends)]
    taken = {("old", each.old.key) for each in certain} | {("new", each.new.key) for each in certain}
    doubtful = [
        each for each in evidence if ("old", each.old.key) not in taken and ("new", each.new.key) not in taken
    ]  # fmt: skip
    return _pairs(certain), _pairs(doubtful)


def _rivals(one: _Evidence, ends: Mapping[tuple[str, str], Sequence[_Evidence]]) -> bool:
    others = (*ends["old", one.old.key], *ends["new", one.new.key])
    return any(each is not one and (each.strong or each.similarity >= one.similarity) for each in others)


def _pairs(evidence: Iterable[_Evidence]) -> list[Pair]:
    return [Pair(each.old.key, each.new.key) for each in evidence]
