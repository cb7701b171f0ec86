"""What the log has of a card, as another program can hold it."""

from dataclasses import replace

from quizapp.core.event_payloads.review import review_of
from quizapp.core.events import CRAM, FORGET, REVIEW, CardState, Event, ReviewedCard, in_order
from quizapp.core.model import State
from quizapp.core.study_day import DAY_MS, study_day
from quizapp.formats.common.card_deck import ImportedHistory, ImportedReview
from quizapp.store.database import Store
from quizapp.store.events.event_log import card_events
from quizapp.usecases.context import Context


def history_of(store: Store, context: Context, card: str, state: CardState | None) -> ImportedHistory | None:
    """Return a card's reviews and schedule; None for a card without a state."""
    if state is None:
        return None
    with store.reading() as connection:
        events = in_order(card_events(connection, store.learner, card))
    known = ImportedHistory(
        reviews=_reviews(events, REVIEW),
        crammed=_reviews(events, CRAM),
        forgotten_ms=tuple(event.time_ms for event in events if event.kind == FORGET),
        suspended=state.suspended,
    )
    return _scheduled(context, known, state) if isinstance(state, ReviewedCard) else known


def _reviews(events: list[Event], kind: str) -> tuple[ImportedReview, ...]:
    return tuple(
        ImportedReview(time_ms=event.time_ms, rating=review.rating, seconds=review.seconds or 0.0)
        for event in events
        if event.kind == kind and (review := review_of(event))
    )


def _scheduled(context: Context, known: ImportedHistory, state: ReviewedCard) -> ImportedHistory:
    """Return a history with when the card is due: on a study day in review, at a moment in learning."""
    settings = context.settings
    steps = settings.relearning_steps if state.state is State.RELEARNING else settings.learning_steps
    is_due_on_day = state.state is State.REVIEW
    return replace(
        known,
        stability=state.stability,
        difficulty=state.difficulty,
        due_ms=state.due_ms,
        due_day=study_day(state.due_ms, context.zone, settings.rollover).isoformat() if is_due_on_day else "",
        last_ms=state.last_ms,
        interval_days=(state.due_ms - state.last_ms) / DAY_MS,
        lapses=state.lapses,
        state=state.state,
        steps_left=0 if is_due_on_day else max(len(steps) - (state.step or 0), 1),
    )
