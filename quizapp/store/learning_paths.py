"""Reads the learning paths of the installed decks, and how much of each concept was asked, without SQLAlchemy."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.core.learning_paths import ConceptCards
from quizapp.core.model import LearningPath
from quizapp.core.stored_model import info_from
from quizapp.store import queries
from quizapp.store.daily_candidates import Query
from quizapp.store.events.pauses import as_parameter, paused_names


@dataclass(frozen=True, slots=True)
class DeckPaths:
    """An installed deck and its learning paths."""

    deck: str
    title: str
    paths: Mapping[str, LearningPath]


def all_decks(query: Query) -> list[DeckPaths]:
    """Return the installed decks in their order, with the learning paths of those that have any."""
    return [DeckPaths(deck, title, _paths(body)) for deck, title, body in query(queries.DECK_BODIES, {})]


def decks_with_paths(query: Query) -> list[DeckPaths]:
    """Return the installed decks with learning paths, in their order."""
    return [each for each in all_decks(query) if each.paths]


def _paths(body: str) -> Mapping[str, LearningPath]:
    # Decks installed by earlier versions have no such key: their description is not parsed.
    return info_from(json.loads(body)).paths if '"paths":' in body else {}


def concept_cards(query: Query, learner: str, deck: str) -> dict[str, ConceptCards]:
    """Return the concepts of a deck in the order of introduction, with what the learner was asked of them."""
    paused = as_parameter(paused_names(query, learner))
    named = {"learner": learner, "deck": deck}
    asked: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for concept, reviewed, cards, unseen in query(queries.ASKED_BY_SECTION, named):
        asked[concept].append((int(reviewed), int(cards), int(unseen)))
    found = {}
    for concept, title, requires, sections in query(queries.CONCEPTS_OF_DECK, {"deck": deck}):
        rows = asked[concept]
        found[concept] = ConceptCards(
            concept=concept, title=title, sections=sections, asked=sum(reviewed > 0 for reviewed, _, _ in rows),
            requires=tuple(need for need in json.loads(requires) if f"|{deck}/{need}|" not in paused),
            cards=sum(cards for _, cards, _ in rows), unseen=sum(unseen for _, _, unseen in rows),
        )  # fmt: skip
    return found
