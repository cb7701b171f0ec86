"""Builds the progress report of a scope from the database."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from quizapp.core.card_filter import LEECH_LAPSES
from quizapp.core.event_payloads.experiment_run import ExperimentPayload
from quizapp.core.events import PROOF
from quizapp.core.float_sum import float_sum
from quizapp.core.model import SectionName
from quizapp.core.scheduler import retrievability
from quizapp.core.scheduler_settings import decay_of
from quizapp.core.scope import Scope
from quizapp.core.statistics import deck_pace, experiment_results, habit, predictions, retention
from quizapp.core.statistics.progress_report import (
    AgeGroup,
    ConceptLapses,
    ConceptRecall,
    DeckRow,
    Leech,
    MemoryReport,
    ProgressReport,
)
from quizapp.core.statistics.review_counts import Counts
from quizapp.core.study_day import day_start
from quizapp.gc_pause import paused_collector
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import installed_concepts, installed_decks
from quizapp.store.events import review_counts
from quizapp.store.events.card_states import CardStatus, NewCards, asked_by, card_statuses, history_of, new_by_deck
from quizapp.store.events.event_log import reviews
from quizapp.store.events.parameters import own_preset, parameters_of, presets
from quizapp.store.events.pauses import is_paused, paused_names
from quizapp.usecases.context import Context
from quizapp.usecases.reports.counting import hour_of
from quizapp.usecases.reports.today import streak_days
from quizapp.usecases.study.learning_paths import deck_paths

MAX_LEECHES = 20  # shown with their history
MAX_LAPSING = 12  # concepts shown under "Forgotten most"
FORECASTS = (30, 365)  # days
NEAR_FORECAST = 14  # days of the short forecast


@dataclass(frozen=True, slots=True)
class _Material:
    """The input of the report's parts; `chances` are the retrievabilities of `cards`, None for new ones."""

    store: Store
    context: Context
    day: str
    counts: Counts
    cards: Sequence[CardStatus]
    chances: Sequence[float | None]
    desired: float  # retention, of the deck or of all


def progress_report(
    store: Store, context: Context, scope: Scope, since: str = "", watch: review_counts.Watch | None = None
) -> ProgressReport:
    """Return the figures of a scope, without reviews and predictions before `since` (an ISO date).

    `watch` is called while a long history is counted, as after an import, with the share that is done.
    """
    with paused_collector():
        review_counts.refresh(store, hour_of(context.zone), watch)
        return _report(_material(store, context, scope, since), scope, _proofs(store, scope, since))


def _material(store: Store, context: Context, scope: Scope, since: str) -> _Material:
    moment, hours = context.moment(), hour_of(context.zone)
    counts = review_counts.counts(store, scope, since, hours)
    cards = card_statuses(store, scope)
    in_use = presets(store.query, store.learner)
    decays = {deck: decay_of(parameters_of(in_use, deck)) for deck in {each.deck for each in cards}}
    chances = [retrievability(each.stability, each.last_ms, moment.now, decays[each.deck]) for each in cards]
    own = own_preset(in_use, scope.deck).retention if scope.deck else None
    desired = context.settings.retention if own is None else own
    return _Material(store, context, moment.day, counts, cards, chances, desired)


def _report(material: _Material, scope: Scope, proved: list[experiment_results.DatedRun]) -> ProgressReport:
    counts, today = material.counts, material.day
    days = habit.per_day(counts.days)
    study_days = [row.day for row in days]
    leeches = sorted(
        (each for each in material.cards if each.lapses >= LEECH_LAPSES), key=lambda each: (-each.lapses, each.card)
    )
    memory = _memory(material, leeches)
    found = deck_paths(material.store.query, material.context, scope)
    return ProgressReport(
        study_day=today,
        reviews=sum(row.reviews for row in days),
        study_days=len(study_days),
        streak_days=streak_days(study_days, today),
        longest_streak_days=habit.longest_streak(study_days),
        true_retention=retention.retention_windows(counts.days, today),
        per_day=days,
        forecast=memory.forecast[FORECASTS[0]][:NEAR_FORECAST],
        concepts=_concepts(material, scope),
        recall=retention.calibration(counts.tenths, counts.bins),
        prediction_summary=predictions.predictions(proved),
        predictions=predictions.predictions_over_time(proved),
        verdicts=experiment_results.verdicts(proved),
        misconceptions=experiment_results.misconceptions(proved),
        habit=habit.habit(counts.days, counts.hours, today),
        memory=memory,
        decks=_decks(material),
        leeches=[each.card for each in leeches],
        paths=[] if scope.concept else [path for deck in found for path in deck if scope.tag in ("", path.path)],
        new_per_day=material.context.settings.new_per_day,
    )


def day_starts(context: Context, today: str, days: int) -> list[int]:
    """Return when today and each of the next `days` study days begin, in milliseconds since the epoch."""
    first = date.fromisoformat(today)
    return [day_start(first + timedelta(days=n), context.zone, context.settings.rollover) for n in range(days + 1)]


