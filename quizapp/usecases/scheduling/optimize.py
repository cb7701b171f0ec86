"""Fits the scheduler to the learner: trained on older reviews, tested on newer ones, and used if better."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from quizapp.core.evaluation import Comparison, Score, all_predicted, compare, score
from quizapp.core.event_payloads.card_marks import UndoPayload
from quizapp.core.event_payloads.parameters import OptimizePayload
from quizapp.core.events import OPTIMIZE, UNDO
from quizapp.core.review_history import CardHistory, long_term
from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup_before import keep_before
from quizapp.store.database import Store
from quizapp.store.events.parameters import (
    Preset,
    Presets,
    fits_in_use,
    own_preset,
    parameters_of,
    presets,
)
from quizapp.store.events.rebuild import record_and_refold
from quizapp.store.events.review_history import histories
from quizapp.store.ids import new_id
from quizapp.usecases.context import Context
from quizapp.usecases.scheduling.deck_presets import preset_event
from quizapp.usecases.scheduling.forecast import Part, collection_of, workload
from quizapp.usecases.scheduling.fsrs_fitter import fitted, library, training_items

HELD_OUT = 0.2  # the share of the newest reviews that is held out for the comparison
# Of 400 reviews 80 are held out, of which about eight were forgotten at a retention of 90%. With fewer, two sets of
# parameters cannot be compared, and 21 parameters would overfit a few days.
ENOUGH = 400
ENOUGH_HELD_OUT = round(ENOUGH * HELD_OUT)
WORKLOAD_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The fit for one deck, or for all decks ('')."""

    deck: str
    trained: int
    before: Score
    after: Score
    comparison: Comparison
    old: tuple[float, ...]
    new: tuple[float, ...]

    @property
    def parameters(self) -> tuple[float, ...]:
        """Return the parameters to use from now on."""
        return self.new if self.comparison.is_better else self.old


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """All fits of one run; `since_ms` is the time of the first held-out review."""

    reviews: int
    since_ms: int
    fits: tuple[Fit, ...]
    small_decks: tuple[str, ...]
    workload_before: dict[str, float]
    workload_after: dict[str, float]

    @property
    def better(self) -> tuple[Fit, ...]:
        """Return the fits that are better than the parameters in use."""
        return tuple(fit for fit in self.fits if fit.comparison.is_better)


def fit_all(context: Context, store: Store) -> Fitting:
    """Fit the parameters for all decks together, then for each deck with enough history. Records nothing.

    Raises QuizError if the optimiser is not installed or the history is too short.
    """
    library()
    past, in_use = histories(store.query, store.learner), presets(store.query, store.learner)
    times = long_term(past)
    require_enough(len(times))
    since_ms = times[int(len(times) * (1 - HELD_OUT))]
    steps = len(context.settings.relearning_steps)
    everything = _fit("", past, since_ms, parameters_of(in_use, ""), steps)
    fits, small, after = [everything], [], {**in_use, "": Preset(everything.parameters)}
    for deck in _apart(past, in_use):
        own = [history for history in past if history.deck == deck]
        if not _has_enough(own, since_ms):
            small.append(deck)
            continue
        fit = _fit(deck, own, since_ms, parameters_of(after, deck), steps)
        fits.append(fit)
        if fit.comparison.is_better:
            after[deck] = replace(own_preset(in_use, deck), parameters=fit.new)
    before_load, after_load = _workloads(context, store, past, in_use, after)
    return Fitting(
        reviews=len(times), since_ms=since_ms, fits=tuple(fits), small_decks=tuple(small),
        workload_before=before_load, workload_after=after_load,
    )  # fmt: skip


def _apart(past: Sequence[CardHistory], in_use: Presets) -> list[str]:
    """Return the decks to fit separately: a single deck only where it has parameters of its own already."""
    decks = sorted({history.deck for history in past})
    return [deck for deck in decks if len(decks) > 1 or own_preset(in_use, deck).parameters]


