"""Today's order: due reviews by risk, new cards under their limit and prerequisites, interleaved."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

INTERLEAVE_WINDOW = 5  # places down the order of risk within which a card of another concept is looked for


class Candidate(NamedTuple):
    """A card that could be asked today."""

    card: str
    deck: str
    concept: str
    group: str  # what its siblings share: a section, or a note
    due_ms: int | None = None
    reviews: int = 0

    @property
    def siblings(self) -> tuple[str, str, str]:
        """Cards with the same key are siblings: only one of them is asked on a day."""
        return self[1:4]  # deck, concept, group

    @property
    def topic(self) -> tuple[str, str]:
        """The concept, over decks."""
        return (self.deck, self.concept)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptFacts:
    """What the daily plan needs to know of a concept."""

    requires: tuple[tuple[str, str], ...]
    sections: int  # how many of its sections have cards
    asked: frozenset[str] = frozenset()  # sections of which a card was ever answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The cards to plan from: `due` sorted by risk, `fresh` in the deck's order of introduction."""

    learning: Sequence[Candidate] = ()
    due: Sequence[Candidate] = ()
    fresh: Sequence[Candidate] = ()
    touched: Collection[tuple[str, str, str]] = frozenset()
    concepts: Mapping[tuple[str, str], ConceptFacts] = field(default_factory=dict)
    assigned: Sequence[Candidate] = ()  # left of a teacher's assignments, new and met ones: these come first
    new_done: int = 0
    reviews_done: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The cards of today: `due` sorted by risk, `fresh` in the order of introduction."""

    learning: tuple[Candidate, ...]
    due: tuple[Candidate, ...]
    fresh: tuple[Candidate, ...]
    waiting: int = 0  # due today beyond the cap
    first: frozenset[str] = frozenset()  # assigned cards

    @property
    def order(self) -> tuple[Candidate, ...]:
        """Assigned cards; due cards, neighbours from different concepts where possible; then new cards."""
        if not self.first:
            return (*spread(self.due), *self.fresh)
        due, others = parted(self.due, self.first)
        fresh, new = parted(self.fresh, self.first)
        return (*spread(due), *fresh, *spread(others), *new)


def parted(cards: Iterable[Candidate], chosen: Collection[str]) -> tuple[list[Candidate], list[Candidate]]:
    """Return the chosen cards, and the others."""
    parts: tuple[list[Candidate], list[Candidate]] = ([], [])
    for card in cards:
        parts[card.card not in chosen].append(card)
    return parts


def one_per_siblings(cards: Iterable[Candidate], taken: set[tuple[str, str, str]]) -> Iterable[Candidate]:
    """Yield the first card of each group of siblings that is not in `taken`, and add the group to it."""
    for card in cards:
        siblings = card[1:4]  # `card.siblings`, without the call: there may be a thousand
        if siblings not in taken:
            taken.add(siblings)
            yield card


def is_met(facts: ConceptFacts, planned: int = 0) -> bool:
    """Return whether a concept counts as met: at least half of its sections were asked."""
    return 2 * (len(facts.asked) + planned) >= facts.sections


def awaited(fresh: Iterable[Candidate], concepts: Mapping[tuple[str, str], ConceptFacts]) -> list[tuple[str, str]]:
    """Return the concepts that must be met before some of the new cards are asked."""
    needs = (need for card in fresh if card.topic in concepts for need in concepts[card.topic].requires)
    return [need for need in dict.fromkeys(needs) if need in concepts and not is_met(concepts[need])]


def introduce(
    fresh: Sequence[Candidate], concepts: Mapping[tuple[str, str], ConceptFacts], limit: int
) -> list[Candidate]:
    """Return at most `limit` new cards in the deck's order, after what they require, two concepts in turn."""
    waiting: dict[tuple[str, str], list[Candidate]] = {}
    for card in fresh:
        waiting.setdefault(card.topic, []).append(card)
    planned: Counter[tuple[str, str]] = Counter()
    chosen: list[Candidate] = []

    def open_to(topic: tuple[str, str]) -> bool:
        facts = concepts.get(topic)
        needs = facts.requires if facts else ()
        return all(need not in concepts or is_met(concepts[need], planned[need]) for need in needs)

    while len(chosen) < limit:
        ready = list(islice((topic for topic in waiting if open_to(topic)), 2))
        if not ready:
            break
        other = [topic for topic in ready if not chosen or topic != chosen[-1].topic]
        topic = (other or ready)[0]
        chosen.append(waiting[topic].pop(0))
        if not waiting[topic]:
            del waiting[topic]
        planned[topic] += 1
    return chosen


def spread(cards: Sequence[Candidate]) -> list[Candidate]:
    """Return the cards nearly in their order, neighbours from different concepts where a near card allows it."""
    rest = list(cards)
    result: list[Candidate] = []
    while rest:
        last = result[-1].topic if result else None
        pick = next((i for i, card in enumerate(rest[:INTERLEAVE_WINDOW]) if card.topic != last), 0)
        result.append(rest.pop(pick))
    return result


def plan(candidates: Candidates, *, new_limit: int, review_limit: int) -> Plan:
    """Return the plan of today. The limits are what is left of the day's limits, in cards."""
    taken = set(candidates.touched)
    learning = tuple(candidates.learning)
    taken.update(card.siblings for card in learning)
    first = frozenset(card.card for card in candidates.assigned)
    due, others = parted(candidates.due, first) if first else ([], candidates.due)
    due_all = list(one_per_siblings((*due, *others), taken))
    limit = max(0, new_limit)
    # A teacher assigns a card whether or not what it requires was met.
    assigned = list(one_per_siblings((card for card in candidates.assigned if not card.reviews), taken))[:limit]
    fresh_all = list(one_per_siblings(candidates.fresh, taken))
    return Plan(
        learning=learning,
        due=tuple(due_all[: max(0, review_limit)]),
        fresh=(*assigned, *introduce(fresh_all, candidates.concepts, limit - len(assigned))),
        waiting=max(0, len(due_all) - max(0, review_limit)),
        first=first,
    )
