"""The questions of a session, one after another: planned, drawn and leased; and what each is shown with."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from quizapp.core.daily_plan import Candidate
from quizapp.core.model import Concept, Rating
from quizapp.core.scope import Moment, Scope
from quizapp.core.session_values import AskedQuestion, PendingAnswer
from quizapp.core.study_day import span
from quizapp.errors import QuizError
from quizapp.store.daily_candidates import Query
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context
from quizapp.usecases.study.question_loader import QuestionLoader, media_of, section_media_of
from quizapp.usecases.study.session_clock import SessionTime, new_session_id
from quizapp.usecases.study.session_plan import SessionLimits, SessionPlan
from quizapp.usecases.study.session_record import SessionRecord

if TYPE_CHECKING:
    from quizapp.core.session_values import Greeting, SessionProgress
    from quizapp.store.database import Store
    from quizapp.usecases.scheduling.due_date import RatingPreview
    from quizapp.usecases.study.question_loader import CardBefore
    from quizapp.usecases.study.rating_previews import RatingPreviews


class SessionQuestions:
    """The questions of one session. Reads through `query` until connect() opens the store for writing."""

    def __init__(
        self, context: Context, scope: Scope, limits: SessionLimits, *,
        store: "Store | None" = None, query: Query | None = None,
    ) -> None:  # fmt: skip
        if store is None and query is None:
            store = open_app(context)
        self.context, self.limits, self._store = context, limits, store
        self._query: Query = store.query if store else query  # type: ignore[assignment]
        self._time, self._id = SessionTime(limits.answers, limits.minutes), new_session_id()
        self._order = SessionPlan(context, scope, limits, self._id)
        self._current: AskedQuestion | None = None
        self.seed = ""  # of the current question: shuffles its options and draws its parameters
        self._before: CardBefore | None = None  # the current card when it was drawn
        self.seen_reviews = 0  # of that card
        self._answer, self._asked = PendingAnswer(), False  # whether there was any question
        self._record = SessionRecord()
        self._loader = QuestionLoader(context.learner, lambda: self._query)
        self._order.start(self._query)

    def follow(self, path: str) -> None:
        """Plan the session again along a learning path, before its first question."""
        self.context, self._order = self._order.along(path, self._query)

    @property
    def greeting(self) -> "Greeting":
        """Return what to show before the first question."""
        return self._order.greeting

    def announce(self, lines: Iterable[str]) -> None:
        """Show lines before the first question, above the greeting."""
        self._order.announce(tuple(lines))

    @property
    def store(self) -> "Store":
        """Return the store, which is opened at the first write."""
        if self._store is None:
            self._store = open_app(self.context)
            self._query = self._store.query
        return self._store

    def connect(self) -> bool:
        """Open the store after the first question was drawn read-only; return whether this session got its lease."""
        return self._current is None or self._order.lease(self.store, self._current.card.card, self.seen_reviews)

    def next(self) -> AskedQuestion | None:
        """Draw and lease the next question; None when the session is over."""
        self._current = None
        planned_again = False
        while not self._time.is_over(self._record.answered):
            if (candidate := self._order.pick()) is None:
                if planned_again:
                    return None
                self._order.plan_again(self._query, self._record.introduced)
                planned_again = True
            elif self._is_free(candidate) and (asked := self._ask(candidate.card)) is not None:
                return asked
        return None

    def shorten(self, minutes: float) -> None:
        """Start no question after so many minutes from now."""
        self._time.shorten(minutes)

    def _is_free(self, candidate: Candidate) -> bool:
        """Lease a card. No lease is needed before the store is open, nor while cramming, which schedules nothing."""
        is_unleased = self._store is None or self.limits.cram
        return is_unleased or self._order.lease(self.store, candidate.card, candidate.reviews)

    def _ask(self, card_id: str) -> AskedQuestion | None:
        drawn = self._loader.draw(card_id)
        if drawn is None:
            return None
        self._current, self.seed, self._before = drawn.asked, drawn.seed, drawn.before
        self.seen_reviews, self._answer, self._asked = drawn.before.state.reviews, PendingAnswer(), True
        if "_previews" in self.__dict__:  # not at the first question
            self._previews.prepare(drawn.before)
        return self._current

    @property
    def current(self) -> AskedQuestion:
        """Return the current question. Raises QuizError if there is none."""
        if self._current is None:
            raise QuizError("There is no current question.")
        return self._current

    @cached_property
    def _previews(self) -> "RatingPreviews":
        from quizapp.usecases.study.rating_previews import RatingPreviews  # the first question is on the screen

        return RatingPreviews(self.context)

    def _preview(self, moment: Moment) -> "RatingPreview":
        if self._current is None or self._before is None:
            raise QuizError("There is no current question.")
        return self._previews.preview(self._query, moment, self._before)

    def previews(self) -> Mapping[Rating, str]:
        """Return the interval that each rating would give the current card, such as '10m'; none while cramming."""
        if self.limits.cram:
            return {}
        return {rating: span(seconds) for rating, seconds in self._preview(self.context.moment()).seconds.items()}

    def media(self, side: Literal["question", "answer"]) -> tuple[Path, ...]:
        """Return the existing media files of a side of the current card."""
        return media_of(self._query, self.context.db, self.current.card, side)

    def concept_media(self) -> dict[str, tuple[Path, ...]]:
        """Return the existing files that sections of the current concept show, by the section's name."""
        return section_media_of(self._query, self.context.db, self.current.card.deck, self.concept())

    def tally(self) -> "SessionProgress":
        """Return the counts shown in the header."""
        return self._order.progress(self._current, self._record)

    def concept(self) -> Concept:
        """Return the concept of the current card."""
        return self._loader.concept_of(self.current.card)
