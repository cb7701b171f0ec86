"""What a session asks next: today's plan, learning steps that become due, and cards leased by other terminals."""

from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from quizapp.core.card import Card
from quizapp.core.daily_plan import Candidate, Candidates, Plan, awaited, one_per_siblings, plan
from quizapp.core.scope import Moment, Scope
from quizapp.core.session_values import AskedQuestion, Greeting, SessionProgress
from quizapp.store.daily_candidates import Query, all_candidates, candidates, candidates_ahead
from quizapp.store.events.pauses import paused_names
from quizapp.usecases.context import Context
from quizapp.usecases.study.comeback import review_limit, welcome_back
from quizapp.usecases.study.new_cards import new_limit, path_first
from quizapp.usecases.study.session_leases import SessionLeases
from quizapp.usecases.study.session_record import SessionRecord

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.store.events.card_leases import LeaseWithAnswer
    from quizapp.usecases.study.assignments import AssignedWork

LEARN_AHEAD_MS = 20 * 60_000  # how early a learning step may come when nothing else is left


@dataclass(frozen=True, slots=True)
class FirstCard:
    """A card to ask first, with its number of reviews when it was asked; it is not asked if it was answered since."""

    card: str
    reviews: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """Limits from the command line; None means the setting."""

    new: int | None = None
    answers: int | None = None
    minutes: float | None = None
    cram: bool = False
    ahead: int = 0  # cards to review before their day, once what is due is done; new cards are not asked then
    first: FirstCard | None = None  # such as one whose answer was on its way to a server that was restarted


