"""Progress over time as one document: what `progress` prints and draws."""

import json
from statistics import mean
from typing import Any

from quizapp.app import Context
from quizapp.catalogue import LEECH_LAPSES
from quizapp.core import stats
from quizapp.core.days import study_day
from quizapp.core.events import PROOF, CardState
from quizapp.core.model import SectionName
from quizapp.core.scheduler import decay_of, retrievability
from quizapp.overview import streak_days
from quizapp.store import library
from quizapp.store.database import Store
from quizapp.store.log import all_states, reviews
from quizapp.store.presets import parameters_of, presets
from quizapp.store.today import Scope


def progress_document(store: Store, context: Context, scope: Scope, since: str = "") -> dict[str, Any]:
    """Return the figures of a scope as the JSON contract has them; `since` is an ISO date."""
    moment, states = context.moment(), all_states(store)
    rows = [row for row in library.card_rows(store, scope.deck, scope.concept) if _tagged(row, scope.tag)]
    wanted = {row["card"] for row in rows}
    log = [event for event in reviews(store) if event.card in wanted and event.day >= since]
    seen = [stats.reviewed_of(event.day, event.card, event.payload) for event in log]
    days = [row["day"] for row in stats.per_day(seen)]
    open_states = [states[card] for card in wanted if card in states and not states[card].suspended]
    due = [_day(context, state.due_ms) for state in open_states if state.due_ms is not None]
    predicted = [dict(event.payload) | {"day": event.day} for event in reviews(store, (PROOF,)) if event.day >= since]
    predicted = [each for each in predicted if _within(each["experiment"], scope)]
    return {
        "study_day": moment.day,
        "reviews": len(seen),
        "study_days": len(days),
        "streak_days": streak_days(days, moment.day),
        "longest_streak_days": stats.longest_streak(days),
        "true_retention": stats.retention_windows(seen, moment.day),
        "per_day": stats.per_day(seen),
        "forecast": stats.forecast(due, moment.day),
        "concepts": _concepts(store, scope, rows, states, moment.now),
        "calibration": {"recall": stats.calibration(seen), "predictions": stats.predictions(predicted)},
        "proofs": stats.proofs(predicted),
        "misconceptions": stats.misconceptions(predicted),
        "leeches": [card for card in sorted(wanted) if states.get(card, CardState()).lapses >= LEECH_LAPSES],
    }


def _within(experiment: str, scope: Scope) -> bool:
    deck, concept, _ = experiment.split("/")
    return scope.deck in ("", deck) and scope.concept in ("", concept)


def _tagged(row: Any, tag: str) -> bool:
    return not tag or tag in json.loads(row["tags"])


def _day(context: Context, milliseconds: int) -> str:
    return study_day(milliseconds, context.zone, context.settings.rollover).isoformat()


def _concepts(
    store: Store, scope: Scope, rows: list[Any], states: dict[str, CardState], now: int
) -> list[dict[str, Any]]:
    """Return each concept's chance of recall by section: the mean over its cards that were ever answered."""
    standing = presets(store.query, store.learner)
    cells: dict[tuple[str, str], dict[str, list[float]]] = {}
    for row in rows:
        state = states.get(row["card"], CardState())
        decay = decay_of(parameters_of(standing, row["card"]))
        chance = retrievability(state.stability, state.last_ms, now, decay)
        sections = cells.setdefault((row["deck"], row["concept"]), {})
        sections.setdefault(row["section"], []).extend([] if chance is None else [chance])
    documents = []
    for row in library.concept_rows(store, scope.deck):
        known_cells = cells.get((row["deck"], row["concept"]))
        if known_cells is None:
            continue
        means = {str(name): mean(known_cells[name]) if known_cells.get(name) else None for name in SectionName}
        known = {name: value for name, value in means.items() if name in known_cells}
        if "" in known_cells:  # a list of cards has no sections: all its cards stand for it
            known = {"": mean(known_cells[""]) if known_cells[""] else None}
        documents.append(
            {
                "deck": row["deck"],
                "concept": row["concept"],
                "title": row["title"],
                "requires": json.loads(row["requires"]),
                "sections": means,
                "mastery": stats.mastery(known),
            }
        )
    return documents