def _proofs(store: Store, scope: Scope, since: str) -> list[experiment_results.DatedRun]:
    """Return the runs of experiments of a scope, each with its study day."""
    found = [
        experiment_results.DatedRun(event.day, ExperimentPayload.stored(event.payload))
        for event in reviews(store, (PROOF,))
        if event.day >= since
    ]
    return [each for each in found if _within(each.run.experiment, scope)]


def _within(experiment: str, scope: Scope) -> bool:
    deck, concept, _ = experiment.split("/")
    return scope.deck in ("", deck) and scope.concept in ("", concept)


def _concepts(material: _Material, scope: Scope) -> list[ConceptRecall]:
    """Return the chance of recall of each section: the mean over its cards that were answered at least once."""
    cells: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for card, chance in zip(material.cards, material.chances, strict=True):
        cells[card.deck, card.concept][card.section].extend([] if chance is None else [chance])
    found = []
    for row in installed_concepts(material.store, scope.deck):
        own = cells.get((row.deck, row.concept))
        if own is not None:
            means = {name: float_sum(values) / len(values) if values else None for name, values in own.items()}
            found.append(
                ConceptRecall(
                    deck=row.deck,
                    concept=row.concept,
                    title=row.title,
                    requires=row.requires,
                    sections={name: means.get(name) for name in SectionName},
                    mastery=retention.mastery(means.values()),
                )
            )
    return found


def _memory(material: _Material, leeches: Sequence[CardStatus]) -> MemoryReport:
    store, cards = material.store, material.cards
    ages = retention.by_age(material.counts.days)
    stabilities = [each.stability for each in cards if each.stability is not None]
    difficulties = [each.difficulty for each in cards if each.difficulty is not None]
    chances = [each for each in material.chances if each is not None]
    mature = sum(each >= retention.STABILITY_EDGES[3] for each in stabilities)
    paused = paused_names(store.query, store.learner)
    active = [each for each in cards if not each.suspended and not is_paused(paused, each.deck, each.concept)]
    due = sorted(each.due_ms for each in active if each.due_ms is not None)
    starts = day_starts(material.context, material.day, FORECASTS[-1])
    return MemoryReport(
        desired=material.desired,
        retention=retention.retention_over_time(material.counts.days),
        young=AgeGroup(cards=len(stabilities) - mature, reviews=ages.young),
        mature=AgeGroup(cards=mature, reviews=ages.mature),
        stability=retention.distribution(stabilities, retention.STABILITY_EDGES, None),
        difficulty=retention.distribution(difficulties, retention.DIFFICULTY_EDGES, 10),
        retrievability=retention.distribution(chances, retention.CHANCE_EDGES, 1),
        lapses=_lapses(store, cards),
        forecast={n: retention.forecast(due, starts[: n + 1], material.day) for n in FORECASTS},
        leeches=[_leech(store, each) for each in leeches[:MAX_LEECHES]],
    )


def _lapses(store: Store, cards: Sequence[CardStatus]) -> list[ConceptLapses]:
    """Return the concepts whose cards were forgotten most often, the worst first."""
    lapses: Counter[tuple[str, str]] = Counter()
    answered: Counter[tuple[str, str]] = Counter()
    for each in cards:
        if each.reviews:
            lapses[each.deck, each.concept] += each.lapses
            answered[each.deck, each.concept] += each.reviews
    worst = sorted(((count, place) for place, count in lapses.items() if count), reverse=True)[:MAX_LAPSING]
    rows = installed_concepts(store) if worst else []
    titles = {(row.deck, row.concept): row.title for row in rows}
    return [
        ConceptLapses(
            deck=deck, concept=concept, title=titles.get((deck, concept), concept),
            lapses=count, reviews=answered[deck, concept],
        )
        for count, (deck, concept) in worst
    ]  # fmt: skip


def _leech(store: Store, card: CardStatus) -> Leech:
    return Leech(
        card=card.card,
        ask=asked_by(store, card.card),
        lapses=card.lapses,
        history=history_of(store, card.card),
        edit=f"quizapp cards show {card.card}",
    )


def _decks(material: _Material) -> list[DeckRow]:
    """Return the progress of each deck; a card counts as learnt in state Review."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (deck, state), count in Counter((each.deck, each.state) for each in material.cards).items():
        found[deck][state] = count
    today = material.day
    pace = deck_pace.pace(material.counts.days, today)
    new = new_by_deck(material.store, deck_pace.since_day(today))
    rows = []
    for row in installed_decks(material.store):
        if states := found.get(row.deck):
            learning = states.total() - states["review"] - states["new"]
            count, first_day = new.get(row.deck, NewCards(0, today))
            own = replace(pace, new_per_day=deck_pace.new_a_day(count, first_day, today))
            progress = deck_pace.deck_progress(states["review"], learning, states["new"], own)
            rows.append(DeckRow(deck=row.deck, title=row.title, progress=progress))
    return rows