def require_enough(reviews: int) -> None:
    """Raise QuizError if there are too few reviews to fit."""
    if reviews < ENOUGH:
        raise QuizError(
            f"There are {reviews} reviews that came a day or more after the one before, and {ENOUGH} are needed: "
            f"the newest {HELD_OUT:.0%} judge, and fewer than {ENOUGH_HELD_OUT} cannot tell two fits apart.",
            "Go on with the parameters as they are; they suit most learners well.",
        )


def _has_enough(own: Sequence[CardHistory], since_ms: int) -> bool:
    times = long_term(own)
    return len(times) >= ENOUGH and sum(time_ms >= since_ms for time_ms in times) >= ENOUGH_HELD_OUT


def _fit(deck: str, past: Sequence[CardHistory], since_ms: int, old: tuple[float, ...], steps: int) -> Fit:
    training = training_items(past, since_ms)
    new = fitted(training, steps)
    before, after = all_predicted(past, old, since_ms), all_predicted(past, new, since_ms)
    return Fit(
        deck=deck, trained=len(training.items), before=score(before), after=score(after),
        comparison=compare(before, after), old=old, new=new,
    )  # fmt: skip


def _workloads(
    context: Context, store: Store, past: Sequence[CardHistory], before: Presets, after: Presets
) -> tuple[dict[str, float], dict[str, float]]:
    old = workload(context, collection_of(context, store, past, before), parameters_of(before, ""), WORKLOAD_DAYS)
    if before == after:
        return old, old
    found = collection_of(context, store, past, after, Part(restate=True))
    return old, workload(context, found, parameters_of(after, ""), WORKLOAD_DAYS)


def apply_fit(context: Context, store: Store, found: Fitting) -> int:
    """Record the better parameters and fold the log again with them; return the number of cards."""
    run = new_id()
    payloads = [
        OptimizePayload(
            run=run, deck=fit.deck, parameters=fit.new, reviews=fit.after.reviews,
            log_loss=(fit.before.log_loss, fit.after.log_loss),
            rmse_bins=(fit.before.rmse_bins, fit.after.rmse_bins),
        )
        for fit in found.better
    ]  # fmt: skip
    keep_before(store, "optimise", context.now_ms)
    return record_and_refold(store, [preset_event(context, store, OPTIMIZE, payload) for payload in payloads])


def undo_fit(context: Context, store: Store) -> tuple[int, Presets]:
    """Undo the last fit, or the last import of parameters; return how many cards were folded again, and the presets.

    Raises QuizError if there is none.
    """
    rows = [row for row in fits_in_use(store.query, store.learner) if row[1].parameters]
    if not rows:
        raise QuizError(
            "No fitted or imported parameters are in use: there is nothing to undo.", exit_code=ExitCode.FAULTS
        )
    run = rows[-1][1].run
    undone = [preset_event(context, store, UNDO, UndoPayload(), name) for name, fitted in rows if fitted.run == run]
    count = record_and_refold(store, undone)
    return count, presets(store.query, store.learner)


def as_document(found: Fitting, *, taken_over: bool) -> dict[str, Any]:
    """Return the result as a JSON document."""
    return {
        "reviews": found.reviews,
        "held_out": found.fits[0].before.reviews,
        "held_out_since": datetime.fromtimestamp(found.since_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "fits": [_fit_document(fit) for fit in found.fits],
        "decks_with_too_few_reviews": list(found.small_decks),
        "workload": {"days": WORKLOAD_DAYS, "before": found.workload_before, "after": found.workload_after},
        "taken_over": taken_over,
    }


def _fit_document(fit: Fit) -> dict[str, Any]:
    scores = {"before": fit.before, "after": fit.after}
    return {
        "deck": fit.deck or None,
        "trained_on": fit.trained,
        "held_out": fit.before.reviews,
        **{name: {"log_loss": each.log_loss, "rmse_bins": each.rmse_bins} for name, each in scores.items()},
        "gain": fit.comparison.gain,
        "standard_error": fit.comparison.error,
        "better": fit.comparison.is_better,
        "parameters": list(fit.new),
    }
