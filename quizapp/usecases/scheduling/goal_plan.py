"""What it takes to have learnt a scope by a day, and the goal that the daily plan then works towards."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from quizapp.core.float_sum import float_sum
from quizapp.core.goals import Goal, days_for_new, new_a_day
from quizapp.core.load_balancing import calendar_of
from quizapp.core.scope import Scope
from quizapp.core.simulation import simulate
from quizapp.store.daily_candidates import all_candidates
from quizapp.store.events.parameters import parameters_of, presets
from quizapp.store.events.review_history import histories
from quizapp.store.goals import goals, unseen_this_morning
from quizapp.usecases.scheduling.forecast import Part, collection_of, scenario_of

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalPlan:
    """The work that a goal takes, from today to the day before it."""

    goal: Goal
    days: int
    cards: int  # learnt already
    unseen: int
    new_a_day: int  # on each day until two days before the goal
    reviews_a_day: float
    minutes_a_day: float
    busiest_day: int  # reviews and new cards
    remembered: int  # cards recalled on the day, as simulated

    def as_json(self) -> dict[str, Any]:
        """Return the plan as the JSON contract has it."""
        scope = self.goal.scope
        named = {"deck": scope.deck or None, "concept": scope.concept or None, "tag": scope.tag or None}
        figures = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "goal"}
        return {"by": self.goal.by.isoformat(), **named, **figures}


def goal_plan(context: "Context", store: "Store", goal: Goal) -> GoalPlan:
    """Return what a goal takes, simulated with the learner's own habits for the cards of its scope alone."""
    moment, settings = context.moment(), context.settings
    today, calendar = date.fromisoformat(moment.day), calendar_of(settings.easy_days, settings.days_off)
    unseen = unseen_this_morning(store.query, moment, goal.scope)
    in_use = presets(store.query, store.learner)
    inside = {each.card for each in all_candidates(store.query, store.learner, goal.scope)}
    found = collection_of(context, store, histories(store.query, store.learner), in_use, Part(within=inside))
    days = max(1, (goal.by - today).days)
    rate = new_a_day(unseen, today, goal.by, calendar)
    base = scenario_of(context, replace(found, unseen=unseen // found.scale), days, parameters_of(in_use, ""), 0)
    course = simulate(found.cards, replace(base, new_per_day=rate / found.scale), found.habits)
    work = [reviews + new for reviews, new in zip(course.reviews, course.introduced, strict=True)]
    return GoalPlan(
        goal=goal, days=days, cards=len(found.cards) * found.scale, unseen=unseen, new_a_day=rate,
        reviews_a_day=round(sum(course.reviews) * found.scale / days, 1),
        minutes_a_day=round(float_sum(course.seconds) * found.scale / 60 / days, 1),
        busiest_day=max(work) * found.scale, remembered=round(course.remembered * found.scale),
    )  # fmt: skip


def introduction_days(context: "Context", goal: Goal) -> int:
    """Return on how many days the new cards of a goal are introduced."""
    settings, today = context.settings, date.fromisoformat(context.moment().day)
    return days_for_new(today, goal.by, calendar_of(settings.easy_days, settings.days_off))


def set_goal(context: "Context", store: "Store", scope: Scope, by: date | None) -> None:
    """Record the goal of a scope; None ends it."""
    from quizapp.core.event_payloads.goal import GoalPayload
    from quizapp.core.events import GOAL, Event
    from quizapp.store.events.event_log import append
    from quizapp.store.ids import new_id

    moment = context.moment()
    day = by.isoformat() if by else ""
    payload = GoalPayload(by=day, deck=scope.deck, concept=scope.concept, tag=scope.tag)
    event = Event(
        id=new_id(), device=store.device, time_ms=moment.now, day=moment.day, learner=store.learner, card="",
        kind=GOAL, payload=payload.as_payload(),
    )  # fmt: skip
    with store.transaction() as connection:
        append(connection, [event])


def goals_in_force(context: "Context", store: "Store") -> tuple[Goal, ...]:
    """Return the learner's goals, the nearest first."""
    return goals(store.query, context.moment())
