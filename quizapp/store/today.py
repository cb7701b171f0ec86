"""Reads what today's order is made from, through whatever runs SQL: so that start-up and session agree."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.core.queue import Candidate, Candidates, ConceptFacts
from quizapp.store import sql

Query = Callable[[str, Mapping[str, Any]], Sequence[Sequence[Any]]]
"""Runs one statement with named parameters and returns its rows."""

FRESH_PER_NEW = 40  # siblings and prerequisites make many new cards wait: how many to look at for each wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is asked about: '' means any."""

    deck: str = ""
    concept: str = ""
    tag: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Who asks, and when: the study day with its bounds in milliseconds."""

    learner: str
    now: int
    day: str
    day_start: int
    day_end: int


def parameters(moment: Moment, scope: Scope, new_limit: int) -> dict[str, Any]:
    """Return the named parameters of the statements in sql."""
    return {
        "learner": moment.learner,
        "now": moment.now,
        "day": moment.day,
        "day_start": moment.day_start,
        "day_end": moment.day_end,
        "deck": scope.deck,
        "concept": scope.concept,
        "tag": scope.tag,
        "kind": scope.kind,
        "fresh": max(0, new_limit) * FRESH_PER_NEW,
    }


def candidates(query: Query, moment: Moment, scope: Scope, new_limit: int) -> Candidates:
    """Return everything that could be asked today."""
    named = parameters(moment, scope, new_limit)
    new_done, reviews_done, _ = query(sql.DONE, named)[0]
    fresh = [Candidate(*row) for row in query(sql.FRESH, named)]
    return Candidates(
        learning=[Candidate(*row) for row in query(sql.LEARNING, named)],
        due=[Candidate(*row) for row in query(sql.DUE, named)],
        fresh=fresh,
        touched=frozenset((deck, concept, section) for deck, concept, section in query(sql.TOUCHED, named)),
        concepts=_facts(query, named) if fresh else {},
        new_done=new_done,
        reviews_done=reviews_done,
    )


def _facts(query: Query, named: Mapping[str, Any]) -> dict[tuple[str, str], ConceptFacts]:
    rows = query(sql.CONCEPTS, named)
    if not any(row[2] != "[]" for row in rows):
        return {}
    asked: dict[tuple[str, str], set[str]] = {}
    for deck, concept, section in query(sql.ASKED, named):
        asked.setdefault((deck, concept), set()).add(section)
    return {
        (deck, concept): ConceptFacts(
            requires=tuple((deck, need) for need in json.loads(requires)),
            sections=sections,
            asked=frozenset(asked.get((deck, concept), ())),
        )
        for deck, concept, requires, sections in rows
    }
