"""The questions that are generated from the sections of a concept."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from quizapp.core.model import Concept, SectionName

OPTIONS = 3  # wrong options of a choice between concepts
NEAR_PLACES = 12  # how far apart, in the order of introduction, a concept is still taken for a neighbour

_ASKS = {
    "what": "What {be} {phrase}? Say it in a sentence.",
    "why": "Why {do} {phrase} matter?",
    "how": "How {do} {phrase} work?",
    "when": "When would you use {phrase}, and when not?",
    "conclusion": "{Phrase} in one sentence: what is there to take away?",
    "example": "Give an example of {phrase}, or an analogy.",
    "pros_cons": "Which of these speak for {phrase}?",
    "related": "Which ideas {be} {phrase} related to, and how?",
}


class Neighbours:
    """Which concepts of a deck are near another one: they could be mistaken for it."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        every = list(concepts)
        self._titles = {concept.concept: concept.title for concept in every}
        self._concepts = [concept for concept in every if not concept.is_list]
        self._places = {concept.concept: place for place, concept in enumerate(self._concepts)}
        self._namers: dict[str, list[str]] = {}
        for concept in self._concepts:
            for name in _names(concept):
                self._namers.setdefault(name, []).append(concept.concept)

    def title(self, name: str) -> str:
        """Return the title of a concept, or the name where it is none of the deck."""
        return self._titles.get(name, name)

    def titles_near(self, concept: Concept) -> list[str]:
        """Return the titles of the nearest concepts, at most three, each different from the concept's own.

        Nearest are the concepts that it names in `related` and `requires`, then those that name it, then those that
        share a tag with it, then the others; each group by its distance in the order of introduction.
        """
        linked = [*_names(concept), *self._namers.get(concept.concept, ())]
        near = chain((name for name in linked if name in self._places), self._beside(concept))
        titles = dict.fromkeys(self.title(name) for name in near if name != concept.concept)
        return list(islice((title for title in titles if title != concept.title), OPTIONS))

    def _beside(self, concept: Concept) -> list[str]:
        place = self._places[concept.concept]
        window = self._concepts[max(0, place - NEAR_PLACES) : place + NEAR_PLACES + 1]
        distance = {each.concept: abs(self._places[each.concept] - place) for each in window}
        tags = set(concept.tags)
        window.sort(key=lambda each: (tags.isdisjoint(each.tags), distance[each.concept]))
        return [each.concept for each in window]


def _names(concept: Concept) -> Sequence[str]:
    return [*concept.sections.related, *concept.requires]


def generated(concept: Concept, neighbours: Neighbours) -> Iterator[dict[str, Any]]:
    """Yield the fields of each question that is generated from a section that `generate` names."""
    wanted = list(SectionName) if concept.generate is None else concept.generate
    for name in SectionName:
        if name in wanted:
            yield from _from_section(concept, str(name), neighbours)


def _ask(concept: Concept, section: str) -> str:
    """Return the question about a section, with the concept's phrase in the singular or plural."""
    phrase = concept.phrase or concept.title
    be, do = ("are", "do") if concept.plural else ("is", "does")
    return _ASKS[section].format(phrase=phrase, Phrase=phrase[:1].upper() + phrase[1:], be=be, do=do)


def _body(section: str, kind: str, ask: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "id": f"{section}/{kind}/1", "section": section, "ask": ask} | fields


def _from_section(concept: Concept, section: str, neighbours: Neighbours) -> Iterator[dict[str, Any]]:
    value, ask = getattr(concept.sections, section), _ask(concept, section)
    if not value:  # a draft
        return
    if section == "example":
        yield _body_of_analogy(concept, ask, neighbours)
    elif section == "related":
        named = "\n".join(f"- {neighbours.title(name)}" for name in value)
        yield _body(section, "recall", ask, answer=named)
    elif section != "pros_cons":
        yield _body(section, "recall", ask, answer=value)
    elif value.pros and value.cons and not set(value.pros) & set(value.cons):
        unique_pros, unique_cons = list(dict.fromkeys(value.pros)), list(dict.fromkeys(value.cons))
        explain = "The others speak against it."
        yield _body(section, "multi", ask, answers=unique_pros, distractors=unique_cons, explain=explain)


def _body_of_analogy(concept: Concept, ask: str, neighbours: Neighbours) -> dict[str, Any]:
    text, others = concept.sections.example, neighbours.titles_near(concept)
    named = any(words.casefold() in text.casefold() for words in (concept.title, concept.phrase) if words)
    if named or len(others) < OPTIONS:
        return _body("example", "recall", ask, answer=text)
    ask = f"Which concept does this describe?\n\n> {text.strip()}"
    return _body("example", "choice", ask, answer=concept.title, distractors=others)
