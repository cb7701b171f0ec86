"""Progress over time as one document: what `progress` prints and draws."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from quizapp.core.events import PROOF
from quizapp.core.model import SectionName
from quizapp.core.scheduler import DECAY, decay_of, retrievability
from quizapp.core.scope import Moment, Scope
from quizapp.core.statistics import deck_pace, experiment_results, habit, predictions, retention
from quizapp.core.statistics.review_counts import Counts
from quizapp.core.study_day import day_start
from quizapp.gc_pause import paused_collector
from quizapp.store.database import Store
from quizapp.store.decks import deck_repository
from quizapp.store.events import review_counts
from quizapp.store.events.card_states import Standing, asked_by, history_of, new_by_deck, standing
from quizapp.store.events.event_log import reviews
from quizapp.store.events.parameters import presets
from quizapp.usecases.context import Context
from quizapp.usecases.reports.listings import LEECH_LAPSES
from quizapp.usecases.reports.today import streak_days

MOST_LEECHES = 20  # that are shown with their history
MOST_LAPSING = 12  # concepts
FORECASTS = (30, 365)  # days
QUARTER = 900_000  # milliseconds: zones differ by quarters of an hour


def progress_document(store: Store, context: Context, scope: Scope, since: str = "") -> dict[str, Any]:
    """Return the figures of a scope as the JSON contract has them; `since` is an ISO date."""
    with paused_collector():
        return _document(store, context, scope, since)


def _document(store: Store, context: Context, scope: Scope, since: str) -> dict[str, Any]:
    moment, hours = context.moment(), hour_of(context.zone)
    review_counts.refresh(store, hours)
    counts = review_counts.counts(store, scope, since, hours)
    cards = standing(store, scope)
    decays = {deck: decay_of(parameters) for deck, parameters in presets(store.query, store.learner).items()}
    chances = [
        retrievability(each.stability, each.last_ms, moment.now, decays.get(each.deck) or decays.get("", DECAY))
        for each in cards
    ]
    days = habit.per_day(counts.days)
    proved = _proofs(store, scope, since)
    study_days = [row["day"] for row in days]
    starts = day_starts(context, moment.day, FORECASTS[-1])
    due = sorted(each.due_ms for each in cards if each.due_ms is not None and not each.suspended)
    leeches = sorted(
        (each for each in cards if each.lapses >= LEECH_LAPSES), key=lambda each: (-each.lapses, each.card)
    )
    return {
        "study_day": moment.day,
        "reviews": sum(row["reviews"] for row in days),
        "study_days": len(study_days),
        "streak_days": streak_days(study_days, moment.day),
        "longest_streak_days": habit.longest_streak(study_days),
        "true_retention": retention.retention_windows(counts.days, moment.day),
        "per_day": days,
        "forecast": retention.forecast(due, starts[:15], moment.day),
        "concepts": _concepts(store, scope, cards, chances),
        "calibration": {
            "recall": retention.calibration(counts.tenths, counts.bins),
            "predictions": predictions.predictions(proved),
        },
        "predictions": predictions.predictions_over_time(proved),
        "proofs": experiment_results.verdicts(proved),
        "misconceptions": experiment_results.misconceptions(proved),
        "habit": habit.habit(counts.days, counts.hours, moment.day),
        "memory": _memory(store, context, counts, cards, chances)
        | {
            "forecast": {str(n): retention.forecast(due, starts[: n + 1], moment.day) for n in FORECASTS},
            "leeches": [_leech(store, each) for each in leeches[:MOST_LEECHES]],
        },
        "decks": _decks(store, cards, counts, moment),
        "leeches": [each.card for each in leeches],
    }


def hour_of(zone: tzinfo) -> Callable[[int], int]:
    """Return what gives the local hour of milliseconds since the epoch."""
    known: dict[int, int] = {}

    def hour(milliseconds: int) -> int:
        quarter = milliseconds // QUARTER
        if quarter not in known:
            known[quarter] = datetime.fromtimestamp(quarter * QUARTER / 1000, zone).hour
        return known[quarter]

    return hour


def day_starts(context: Context, today: str, days: int) -> list[int]:
    """Return the beginnings of the coming study days in milliseconds, today's first, and of the one after them."""
    first = date.fromisoformat(today)
    return [day_start(first + timedelta(days=n), context.zone, context.settings.rollover) for n in range(days + 1)]


