"""Previews of what each rating would do to the current card of a session."""

from quizapp.core.events import CardState
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


class RatingPreviews:
    """Computes the preview of the current card once, and reads the due counts once for each study day."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._preview: RatingPreview | None = None
        self._due_days: DueDays | None = None

    def count(self, due_ms: int) -> None:
        """Add a card that was just scheduled to the due counts."""
        if self._due_days is not None:
            self._due_days.add(due_ms)

    def preview(
        self, query: Query, moment: Moment, card: str, before: CardState, *, once_a_day: bool
    ) -> RatingPreview:  # fmt: skip
        """Return the preview of the current card; `before` is its state, read anew for each question."""
        if self._preview is None or self._preview.before is not before or not self._preview.holds_at(moment):
            if self._due_days is None or self._due_days.today != moment.day:
                self._due_days = DueDays(self._context.settings, DayDueCounts(query, moment))
            memory = memory_for(self._context, query, card)
            reviewed = CardToRate(card=card, before=before, memory=without_steps(memory) if once_a_day else memory)
            self._preview = rating_preview(Today(moment=moment, due_days=self._due_days), reviewed)
        return self._preview