class SessionPlan:
    """The cards of one session in order. `query` is an argument of each call, because the store opens later."""

    def __init__(self, context: Context, scope: Scope, limits: SessionLimits, seed: str) -> None:
        self._context, self._scope, self._limits, self._seed = context, scope, limits, seed
        self._main: OrderedDict[str, Candidate] = OrderedDict()  # by card
        self._learning: list[Candidate] = []
        self.waiting = 0  # cards due today that the cap after an absence leaves out
        self.elsewhere: set[str] = set()  # cards leased to other sessions
        self.ahead: set[str] = set()  # cards that are due on a later day
        self.greeting = Greeting()
        self.leases = SessionLeases(seed)
        self.assigned: AssignedWork | None = None  # on a server

    def along(self, path: str, query: Query) -> "tuple[Context, SessionPlan]":
        """Return settings that follow a learning path, and the plan of the same session with them, started."""
        from quizapp.usecases.study.learning_paths import following

        context = following(self._context, path)
        again = SessionPlan(context, self._scope, self._limits, self._seed)
        again.start(query)
        return context, again

    def announce(self, lines: tuple[str, ...]) -> None:
        """Put lines above those of the greeting."""
        self.greeting = replace(self.greeting, lines=(*lines, *self.greeting.lines))

    def start(self, query: Query) -> None:
        """Plan the session."""
        if not isinstance(self._context.db, Path):
            from quizapp.usecases.study.assignments import greeting

            self.greeting = Greeting(lines=greeting(query, self._context))
        if self._limits.cram:
            self._main = _by_card(self._everything(query))
            return
        today = self._plan(query, introduced=0)
        if (back := welcome_back(query, self._context, today)) and (back.due or back.new):
            self.greeting = replace(back, lines=self.greeting.lines)
            self.waiting = today.waiting
        self._take(today)
        if self._limits.ahead:
            self._add_ahead(query, today)
        if first := self._limits.first:
            self.leave_out({first.card})
            self.put_first(Candidate(first.card, "", "", "", None, first.reviews))

    def lease(self, store: "Store", card: str, seen: int) -> bool:
        """Return whether this session may ask a card, which had `seen` reviews when it was planned."""
        from quizapp.store.events.card_leases import Lease, acquire

        if self.leases.has_taken(card, seen):
            return True
        answer = acquire(store, self.leases.request(card, seen, self._context.moment().day))
        if answer is Lease.ELSEWHERE:
            self.elsewhere.add(card)
        return bool(answer)

    def lease_with_answer(self, moment: Moment) -> "LeaseWithAnswer | None":
        """Return what leases the card that comes next while an answer is recorded; None if none is left."""
        candidate = self._next(moment.now)
        return None if candidate is None else self.leases.with_answer(candidate, moment)

    def _add_ahead(self, query: Query, today: Plan) -> None:
        """Append cards that are due on later days, the soonest first, one of each group of siblings."""
        moment = self._context.moment()
        touched = candidates(query, moment, self._scope, 0).touched
        taken = {*touched, *(card.siblings for card in (*today.learning, *today.due))}
        later = one_per_siblings(candidates_ahead(query, moment, self._scope), taken)
        found = _by_card(islice(later, self._limits.ahead))
        self.ahead = set(found)
        self._main |= found

    def plan_again(self, query: Query, introduced: int) -> None:
        """Plan the rest of the day after the plan is used up or an answer was undone; `introduced` counts new cards."""
        if self._limits.cram or self._limits.ahead:
            self._main.clear()
            return
        today = self._plan(query, introduced=introduced)
        # The cap after an absence holds for the whole session.
        self._take(replace(today, due=()) if self.waiting else today)

    def _take(self, today: Plan) -> None:
        self._main = _by_card(card for card in today.order if card.card not in self.elsewhere)
        self._learning = [card for card in today.learning if card.card not in self.elsewhere]

    def _plan(self, query: Query, *, introduced: int) -> Plan:
        wanted, first = self._wanted(query)
        found = candidates(query, self._context.moment(), self._scope, wanted, first)
        if not isinstance(self._context.db, Path):
            found, wanted = self._assign(query, found, wanted)
        reviews = review_limit(query, self._context, found.reviews_done)
        spent = found.new_done if self._limits.new is None else introduced
        return plan(found, new_limit=wanted - spent, review_limit=reviews)

    def _assign(self, query: Query, found: Candidates, wanted: int) -> tuple[Candidates, int]:
        """Put the cards of a teacher's assignments first, with as many new ones as these need."""
        from quizapp.usecases.study.assignments import AssignedWork

        self.assigned = AssignedWork.of(query, self._context, self._scope)
        needed = self.assigned.new_today if self._limits.new is None and not self._limits.ahead else 0
        return replace(found, assigned=self.assigned.candidates), max(wanted, needed)

    def closed(self, query: Query) -> str:
        """Return why a scope has nothing to ask today; '' for a session over everything, or while cramming."""
        if paused := self._paused(query):
            return f"It is paused; to have its cards asked again: `quizapp deck resume {paused}`."
        if self._limits.cram or (self._scope == Scope() and not self._limits.ahead):
            return ""
        if self._limits.ahead:
            return "No card in it is due later: only cards that were asked before can be reviewed ahead."
        wanted, _ = self._wanted(query)
        found = candidates(query, self._context.moment(), self._scope, max(1, wanted))
        needs = awaited(found.fresh, found.concepts)
        if not found.fresh:
            why = "Nothing in it is due today, and it has no new cards."
        elif needs:
            why = f"First comes what it requires: `quizapp quiz {'/'.join(needs[0])}`."
        elif wanted <= (found.new_done if self._limits.new is None else 0):
            why = f"Its new cards are beyond today's limit of {wanted}; `--new N` raises it."
        else:
            why = "Its new cards come tomorrow: they are siblings of cards that were asked today."
        return f"{why} `--cram` asks it outside the schedule."

    def _paused(self, query: Query) -> str:
        """Return the paused deck or concept that the scope is in; '' if there is none."""
        place = self._scope
        names = (place.deck, f"{place.deck}/{place.concept}") if place.deck else ()
        return next((name for name in paused_names(query, self._context.learner) if name in names), "")

    def _wanted(self, query: Query) -> tuple[int, tuple[Scope, ...]]:
        """Return how many new cards are wanted, and the scopes whose new cards come first."""
        if self._limits.ahead:
            return 0, ()
        if self._limits.new is not None:
            return self._limits.new, path_first(self._context, self._scope)
        return new_limit(query, self._context, self._scope)

    def _everything(self, query: Query) -> list[Candidate]:
        found = all_candidates(query, self._context.learner, self._scope)
        Random(self._seed).shuffle(found)
        return found

    def pick(self) -> Candidate | None:
        """Return and remove the next card."""
        chosen = self._next(self._context.now_ms)
        if chosen is not None and self._main.get(chosen.card) is chosen:
            del self._main[chosen.card]
        elif chosen is not None:
            self._learning.remove(chosen)
        return chosen

    def _next(self, now: int) -> Candidate | None:
        """Return the next card: a due learning step, then the plan, then a step that may come early."""
        step = min(self._learning, key=lambda card: (card.due_ms or 0, card.card), default=None)
        if step is not None and (step.due_ms or 0) <= now:
            return step
        if self._main:
            return next(iter(self._main.values()))
        return step if step is not None and (step.due_ms or 0) <= now + LEARN_AHEAD_MS else None

    def again(self, card: Candidate) -> None:
        """Ask a card again within the session, when it is due."""
        self._learning.append(card)

    def put_first(self, card: Candidate) -> None:
        """Make a card the next one."""
        self._main[card.card] = card
        self._main.move_to_end(card.card, last=False)

    def interrupt(self, card: str, waiting: Candidate | None) -> None:
        """Make room for a card that is asked now; the one that was on the screen comes next."""
        self.leave_out({card} | ({waiting.card} if waiting else set()))
        if waiting:
            self.put_first(waiting)

    def leave_out(self, cards: Collection[str]) -> None:
        """Remove cards from the plan."""
        for card in cards:
            self._main.pop(card, None)
        self._learning = [each for each in self._learning if each.card not in cards]

    def progress(self, asked: AskedQuestion | None, record: SessionRecord) -> SessionProgress:
        """Return how many cards were answered and are left, the current question included."""
        answers = record.cards
        ahead = sum(card in self.ahead for card in self._main)
        due = sum(card.reviews > 0 for card in self._main.values()) - ahead
        is_new = asked is not None and asked.is_new
        is_ahead = asked is not None and asked.card.card in self.ahead
        answered = {card for card, count in answers.items() if count}
        coming = [*(card.card for card in self._learning), *([asked.card.card] if asked else [])]
        return SessionProgress(
            answered=answers.total(),
            repeated=answers.total() - len(answered),
            again_left=sum(card in answered for card in coming) + sum(card in self._main for card in answered),
            due_left=due + (asked is not None and not is_new and not is_ahead),
            new_left=len(self._main) - due - ahead + is_new,
            learning_left=len(self._learning),
            ahead_left=ahead + is_ahead,
            cram=self._limits.cram,
            most=self._limits.answers,
            assigned=self.assigned.left_without(record.right) if self.assigned else "",
        )

    def left(self, asked: AskedQuestion | None) -> int:
        """Return how many cards are left, the current question included."""
        return len(self._main) + len(self._learning) + (asked is not None)


def _by_card(cards: Iterable[Candidate]) -> OrderedDict[str, Candidate]:
    return OrderedDict((card.card, card) for card in cards)


def candidate_of(card: Card, due_ms: int | None, reviews: int) -> Candidate:
    """Return a card as a candidate of the daily plan."""
    return Candidate(card.card, card.deck, card.concept, card.siblings, due_ms, reviews)
