"""Previews of what each rating would do to the current card of a session."""

from quizapp.core.fuzz import fuzz_fraction
from quizapp.core.scope import Moment
from quizapp.store.daily_candidates import Query
from quizapp.store.events.due_counts import DayDueCounts
from quizapp.usecases.context import Context
from quizapp.usecases.scheduling.due_date import (
    CardToRate,
    RatingPreview,
    Today,
    memory_for,
    rating_preview,
    without_steps,
)
from quizapp.usecases.scheduling.due_days import DueDays
from quizapp.usecases.study.question_loader import CardBefore


class RatingPreviews:
    """Computes the preview of the current card once, and reads the due counts once for each study day."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._plain = context.memory()  # without parameters or a desired retention of a deck
        self._preview: RatingPreview | None = None
        self._due_days: DueDays | None = None

    def prepare(self, card: CardBefore) -> None:
        """Draw the fraction for the fuzz of a card while its question is loaded: a third of the work."""
        fuzz_fraction(card.card, card.state.reviews)

    def count(self, due_ms: int) -> None:
        """Add a card that was just scheduled to the due counts."""
        if self._due_days is not None:
            self._due_days.add(due_ms)

    def preview(self, query: Query, moment: Moment, card: CardBefore) -> RatingPreview:
        """Return the preview of the current card, which is read anew for each question."""
        if self._preview is None or self._preview.before is not card.state or not self._preview.holds_at(moment):
            if self._due_days is None or self._due_days.today != moment.day:
                self._due_days = DueDays(self._context.settings, DayDueCounts(query, moment))
            memory = memory_for(self._context, query, card.card) if card.is_fitted else self._plain
            memory = without_steps(memory) if card.once_a_day else memory
            rated = CardToRate(card=card.card, before=card.state, memory=memory)
            self._preview = rating_preview(Today(moment=moment, due_days=self._due_days), rated)
        return self._preview
