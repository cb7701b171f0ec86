"""Loads a card from the database as a question."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from quizapp.core.card import Card
from quizapp.core.events import CardState
from quizapp.core.model import Concept
from quizapp.core.seeded_random import drawn
from quizapp.core.session_values import AskedQuestion
from quizapp.questions.base import surroundings
from quizapp.questions.giveaway import gives_away
from quizapp.questions.registry import kind_named, question_from
from quizapp.store.card_lookup import stored_card, stored_concept, was_reviewed
from quizapp.store.daily_candidates import Query

if TYPE_CHECKING:
    from quizapp.store.location import DatabaseLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class CardBefore:
    """What the schedule of a card depends on before its review, as it was when its question was loaded."""

    card: str
    state: CardState
    once_a_day: bool = False  # whether it has no learning steps
    is_fitted: bool = True  # whether the learner may have FSRS parameters of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedQuestion:
    """A question with its seed, and its card before the review."""

    asked: AskedQuestion
    seed: str  # shuffles the options and draws the parameters
    before: CardBefore


class QuestionLoader:
    """Loads questions; caches concepts, and remembers which were taught in this session."""

    def __init__(self, learner: str, query: Callable[[], Query]) -> None:
        self._learner, self._query = learner, query
        self._concepts: dict[tuple[str, str], Concept] = {}
        self._known: set[tuple[str, str]] = set()
        self.met: dict[tuple[str, str], str] = {}  # concepts taught in this session, with their titles

    def draw(self, card_id: str) -> LoadedQuestion | None:
        """Return the question of a card, or None if the card no longer exists."""
        stored = stored_card(self._query(), self._learner, card_id)
        if stored is None:
            return None
        card, title, deck_title, state, is_fitted = stored
        reviews = state.reviews
        concept, seed = self.concept(card.deck, card.concept), f"{card_id}:{reviews}"
        question, kind = question_from(card.body), kind_named(card.kind)
        shown = drawn(seed, lambda random: kind.show(question, surroundings(concept), random))
        asked = AskedQuestion(
            card=card,
            question=question,
            shown=shown,
            deck_title=deck_title,
            concept_title=title,
            is_new=reviews == 0,
            teach=concept if self._is_first(card.deck, card.concept, title, reviews) else None,
            can_prove=bool(concept.experiments),
            can_read=not concept.is_list,
            hides_concept=gives_away(title, kind, question, shown),
        )
        before = CardBefore(card=card_id, state=state, once_a_day=question.once_a_day, is_fitted=is_fitted)
        return LoadedQuestion(asked=asked, seed=seed, before=before)

    def concept_of(self, card: Card) -> Concept:
        """Return the concept of a card."""
        return self.concept(card.deck, card.concept)

    def concept(self, deck: str, topic: str) -> Concept:
        """Return a concept, read once."""
        if (deck, topic) not in self._concepts:
            self._concepts[(deck, topic)] = stored_concept(self._query(), deck, topic)
        return self._concepts[(deck, topic)]

    def forget_concepts(self, changed: bool = True) -> None:
        """Clear the cache of concepts after a deck changed."""
        if changed:
            self._concepts.clear()

    def forget_met(self, card: Card) -> None:
        """Teach the concept of a card again before its first question, which was left without an answer."""
        self.met.pop((card.deck, card.concept), None)

    def _is_first(self, deck: str, topic: str, title: str, reviews: int) -> bool:
        """Return whether this is the first question ever of its concept, whose page is then shown before it."""
        if reviews or self.concept(deck, topic).is_list or (deck, topic) in self.met or (deck, topic) in self._known:
            return False
        if was_reviewed(self._query(), self._learner, deck, topic):
            self._known.add((deck, topic))
            return False
        self.met[(deck, topic)] = title
        return True


def media_of(query: Query, db: "DatabaseLocation", card: Card, side: Literal["question", "answer"]) -> tuple[Path, ...]:
    """Return the existing media files of a side of a card; those of a class are fetched first."""
    if not card.body.get("media"):
        return ()
    from quizapp.store.media import side_files  # few cards have any

    if not isinstance(db, Path):
        from quizapp.store.shared_media import fetch_media

        fetch_media(query, db, card.deck, card.body["media"])

    return side_files(db, card, side)


def section_media_of(query: Query, db: "DatabaseLocation", deck: str, concept: Concept) -> dict[str, tuple[Path, ...]]:
    """Return the existing files that each section of a concept shows, by its name; a class's are fetched first."""
    if not isinstance(db, Path):
        from quizapp.core.media_sides import section_media
        from quizapp.store.shared_media import fetch_media

        fetch_media(query, db, deck, section_media(concept.sections))
    from quizapp.store.media import section_files  # a page is read less often than a question

    return section_files(db, deck, concept.sections)
