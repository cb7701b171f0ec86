"""Previews of what each rating would do to the current card of a session."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from quizapp.core.events import CardState
from quizapp.core.scope import Moment
from quizapp.store.daily_candidates import Query
from quizapp.usecases.context import Context

if TYPE_CHECKING:
    from quizapp.store.events.due_counts import DayDueCounts
    from quizapp.usecases.scheduling.due_date import RatingPreview


class RatingPreviews:
    """Computes the preview of the current card once, and reads the due counts once for each study day."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._preview: RatingPreview | None = None
        self._due_counts: DayDueCounts | None = None

    def forget(self) -> None:
        """Drop the preview, because the current card changed."""
        self._preview = None

    def count(self, due_ms: int) -> None:
        """Add a card that was just scheduled to the due counts."""
        if self._due_counts is not None:
            self._due_counts.add(due_ms)

    def preview(
        self, query: Query, moment: Moment, card: str, before: Callable[[], CardState], *, once_a_day: bool
    ) -> "RatingPreview":
        """Return the preview of the current card; `before` reads its state, which the session's lease protects."""
        if self._preview is None or not self._preview.holds_at(moment):
            # The first question is on the screen before these are needed.
            from quizapp.store.events.due_counts import DayDueCounts
            from quizapp.usecases.scheduling.due_date import (
                CardToRate,
                Today,
                memory_for,
                rating_preview,
                without_steps,
            )  # fmt: skip

            if self._due_counts is None or self._due_counts.day != moment.day:
                self._due_counts = DayDueCounts(query, moment)
            memory = memory_for(self._context, query, card)
            reviewed = CardToRate(card=card, before=before(), memory=without_steps(memory) if once_a_day else memory)
            today = Today(settings=self._context.settings, moment=moment, due_counts=self._due_counts)
            self._preview = rating_preview(today, reviewed)
        return self._preview
