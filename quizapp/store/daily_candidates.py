"""Reads the cards for the daily plan through a `Query`, so that start-up and session run the same statements."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from quizapp.core.daily_plan import Candidate, Candidates, ConceptFacts
from quizapp.core.scope import Moment, Scope
from quizapp.store import queries
from quizapp.store.events.pauses import as_parameter, paused_names
from quizapp.store.queries import Query as Query

Topic = tuple[str, str]  # deck, concept

_candidate = partial(tuple.__new__, Candidate)  # what Candidate._make does, without a Python call for each row
FRESH_PER_NEW = 40  # siblings and prerequisites make many new cards wait: how many to look at for each wanted


def tag_parameter(scope: Scope) -> str:
    """Return the tag of a scope as JSON, as the lists of tags are stored; '' for any."""
    return json.dumps(scope.tag, ensure_ascii=False) if scope.tag else ""


def parameters(query: Query, moment: Moment, scope: Scope, new_limit: int) -> dict[str, Any]:
    """Return the named parameters of the statements in store.queries."""
    return paused_parameter(query, moment.learner) | {
        "learner": moment.learner,
        "now": moment.now,
        "day": moment.day,
        "day_start": moment.day_start,
        "day_end": moment.day_end,
        "deck": scope.deck,
        "concept": scope.concept,
        "tag": tag_parameter(scope),
        "kind": scope.kind,
        "fresh": max(0, new_limit) * FRESH_PER_NEW,
    }


def paused_parameter(query: Query, learner: str) -> dict[str, str]:
    """Return the parameter that leaves out paused decks and concepts."""
    return {"paused": as_parameter(paused_names(query, learner))}


def candidates(query: Query, moment: Moment, scope: Scope, new_limit: int, first: Sequence[Scope] = ()) -> Candidates:
    """Return the cards that could be asked today; new cards of the scopes in `first` come before the others."""
    named = parameters(query, moment, scope, new_limit)
    new_done, reviews_done, _ = query(queries.DONE, named)[0]
    fresh = list(map(_candidate, query(queries.FRESH, named)))
    if first:
        aimed = [query(queries.FRESH, parameters(query, moment, each, new_limit)) for each in first]
        fresh = list(dict.fromkeys([*(_candidate(row) for rows in aimed for row in rows), *fresh]))
    return Candidates(
        learning=list(map(_candidate, query(queries.LEARNING, named))),
        due=list(map(_candidate, query(queries.DUE, named))),
        fresh=fresh,
        touched=frozenset((deck, concept, section) for deck, concept, section in query(queries.TOUCHED, named)),
        concepts=_facts(query, named, {card.topic for card in fresh}),
        new_done=new_done,
        reviews_done=reviews_done,
    )


def candidates_ahead(query: Query, moment: Moment, scope: Scope) -> list[Candidate]:
    """Return the cards of a scope that are due after today, the soonest first."""
    return list(map(_candidate, query(queries.AHEAD, parameters(query, moment, scope, 0))))


def all_candidates(query: Query, learner: str, scope: Scope) -> list[Candidate]:
    """Return every card of a scope that is not suspended or paused, due or not, in the order of introduction."""
    named = {
        "learner": learner,
        "deck": scope.deck,
        "concept": scope.concept,
        "tag": tag_parameter(scope),
        "kind": scope.kind,
    }
    return list(map(_candidate, query(queries.ALL, named | paused_parameter(query, learner))))


def _facts(query: Query, named: Mapping[str, Any], topics: Iterable[Topic]) -> dict[Topic, ConceptFacts]:
    """Return the facts about the concepts of new cards and about the concepts that they require."""
    rows: dict[Topic, tuple[tuple[Topic, ...], int]] = {}
    for topic in topics:
        for each in (topic, *_read(query, topic, named["paused"], rows)):
            _read(query, each, named["paused"], rows)
    needed = {need for requires, _ in rows.values() for need in requires}
    if not needed:
        return {}
    return {
        topic: ConceptFacts(
            requires=requires,
            sections=sections,
            asked=_asked(query, named["learner"], topic) if topic in needed else frozenset(),
        )
        for topic, (requires, sections) in rows.items()
    }


def _read(
    query: Query, topic: Topic, paused: str, rows: dict[Topic, tuple[tuple[Topic, ...], int]]
) -> tuple[Topic, ...]:
    """Store a concept's requirements and sections in `rows` and return the requirements; none if it is retired.

    A paused concept is no requirement: others would wait for it until it is resumed.
    """
    if topic not in rows:
        deck, concept = topic
        found = query(queries.FACTS, {"deck": deck, "concept": concept})
        if not found:
            return ()
        requires, sections = found[0]
        needs = (need for need in json.loads(requires) if f"|{deck}/{need}|" not in paused)
        rows[topic] = tuple((deck, need) for need in needs), sections
    return rows[topic][0]


def _asked(query: Query, learner: str, topic: Topic) -> frozenset[str]:
    rows = query(queries.ASKED, {"learner": learner, "deck": topic[0], "concept": topic[1]})
    return frozenset(row[0] for row in rows)
