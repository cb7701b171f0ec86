"""One sitting over the store: draws, claims, grades and records. Implements core.sitting.Sitting."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from quizapp.core import events as log_kinds
from quizapp.core.answer import Answer
from quizapp.core.daily_plan import Candidate
from quizapp.core.event_payloads import ReviewPayload
from quizapp.core.events import Event, ReviewedCard
from quizapp.core.model import Concept, Rating, State
from quizapp.core.scope import Moment, Scope
from quizapp.core.session_values import AskedQuestion, Outcome, PendingAnswer, RatingResult, SessionProgress, Summary
from quizapp.core.study_day import span
from quizapp.errors import QuizError
from quizapp.store.daily_candidates import Query
from quizapp.store.events.due_counts import DayLoads
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context
from quizapp.usecases.scheduling.due_date import RatingPreview, rating_preview
from quizapp.usecases.study.question_loader import QuestionLoader
from quizapp.usecases.study.session_plan import SessionLimits, SessionPlan, candidate_of

if TYPE_CHECKING:
    from quizapp.store.database import Store

ANSWERS = (log_kinds.REVIEW, log_kinds.CRAM)


class Session:
    """A sitting. Reads through `query` until connect() opens the store to write."""

    def __init__(
        self,
        context: Context,
        scope: Scope,
        limits: SessionLimits,
        *,
        store: "Store | None" = None,
        query: Query | None = None,
    ) -> None:
        if store is None and query is None:
            store = open_app(context)
        self.context, self.limits = context, limits
        self._store = store
        self._query: Query = store.query if store else query  # type: ignore[assignment]
        self._id = f"{time.time_ns():x}-{Random().getrandbits(32):08x}"
        self._began = time.monotonic()
        self._order = SessionPlan(context, scope, limits, self._id)
        self._current: AskedQuestion | None = None
        self.seed = ""  # of the current question: shuffles its options and draws its parameters
        self._seen_reviews = 0  # of the current card when it was drawn
        self._answer = PendingAnswer()
        self._asked = False  # whether there was any question
        self._recorded: dict[str, Event] = {}  # by id, in the order of the sitting
        self._introduced = self._answered = 0
        self._drawing = QuestionLoader(context.learner, lambda: self._query)
        self._awaits: RatingPreview | None = None
        self._loads: DayLoads | None = None
        self._order.start(self._query)

    # -- drawing -------------------------------------------------------------------------------

    @property
    def greeting(self) -> tuple[str, ...]:
        """Lines for the start."""
        return self._order.greeting

    @property
    def store(self) -> "Store":
        """The store, opened when it is first written to."""
        if self._store is None:
            self._store = open_app(self.context)
            self._query = self._store.query
        return self._store

    def connect(self) -> bool:
        """Open the store behind a question drawn from a read-only look; return whether the question is still ours."""
        return self._current is None or self._claim(self._current.card.card, self._seen_reviews)

    def next(self) -> AskedQuestion | None:
        """Draw and claim the next question; None when the sitting is over."""
        self._current = None
        planned_again = False
        while not self._over():
            candidate = self._order.pick()
            if candidate is None:
                if planned_again:
                    return None
                self._order.plan_again(self._query, self._introduced)
                planned_again = True
            elif not self._is_free(candidate):
                self._order.elsewhere.add(candidate.card)
            elif (asked := self._ask(candidate.card)) is not None:
                return asked
        return None

    def _over(self) -> bool:
        if self.limits.answers is not None and self._answered >= self.limits.answers:
            return True
        return self.limits.minutes is not None and time.monotonic() - self._began >= self.limits.minutes * 60

    def _is_free(self, candidate: Candidate) -> bool:
        """Claim a card, unless claims play no part: before the store is open, and where nothing is scheduled."""
        return self._store is None or self.limits.cram or self._claim(candidate.card, candidate.reviews)

    def _claim(self, card: str, seen: int) -> bool:
        from quizapp.store.events.card_leases import claim

        return claim(self.store, card, self._id, wall_ms=time.time_ns() // 1_000_000, seen_reviews=seen)

    def _ask(self, card_id: str) -> AskedQuestion | None:
        drawn = self._drawing.draw(card_id)
        if drawn is None:
            return None
        self._current, self.seed, self._seen_reviews = drawn.asked, drawn.seed, drawn.reviews
        self._answer, self._awaits, self._asked = PendingAnswer(), None, True
        return self._current

    # -- answering -----------------------------------------------------------------------------

    @property
    def current(self) -> AskedQuestion:
        """The question that stands. Raises QuizError where there is none."""
        if self._current is None:
            raise QuizError("No question stands.")
        return self._current

    def _prospect(self, moment: Moment) -> RatingPreview:
        """What awaits the current card, looked up once a day: the claim keeps its state ours."""
        from quizapp.store.events.event_log import card_state

        if self._awaits is None or self._awaits.day != moment.day:
            card, once = self.current.card.card, self.current.question.once_a_day
            before = card_state(self.store, card)
            if self._loads is None or self._awaits is not None:  # the first, or a new day
                self._loads = DayLoads(self._query, moment)
            self._awaits = rating_preview(self.context, self._query, before, card, once_a_day=once, known=self._loads)
        return self._awaits

    def preview_seconds(self) -> dict[Rating, float]:
        """Return the interval that each rating would give the current card, in seconds."""
        moment = self.context.moment()
        return self._prospect(moment).seconds(self.current.card.card, moment.now)

    def previews(self) -> Mapping[Rating, str]:
        """Return the interval that each rating would give the current card, such as '10m' or '4d'."""
        return {rating: span(seconds) for rating, seconds in self.preview_seconds().items()}

    def grade(
        self, answer: Answer | None, *, hinted: bool = False, seconds: float = 0.0,
        live: Callable[[Any], None] | None = None, ask: Callable[..., bool] | None = None,
    ) -> Outcome:  # fmt: skip
        """Grade an answer (None: revealed)."""
        from quizapp.questions.grading import graded

        asked = self.current
        if answer is not None and asked.question.runs:
            from quizapp.usecases.experiments.run_experiment import grade_experiment

            outcome = grade_experiment(self, asked, answer, live, ask)
        else:
            outcome = graded(asked, answer)
        slow = seconds > self.context.settings.slow_seconds
        if outcome.suggested is Rating.GOOD and (hinted or slow):
            outcome = replace(outcome, suggested=Rating.HARD)
        self._answer = PendingAnswer(given=answer, outcome=outcome, hinted=hinted, seconds=seconds)
        return outcome

    def rate(self, rating: Rating) -> RatingResult:
        """Record the review of the current card."""
        from quizapp.core.review import is_learning, rated_of, review_payload
        from quizapp.store.events.event_log import record

        card, moment = self.current.card, self.context.moment()
        found = self._prospect(moment)
        payload = review_payload(found.before, rating, moment.now, found.memory, found.placed[rating])
        payload = self._answer.added_to(payload)
        kind = log_kinds.CRAM if self.limits.cram else log_kinds.REVIEW
        event, after = record(self.store, kind, card.card, payload.as_payload(), now_ms=moment.now, day=moment.day)
        self._note(event, 1)
        if self._loads and isinstance(after, ReviewedCard):
            self._loads.add(after.due_ms)
        if not self.limits.cram and is_learning(after) and after.due_ms < moment.day_end:
            self._order.again(candidate_of(card, after.due_ms, after.reviews))
        self._current = None
        return rated_of(card.card, rating, after, moment.now)

    def _note(self, event: Event, sign: int) -> None:
        """Count an event of this sitting, or with -1 one that was taken back."""
        if event.kind in ANSWERS:
            self._answered += sign
            self._introduced += sign * (ReviewPayload.stored(event.payload).state is State.NEW)
        if sign > 0:
            self._recorded[event.id] = event
        else:
            self._recorded.pop(event.id)

    def _mark(self, kind: str) -> None:
        from quizapp.core.event_payloads.card_marks import MARKS
        from quizapp.store.events.event_log import record

        moment, card = self.context.moment(), self.current.card.card
        payload = MARKS[kind](day=moment.day).as_payload()
        event, _ = record(self.store, kind, card, payload, now_ms=moment.now, day=moment.day)
        self._note(event, 1)
        self._current = None

    def observe(self, seen: str) -> None:
        """Keep what the learner says they saw."""
        self._answer = replace(self._answer, seen=seen)

    def facts(self) -> str:
        """Return what of this machine matters to a measurement."""
        from quizapp.lab.machine import facts

        return facts().line()

    def proofs(self) -> tuple[AskedQuestion, ...]:
        """Return a question for each claim of the current concept."""
        from quizapp.usecases.experiments.run_experiment import proofs

        return proofs(self.current, self.concept())

    def prove(
        self, asked: AskedQuestion, answer: Answer, live: Callable[[Any], None], ask: Callable[..., bool]
    ) -> Outcome:
        """Run one of `proofs`, move its card, and return how good the prediction was."""
        from quizapp.usecases.experiments.run_experiment import prove_during_question

        return prove_during_question(self, asked, answer, live, ask)

    def edit(self, launch: Callable[[Path, int], None]) -> tuple[AskedQuestion | None, str]:
        """Have the current card edited at its line, and its deck taken in anew."""
        from quizapp.usecases.study.edit_card import edit_card

        told = edit_card(self.context, self.store, self.current.card, launch)
        self._drawing.forget_concepts()
        return self._ask(self.current.card.card) or self.next(), told

    def media(self) -> tuple[Path, ...]:
        """Return the files of the current card that are there."""
        from quizapp.store.media import media_of

        return media_of(self.context.db, self.current.card)

    def suspend(self) -> None:
        """Suspend the current card."""
        self._mark(log_kinds.SUSPEND)

    def bury(self) -> None:
        """Hide the current card until tomorrow."""
        self._mark(log_kinds.BURY)

    def undo(self) -> AskedQuestion | None:
        """Take the last answer back and ask it again; None where there is nothing to undo."""
        from quizapp.store.events.undo import Lease, undo_last

        lease = Lease(session=self._id, wall_ms=time.time_ns() // 1_000_000)
        last = undo_last(self.store, self.context.moment(), lease)
        if last is None:
            return None
        if last.event.id in self._recorded:
            self._note(last.event, -1)
        current = self._current
        self._order.leave_out({last.event.card} | ({current.card.card} if current else set()))
        if current:
            self._order.put_first(candidate_of(current.card, None, self._seen_reviews))
        return (self._ask(last.event.card) if last.leased else None) or self.next()

    # -- saying --------------------------------------------------------------------------------

    def tally(self) -> SessionProgress:
        """Return the counts for the header."""
        due, new, learning = self._order.left()
        standing = self._current
        return SessionProgress(
            answered=self._answered,
            due_left=due + (standing is not None and not standing.is_new),
            new_left=new + (standing is not None and standing.is_new),
            learning_left=learning,
        )

    def concept(self) -> Concept:
        """Return the concept of the current card."""
        card = self.current.card
        return self._drawing.concept(card.deck, card.concept)

    def summary(self) -> Summary:
        """Return what the sitting came to."""
        from quizapp.usecases.study.session_summary import summary_of

        return summary_of(
            self.context, self._query, tuple(self._recorded.values()), self._drawing.met,
            seconds=time.monotonic() - self._began, elsewhere=bool(self._order.elsewhere), waiting=self._order.waiting,
            closed=self._order.closed(self._query) if not (self._asked or self._order.elsewhere) else "",
        )  # fmt: skip

    def close(self) -> None:
        """Give back claims, close the store, and keep what was answered safe."""
        if self._store is not None:
            from quizapp.usecases.study.session_summary import shut

            shut(self.context, self._store, self._id, answered=bool(self._recorded))
