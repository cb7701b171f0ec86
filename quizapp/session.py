"""One sitting over the store: draws, claims, grades and records. Implements core.sitting.Sitting."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any

from quizapp.app import Context, open_app
from quizapp.core import events as log_kinds
from quizapp.core.days import span
from quizapp.core.events import CardState, Event
from quizapp.core.model import Card, Concept, Rating, State, concept_from
from quizapp.core.queue import Candidate, Plan, plan
from quizapp.core.sitting import Asked, Outcome, Rated, Summary, Tally
from quizapp.errors import QuizError
from quizapp.store import sql
from quizapp.store.today import Query, Scope, candidates

if TYPE_CHECKING:
    from quizapp.store.database import Store

LEARN_AHEAD_MS = 20 * 60_000  # a learning step may come this much early when nothing else is left
ABSENCE_DAYS = 4  # without a review for so many study days, the next session is a come-back


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the learner asked for on the command line; None: as in the settings."""

    new: int | None = None
    answers: int | None = None
    minutes: float | None = None
    cram: bool = False


@dataclass(slots=True)
class Answer:
    """What is kept of an answer until it is rated."""

    given: Any = None
    outcome: Outcome | None = None
    hinted: bool = False
    seconds: float = 0.0


class Session:
    """A sitting. Reads through `query` until connect() opens the store to write."""

    def __init__(
        self,
        context: Context,
        scope: Scope,
        limits: Limits,
        *,
        store: "Store | None" = None,
        query: Query | None = None,
        run: Callable[..., Outcome] | None = None,
    ) -> None:
        if store is None and query is None:
            store = open_app(context)
        self.context, self.scope, self.limits = context, scope, limits
        self._store = store
        self._query: Query = store.query if store else query  # type: ignore[assignment]
        self._run = run
        self._id = f"{time.time_ns():x}-{Random().getrandbits(32):08x}"
        self._began = time.monotonic()
        self._order: list[Candidate] = []
        self._learning: list[Candidate] = []
        self._waiting = 0
        self._new_left = 0
        self._elsewhere: set[str] = set()
        self._current: Asked | None = None
        self.seed = ""  # of the current question: shuffles its options and draws its parameters
        self._seen_reviews = 0  # of the current card when it was drawn
        self._answer = Answer()
        self._recorded: list[Event] = []
        self._met: dict[tuple[str, str], str] = {}
        self._known: set[tuple[str, str]] = set()
        self._before: CardState | None = None  # the current card's state, read once: the claim keeps it ours
        self._greeting: tuple[str, ...] = ()
        self._replan(first=True)

    # -- drawing -------------------------------------------------------------------------------

    @property
    def greeting(self) -> tuple[str, ...]:
        """Lines for the start."""
        return self._greeting

    @property
    def store(self) -> "Store":
        """The store, opened when it is first written to."""
        if self._store is None:
            self._store = open_app(self.context)
            self._query = self._store.query
        return self._store

    def connect(self) -> bool:
        """Open the store behind a question drawn from a read-only look; return whether the question is still ours."""
        return self._current is None or self._claim(self._current.card.card)

    def _plan(self, *, first: bool) -> Plan:
        settings, moment = self.context.settings, self.context.moment()
        wanted = settings.new_per_day if self.limits.new is None else self.limits.new
        found = candidates(self._query, moment, self.scope, wanted)
        reviews = settings.reviews_per_day - found.reviews_done
        if first and self._absent() and len(found.due) > settings.comeback_limit:
            reviews = min(reviews, settings.comeback_limit)
        spent = found.new_done if self.limits.new is None else self._introduced()
        return plan(found, new_limit=wanted - spent, review_limit=reviews)

    def _introduced(self) -> int:
        return sum(event.kind == log_kinds.REVIEW and event.payload["state"] == "new" for event in self._recorded)

    def _absent(self) -> bool:
        from datetime import date

        moment = self.context.moment()
        days = self._query(sql.STUDY_DAYS, {"learner": moment.learner})
        return bool(days) and (date.fromisoformat(moment.day) - date.fromisoformat(days[0][0])).days >= ABSENCE_DAYS

    def _replan(self, *, first: bool = False) -> None:
        if self.limits.cram:
            self._plan_cram(first=first)
            return
        today = self._plan(first=first)
        capped = first and today.waiting and len(today.due) == self.context.settings.comeback_limit
        if capped:
            total = len(today.due) + today.waiting
            self._greeting = (f"{total} are due; today the {len(today.due)} most at risk.",)
            self._waiting = today.waiting
        if not first and self._waiting:
            # the cap holds for the whole sitting: what was left out at its start stays out
            today = replace(today, order=today.fresh, due=())
        self._order = [card for card in today.order if card.card not in self._elsewhere]
        self._learning = [card for card in today.learning if card.card not in self._elsewhere]

    def _plan_cram(self, *, first: bool) -> None:
        if not first:
            self._order = []
            return
        named = {"deck": self.scope.deck, "concept": self.scope.concept, "tag": self.scope.tag, "kind": self.scope.kind}
        rows = self._query(sql.ALL, named | {"learner": self.context.learner})
        self._order = [Candidate(*row) for row in rows]
        Random(self._id).shuffle(self._order)

    def next(self) -> Asked | None:
        """Draw and claim the next question; None when the sitting is over."""
        if self._over():
            return None
        replanned = False
        while True:
            candidate = self._pick()
            if candidate is None:
                if replanned or self.limits.cram:
                    self._current = None
                    return None
                self._replan()
                replanned = True
                continue
            if self._store is not None and not self.limits.cram and not self._claim(candidate.card, candidate.reviews):
                self._elsewhere.add(candidate.card)
                continue
            asked = self._ask(candidate)
            if asked is not None:
                return asked

    def _over(self) -> bool:
        if self.limits.answers is not None and self.tally().answered >= self.limits.answers:
            return True
        return self.limits.minutes is not None and time.monotonic() - self._began >= self.limits.minutes * 60

    def _pick(self) -> Candidate | None:
        now = self.context.now_ms
        self._learning.sort(key=lambda card: (card.due_ms or 0, card.card))
        if self._learning and (self._learning[0].due_ms or 0) <= now:
            return self._learning.pop(0)
        if self._order:
            return self._order.pop(0)
        if self._learning and (self._learning[0].due_ms or 0) <= now + LEARN_AHEAD_MS:
            return self._learning.pop(0)
        return None

    def _claim(self, card: str, seen: int | None = None) -> bool:
        from quizapp.store.claims import claim

        reviews = self._seen_reviews if seen is None else seen
        return claim(self.store, card, self._id, wall_ms=time.time_ns() // 1_000_000, seen_reviews=reviews)

    def _ask(self, candidate: Candidate) -> Asked | None:
        from quizapp.questions.kinds import kind_named, question_from

        rows = self._query(sql.CARD, {"learner": self.context.learner, "card": candidate.card})
        if not rows:
            return None
        card_id, deck, concept_id, section, kind, place, body, file, line, title, concept_body, deck_title, reviews = (
            rows[0]
        )
        card = Card(
            card=card_id, deck=deck, concept=concept_id, section=section, kind=kind, position=place,
            body=json.loads(body), file=file, line=line,
        )  # fmt: skip
        concept = concept_from(json.loads(concept_body))
        question = question_from(card.body)
        self.seed = f"{card_id}:{reviews}"
        self._seen_reviews = reviews
        self._around = surroundings(concept)
        self._concept = concept
        self._kind: Any = kind_named(kind)
        first = reviews == 0 and (deck, concept_id) not in self._met and not self._ever_asked(deck, concept_id)
        if first:
            self._met[(deck, concept_id)] = title
        self._answer, self._before = Answer(), None
        self._current = Asked(
            card=card,
            question=question,
            shown=self._kind.show(question, self._around, Random(self.seed)),
            deck_title=deck_title,
            concept_title=title,
            is_new=reviews == 0,
            teach=concept if first else None,
            can_prove=bool(concept.experiments),
        )
        return self._current

    def _ever_asked(self, deck: str, concept: str) -> bool:
        if (deck, concept) not in self._known:
            named = {"learner": self.context.learner, "deck": deck, "concept": concept}
            if not self._query(sql.EVER_ASKED, named)[0][0]:
                return False
            self._known.add((deck, concept))
        return True

    # -- answering -----------------------------------------------------------------------------

    @property
    def current(self) -> Asked:
        """The question that stands. Raises QuizError where there is none."""
        if self._current is None:
            raise QuizError("No question stands.")
        return self._current

    def _state(self) -> CardState:
        from quizapp.store.log import card_state

        if self._before is None:
            self._before = card_state(self.store, self.current.card.card)
        return self._before

    def preview_seconds(self) -> dict[Rating, float]:
        """Return the interval that each rating would give the current card, in seconds."""
        from quizapp.core.scheduler import previews

        card, now = self.current.card.card, self.context.now_ms
        outcomes = previews(self._state(), card, now, self.context.memory)
        return {rating: ((state.due_ms or now) - now) / 1000 for rating, state in outcomes.items()}

    def previews(self) -> Mapping[Rating, str]:
        """Return the interval that each rating would give the current card, such as '10m' or '4d'."""
        return {rating: span(seconds) for rating, seconds in self.preview_seconds().items()}

    def grade(
        self, answer: Any, *, hinted: bool = False, seconds: float = 0.0, live: Callable[[Any], None] | None = None
    ) -> Outcome:
        """Grade an answer (None: revealed)."""
        asked = self.current
        if answer is not None and asked.card.kind in ("output", "predict"):
            if self._run is None:
                raise QuizError("Nothing can be run here.")
            outcome = self._run(self, asked, answer, live)
        else:
            outcome = self._graded(asked, answer)
        slow = seconds > self.context.settings.slow_seconds
        if outcome.suggested is Rating.GOOD and (hinted or slow):
            outcome = replace(outcome, suggested=Rating.HARD)
        self._answer = Answer(given=answer, outcome=outcome, hinted=hinted, seconds=seconds)
        return outcome

    def _graded(self, asked: Asked, answer: Any) -> Outcome:
        if answer is None:
            solution = self._kind.solution(asked.question, asked.shown)
            if solution is None:
                return Outcome(correct=None, expected="", remarks=(), suggested=Rating.AGAIN)
            expected = self._kind.grade(asked.question, asked.shown, solution).expected
            suggested = Rating.GOOD if asked.shown.entry == "reveal" else Rating.AGAIN
            return Outcome(correct=None, expected=expected, remarks=(), suggested=suggested)
        return as_outcome(self._kind.grade(asked.question, asked.shown, answer))

    def rate(self, rating: Rating) -> Rated:
        """Record the review of the current card."""
        from quizapp.core.scheduler import retrievability
        from quizapp.store.log import record

        asked, answer, moment = self.current, self._answer, self.context.moment()
        before = self._state()
        payload: dict[str, Any] = {
            "rating": str(rating),
            "correct": answer.outcome.correct if answer.outcome else None,
            "seconds": round(answer.seconds, 1),
            "state": str(before.state),
            "r": retrievability(before.stability, before.last_ms, moment.now),
            "hinted": answer.hinted,
        }
        if answer.given is not None:
            payload["answer"] = answer.given
        if memory := self.context.memory.as_payload():
            payload["memory"] = memory
        kind = log_kinds.CRAM if self.limits.cram else log_kinds.REVIEW
        event, after = record(self.store, kind, asked.card.card, payload, now_ms=moment.now, day=moment.day)
        self._recorded.append(event)
        self._keep_learning(asked, after, moment.day_end)
        self._current = None
        return Rated(
            card=asked.card.card,
            rating=rating,
            due_ms=after.due_ms or moment.now,
            interval_s=((after.due_ms or moment.now) - moment.now) / 1000,
            stability=after.stability or 0.0,
            difficulty=after.difficulty or 0.0,
        )

    def _keep_learning(self, asked: Asked, after: CardState, day_end: int) -> None:
        if self.limits.cram or after.state not in (State.LEARNING, State.RELEARNING) or (after.due_ms or 0) >= day_end:
            return
        card = asked.card
        self._learning.append(Candidate(card.card, card.deck, card.concept, card.section, after.due_ms, after.reviews))

    def _mark(self, kind: str, payload: dict[str, Any]) -> Event:
        from quizapp.store.log import record

        moment = self.context.moment()
        card = self.current.card.card
        event, _ = record(self.store, kind, card, payload | {"day": moment.day}, now_ms=moment.now, day=moment.day)
        self._recorded.append(event)
        self._current = None
        return event

    def suspend(self) -> None:
        """Suspend the current card."""
        self._mark(log_kinds.SUSPEND, {})

    def bury(self) -> None:
        """Hide the current card until tomorrow."""
        self._mark(log_kinds.BURY, {})

    def undo(self) -> Asked | None:
        """Take the last answer back and ask it again; None where there is nothing to undo."""
        undone = undo_last(self.context, self.store)
        if undone is None:
            return None
        standing = self._current
        self._recorded = [event for event in self._recorded if event.id != undone.id]
        self._replan()
        keep = {undone.card} | ({standing.card.card} if standing else set())
        self._order = [card for card in self._order if card.card not in keep]
        self._learning = [card for card in self._learning if card.card not in keep]
        if standing:
            card = standing.card
            self._order.insert(0, Candidate(card.card, card.deck, card.concept, card.section, None, self._seen_reviews))
        reviews = self._reviews_of(undone.card)
        candidate = Candidate(undone.card, "", "", "", None, reviews)
        if not self._claim(undone.card, reviews):
            return self.next()
        return self._ask(candidate) or self.next()

    def _reviews_of(self, card: str) -> int:
        from quizapp.store.log import card_state

        return card_state(self.store, card).reviews

    # -- saying --------------------------------------------------------------------------------

    def tally(self) -> Tally:
        """Return the counts for the header."""
        due = sum(card.reviews > 0 for card in self._order)
        standing = self._current
        return Tally(
            answered=sum(event.kind in (log_kinds.REVIEW, log_kinds.CRAM) for event in self._recorded),
            due_left=due + (standing is not None and not standing.is_new),
            new_left=len(self._order) - due + (standing is not None and standing.is_new),
            learning_left=len(self._learning),
        )

    def concept(self) -> Concept:
        """Return the concept of the current card."""
        return self._concept

    def summary(self) -> Summary:
        """Return what the sitting came to."""
        from quizapp.overview import overview

        answers = [event for event in self._recorded if event.kind in (log_kinds.REVIEW, log_kinds.CRAM)]
        missed = {event.card: event for event in answers if event.payload["rating"] == "again"}
        view = overview(self._query, self.context)
        touched = {tuple(event.card.split("/")[:2]) for event in answers}
        notes: tuple[str, ...] = ("Some cards are being asked in another terminal.",) if self._elsewhere else ()
        if self._waiting:
            notes += (f"{self._waiting} more are due; they are spread over the coming days.",)
        return Summary(
            answered=len(answers),
            correct=sum(event.payload["rating"] != "again" for event in answers),
            seconds=time.monotonic() - self._began,
            learnt=tuple(title for topic, title in self._met.items() if topic in touched),
            missed=tuple((card, self._title_of(card)) for card in missed),
            next_due_ms=view.next_due_ms,
            due_tomorrow=view.due_tomorrow,
            streak=view.streak,
            advice=self._advice(view.due + view.new),
            notes=notes,
        )

    def _title_of(self, card: str) -> str:
        rows = self._query(sql.CARD, {"learner": self.context.learner, "card": card})
        body = json.loads(rows[0][6]) if rows else {}
        return str(body.get("ask") or body.get("text") or card).splitlines()[0]

    def _advice(self, left: int) -> str:
        if left:
            return f"{left} more wait today: `quizapp` goes on where you stopped."
        return "`quizapp prove` tests a claim on this machine; `quizapp progress` shows what you know."

    def close(self) -> None:
        """Give back claims and close the store."""
        if self._store is not None:
            from quizapp.store.claims import release

            release(self._store, self._id)
            self._store.close()


def surroundings(concept: Concept) -> Any:
    """Return what a question of this concept may refer to."""
    from quizapp.questions.base import Surroundings

    return Surroundings(
        examples=concept.examples, experiments={experiment.id: experiment for experiment in concept.experiments}
    )


def as_outcome(graded: Any) -> Outcome:
    """Return a grading as the session has it: wrong is Again, right is Good unless the kind says otherwise."""
    suggested = graded.rating or (Rating.AGAIN if graded.correct is False else Rating.GOOD)
    return Outcome(correct=graded.correct, expected=graded.expected, remarks=graded.remarks, suggested=suggested)


def undo_last(context: Context, store: "Store") -> Event | None:
    """Take the learner's last action back, across sessions; return what was undone, or None."""
    from quizapp.store.log import last_undoable, record

    last = last_undoable(store)
    if last is not None:
        moment = context.moment()
        record(store, log_kinds.UNDO, last.card, {}, now_ms=moment.now, day=moment.day, undoes=last.id)
    return last
