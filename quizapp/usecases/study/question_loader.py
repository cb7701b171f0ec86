"""A card from the database as a question in front of the learner."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from quizapp.core.model import Card, Concept, concept_from
from quizapp.core.session_values import AskedQuestion
from quizapp.questions.base import surroundings
from quizapp.questions.registry import kind_named, question_from
from quizapp.store import queries
from quizapp.store.daily_candidates import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedQuestion:
    """A question with its seed, and how often its card was answered when it was drawn."""

    asked: AskedQuestion
    seed: str  # shuffles the options and draws the parameters
    reviews: int


class QuestionLoader:
    """Draws questions; keeps the concepts that it has read, and which of them were taught."""

    def __init__(self, learner: str, query: Callable[[], Query]) -> None:
        self._learner, self._query = learner, query
        self._concepts: dict[tuple[str, str], Concept] = {}
        self._known: set[tuple[str, str]] = set()
        self.met: dict[tuple[str, str], str] = {}  # concepts taught in this sitting, with their titles

    def draw(self, card_id: str) -> LoadedQuestion | None:
        """Return the question of a card, or None where the card is gone."""
        rows = self._query()(queries.CARD, {"learner": self._learner, "card": card_id})
        if not rows:
            return None
        _, deck, topic, section, siblings, kind, place, body, file, line, title, deck_title, reviews = rows[0]
        card = Card(
            card=card_id, deck=deck, concept=topic, section=section, kind=kind, position=place,
            body=json.loads(body), siblings=siblings, file=file, line=line,
        )  # fmt: skip
        concept, seed = self.concept(deck, topic), f"{card_id}:{reviews}"
        question = question_from(card.body)
        asked = AskedQuestion(
            card=card,
            question=question,
            shown=kind_named(kind).show(question, surroundings(concept), Random(seed)),
            deck_title=deck_title,
            concept_title=title,
            is_new=reviews == 0,
            teach=concept if self._is_first(deck, topic, title, reviews) else None,
            can_prove=bool(concept.experiments),
        )
        return LoadedQuestion(asked=asked, seed=seed, reviews=reviews)

    def concept(self, deck: str, topic: str) -> Concept:
        """Return a concept, read once."""
        if (deck, topic) not in self._concepts:
            rows = self._query()(queries.CONCEPT, {"deck": deck, "concept": topic})
            self._concepts[(deck, topic)] = concept_from(json.loads(rows[0][0]))
        return self._concepts[(deck, topic)]

    def forget_concepts(self) -> None:
        """Read concepts anew: a deck was changed."""
        self._concepts.clear()

    def _is_first(self, deck: str, topic: str, title: str, reviews: int) -> bool:
        """Return whether this is the first question ever of its concept, which is then taught before it."""
        if reviews or self.concept(deck, topic).is_list or (deck, topic) in self.met or (deck, topic) in self._known:
            return False
        named = {"learner": self._learner, "deck": deck, "concept": topic}
        if self._query()(queries.EVER_ASKED, named)[0][0]:
            self._known.add((deck, topic))
            return False
        self.met[(deck, topic)] = title
        return True