def _proofs(store: Store, scope: Scope, since: str) -> list[dict[str, Any]]:
    """Return what was proved in a scope, each with its study day."""
    found = [dict(event.payload) | {"day": event.day} for event in reviews(store, (PROOF,)) if event.day >= since]
    return [each for each in found if _within(each["experiment"], scope)]


def _within(experiment: str, scope: Scope) -> bool:
    deck, concept, _ = experiment.split("/")
    return scope.deck in ("", deck) and scope.concept in ("", concept)


def _concepts(
    store: Store, scope: Scope, cards: Sequence[Standing], chances: Sequence[float | None]
) -> list[dict[str, Any]]:
    """Return each concept's chance of recall by section: the mean over its cards that were ever answered."""
    cells: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for card, chance in zip(cards, chances, strict=True):
        cells[card.deck, card.concept][card.section].extend([] if chance is None else [chance])
    documents = []
    for row in deck_repository.concept_rows(store, scope.deck):
        own = cells.get((row["deck"], row["concept"]))
        if own is None:
            continue
        means = {name: sum(values) / len(values) if values else None for name, values in own.items()}
        place = {name: row[name] for name in ("deck", "concept", "title")}
        documents.append(
            place
            | {
                "requires": json.loads(row["requires"]),
                "sections": {str(name): means.get(name) for name in SectionName},
                "mastery": retention.mastery(means.values()),
            }
        )
    return documents


def _memory(
    store: Store, context: Context, counts: Counts, cards: Sequence[Standing], chances: Sequence[float | None]
) -> dict[str, Any]:
    ages = retention.by_age(counts.days)
    mature = sum((each.stability or 0.0) >= retention.STABILITY_EDGES[3] for each in cards)
    met = sum(each.stability is not None for each in cards)
    return {
        "desired": context.settings.retention,
        "retention": retention.retention_over_time(counts.days),
        "young": {"cards": met - mature} | ages["young"],
        "mature": {"cards": mature} | ages["mature"],
        "stability": retention.distribution(
            (each.stability for each in cards if each.stability is not None), retention.STABILITY_EDGES, None
        ),
        "difficulty": retention.distribution(
            (each.difficulty for each in cards if each.difficulty is not None), retention.DIFFICULTY_EDGES, 10
        ),
        "retrievability": retention.distribution(
            (each for each in chances if each is not None), retention.CHANCE_EDGES, 1
        ),
        "lapses": _lapses(store, cards),
    }


def _lapses(store: Store, cards: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the concepts in which most was forgotten."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for each in cards:
        if each.reviews:
            row = found[each.deck, each.concept]
            row[0] += each.lapses
            row[1] += each.reviews
    worst = sorted(((lapses, place) for place, (lapses, _) in found.items() if lapses), reverse=True)[:MOST_LAPSING]
    titles = (
        {(row["deck"], row["concept"]): row["title"] for row in deck_repository.concept_rows(store)} if worst else {}
    )
    return [
        {"deck": deck, "concept": concept, "title": titles.get((deck, concept), concept),
         "lapses": lapses, "reviews": found[deck, concept][1]}
        for lapses, (deck, concept) in worst
    ]  # fmt: skip


def _leech(store: Store, card: Standing) -> dict[str, Any]:
    return {
        "card": card.card, "ask": asked_by(store, card.card), "lapses": card.lapses,
        "history": history_of(store, card.card), "edit": f"quizapp cards show {card.card}",
    }  # fmt: skip


def _decks(store: Store, cards: Sequence[Standing], counts: Counts, moment: Moment) -> list[dict[str, Any]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for each in cards:
        found[each.deck][0 if each.state == "review" else 2 if each.state == "new" else 1] += 1
    _, seconds, per_new = deck_pace.pace(counts.days, moment.day)
    since = (date.fromisoformat(moment.day) - timedelta(days=deck_pace.PACE_DAYS - 1)).isoformat()
    new = new_by_deck(store, since)
    rows = []
    for row in deck_repository.deck_rows(store):
        if row["deck"] in found:
            learnt, learning, unseen = found[row["deck"]]
            per_day = new.get(row["deck"], 0) / deck_pace.PACE_DAYS
            place = {"deck": row["deck"], "title": row["title"]}
            rows.append(place | deck_pace.deck_row(learnt, learning, unseen, per_day, seconds, per_new))
    return rows
