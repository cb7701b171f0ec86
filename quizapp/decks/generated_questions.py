"""The questions that are generated from the sections of a concept."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from quizapp.core.model import Concept, SectionName
from quizapp.decks.question_words import QuestionWords

OPTIONS = 3  # wrong options of a choice between concepts
NEAR_PLACES = 12  # how far apart, in the order of introduction, a concept is still taken for a neighbour


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


def generated(concept: Concept, neighbours: Neighbours, words: QuestionWords) -> Iterator[dict[str, Any]]:
    """Yield the fields of each question that is generated from a section that `generate` names."""
    wanted = list(SectionName) if concept.generate is None else concept.generate
    for name in SectionName:
        if name in wanted:
            yield from _from_section(concept, str(name), neighbours, words)


def _body(section: str, kind: str, ask: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "id": f"{section}/{kind}/1", "section": section, "ask": ask} | fields


def _from_section(
    concept: Concept, section: str, neighbours: Neighbours, words: QuestionWords
) -> Iterator[dict[str, Any]]:
    value = getattr(concept.sections, section)
    ask = words.ask(section, concept.phrase or concept.title, plural=concept.plural)
    if not value:  # a draft
        return
    if section == "example":
        yield _body_of_analogy(concept, ask, neighbours, words)
    elif section == "related":
        named = "\n".join(f"- {neighbours.title(name)}" for name in value)
        yield _body(section, "recall", ask, answer=named)
    elif section != "pros_cons":
        yield _body(section, "recall", ask, answer=value)
    elif value.pros and value.cons and not set(value.pros) & set(value.cons):
        unique_pros, unique_cons = list(dict.fromkeys(value.pros)), list(dict.fromkeys(value.cons))
        yield _body(section, "multi", ask, answers=unique_pros, distractors=unique_cons, explain=words.others)


def _body_of_analogy(concept: Concept, ask: str, neighbours: Neighbours, words: QuestionWords) -> dict[str, Any]:
    text, others = concept.sections.example, neighbours.titles_near(concept)
    named = any(name.casefold() in text.casefold() for name in (concept.title, concept.phrase) if name)
    if named or len(others) < OPTIONS:
        return _body("example", "recall", ask, answer=text)
    ask = f"{words.described}\n\n> {text.strip()}"
    return _body("example", "choice", ask, answer=concept.title, distractors=others)
