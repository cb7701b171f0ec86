"""What a sitting asks next: today's plan, learning steps that come due, what another terminal is asking."""

from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from quizapp.core.daily_plan import Candidate, Plan, awaited, plan
from quizapp.core.model import Card
from quizapp.core.scope import Scope
from quizapp.store.daily_candidates import Query, all_candidates, candidates
from quizapp.store.daily_figures import study_days
from quizapp.usecases.context import Context

LEARN_AHEAD_MS = 20 * 60_000  # a learning step may come this much early when nothing else is left
ABSENCE_DAYS = 4  # without a review for so many study days, the next session is a come-back


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """What the learner asked for on the command line; None: as in the settings."""

    new: int | None = None
    answers: int | None = None
    minutes: float | None = None
    cram: bool = False


class SessionPlan:
    """The cards of one sitting in their order. `query` is given anew each time: the store opens behind the first."""

    def __init__(self, context: Context, scope: Scope, limits: SessionLimits, seed: str) -> None:
        self._context, self._scope, self._limits, self._seed = context, scope, limits, seed
        self._main: OrderedDict[str, Candidate] = OrderedDict()  # by card
        self._learning: list[Candidate] = []
        self.waiting = 0  # due today, left out by the cap of a come-back
        self.elsewhere: set[str] = set()  # cards that another session is asking
        self.greeting: tuple[str, ...] = ()

    def start(self, query: Query) -> None:
        """Plan the sitting."""
        if not isinstance(self._context.db, Path):
            from quizapp.usecases.study.assignments import greeting

            self.greeting = greeting(query, self._context)
        if self._limits.cram:
            self._main = _by_card(self._everything(query))
            return
        today = self._plan(query, introduced=0, cap=self._cap(query))
        if today.waiting and self._is_comeback(query):
            total = len(today.due) + today.waiting
            self.greeting += (f"{total} are due; today the {len(today.due)} most at risk.",)
            self.waiting = today.waiting
        self._take(today)

    def plan_again(self, query: Query, introduced: int) -> None:
        """Plan what is left, after the order ran out or an answer was taken back; `introduced` cards were new."""
        if self._limits.cram:
            self._main.clear()
            return
        today = self._plan(query, introduced=introduced, cap=None)
        # The cap holds for the whole sitting: what was left out at its start stays out.
        self._take(replace(today, due=()) if self.waiting else today)

    def _take(self, today: Plan) -> None:
        self._main = _by_card(card for card in today.order if card.card not in self.elsewhere)
        self._learning = [card for card in today.learning if card.card not in self.elsewhere]

    def _plan(self, query: Query, *, introduced: int, cap: int | None) -> Plan:
        wanted = self._wanted()
        found = candidates(query, self._context.moment(), self._scope, wanted)
        reviews = self._context.settings.reviews_per_day - found.reviews_done
        spent = found.new_done if self._limits.new is None else introduced
        return plan(found, new_limit=wanted - spent, review_limit=reviews if cap is None else min(reviews, cap))

    def closed(self, query: Query) -> str:
        """Return why a scope has nothing to ask today; '' where everything was asked about, or all of a scope."""
        if self._limits.cram or self._scope == Scope():
            return ""
        wanted = self._wanted()
        found = candidates(query, self._context.moment(), self._scope, max(1, wanted))
        needs = awaited(found.fresh, found.concepts)
        if not found.fresh:
            why = "Nothing in it is due today, and nothing is new."
        elif needs:
            why = f"First comes what it requires: `quizapp quiz {'/'.join(needs[0])}`."
        elif wanted <= (found.new_done if self._limits.new is None else 0):
            why = f"What is new in it is beyond today's limit of {wanted}; `--new N` asks for more."
        else:
            why = "What is new in it comes tomorrow: it is close to what was asked today."
        return f"{why} `--cram` asks it beside the schedule."

    def _wanted(self) -> int:
        return self._context.settings.new_per_day if self._limits.new is None else self._limits.new

    def _is_comeback(self, query: Query) -> bool:
        moment = self._context.moment()
        days = study_days(query, moment.learner, 1)
        return bool(days) and (date.fromisoformat(moment.day) - date.fromisoformat(days[0])).days >= ABSENCE_DAYS

    def _cap(self, query: Query) -> int | None:
        return self._context.settings.comeback_limit if self._is_comeback(query) else None

    def _everything(self, query: Query) -> list[Candidate]:
        found = all_candidates(query, self._context.learner, self._scope)
        Random(self._seed).shuffle(found)
        return found

    def pick(self) -> Candidate | None:
        """Take the next card: a learning step that is due, then the order, then a step that may come early."""
        now = self._context.now_ms
        self._learning.sort(key=lambda card: (card.due_ms or 0, card.card))
        step = (self._learning[0].due_ms or 0) if self._learning else None
        if step is not None and step <= now:
            return self._learning.pop(0)
        if self._main:
            return self._main.popitem(last=False)[1]
        return self._learning.pop(0) if step is not None and step <= now + LEARN_AHEAD_MS else None

    def again(self, card: Candidate) -> None:
        """Let a card come back within the sitting, when it is due."""
        self._learning.append(card)

    def put_first(self, card: Candidate) -> None:
        """Let a card be the next of the order."""
        self._main[card.card] = card
        self._main.move_to_end(card.card, last=False)

    def leave_out(self, cards: Collection[str]) -> None:
        """Take cards out of the order."""
        for card in cards:
            self._main.pop(card, None)
        self._learning = [each for each in self._learning if each.card not in cards]

    def left(self) -> tuple[int, int, int]:
        """Return how many are left: due, new, learning."""
        due = sum(card.reviews > 0 for card in self._main.values())
        return due, len(self._main) - due, len(self._learning)


def _by_card(cards: Iterable[Candidate]) -> OrderedDict[str, Candidate]:
    return OrderedDict((card.card, card) for card in cards)


def candidate_of(card: Card, due_ms: int | None, reviews: int) -> Candidate:
    """Return a card as the queue sees it."""
    return Candidate(card.card, card.deck, card.concept, card.siblings, due_ms, reviews)
