"""`plan --by DAY`: what it takes to be ready by a day, and the goal that the daily quiz works towards."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from quizapp.cli.common import opened
from quizapp.cli.global_options import Globals
from quizapp.cli.names import find_scope
from quizapp.cli.output import counted, print_json, say
from quizapp.core.goals import Goal
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.core.scope import Scope
    from quizapp.usecases.context import Context
    from quizapp.usecases.scheduling.goal_plan import GoalPlan

NONE = "none"  # the word that ends a goal


def plan_goal(given: Globals, name: str, by: str, *, dry_run: bool, as_json: bool) -> None:
    """Show what a goal takes and set it; `none` ends the goal of the scope. Raises QuizError (exit code 2)."""
    from quizapp.usecases.scheduling.goal_plan import goal_plan, introduction_days, set_goal

    if not by:
        raise QuizError("A scope is planned for a day.", f"Write: quizapp plan {name} --by DAY", ExitCode.USAGE)
    with opened(given) as (context, store):
        scope = find_scope(store, name or None)
        if by == NONE:
            set_goal(context, store, scope, None)
            say(f"{named_scope(scope)}: no goal any more.")
            return
        goal = Goal(scope, _day(context, by))
        plan = goal_plan(context, store, goal)
        if not plan.cards and not plan.unseen:
            raise QuizError(f"{named_scope(scope)} has no cards to learn.", "Name another scope.", ExitCode.USAGE)
        days = introduction_days(context, goal)
        if not dry_run:
            set_goal(context, store, scope, goal.by)
    if as_json:
        print_json(plan.as_json() | {"set": not dry_run})
        return
    _say(context, plan, days)
    if not dry_run:
        words = " ".join(filter(None, ("quizapp plan --by none", name)))
        say(f"\nSet as a goal: its new cards come first from today on. To end it: {words}")


def named_scope(scope: "Scope") -> str:
    """Return a scope as the learner writes it."""
    return f"#{scope.tag}" if scope.tag else "/".join(filter(None, (scope.deck, scope.concept))) or "Everything"


def _day(context: "Context", text: str) -> date:
    """Return the day of a goal. Raises QuizError (exit code 2) for no day after today."""
    today = date.fromisoformat(context.moment().day)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        hint = f"Write it as {today + timedelta(days=30)}."
        raise QuizError(f"--by: `{text}` is not a date.", hint, ExitCode.USAGE) from None
    if day <= today:
        raise QuizError(f"--by: {text} is not after today, {today}.", "Name a later day.", ExitCode.USAGE)
    return day


def _say(context: "Context", plan: "GoalPlan", days: int) -> None:
    goal, usual = plan.goal, context.settings.new_per_day
    say(f"{named_scope(goal.scope)} by {goal.by:%A, %d %B %Y}: {counted(plan.days, 'day')} from today.\n")
    say(f"  {plan.unseen:6,} new      {plan.new_a_day} a day for {counted(days, 'day')}{_more(plan.new_a_day, usual)}")
    say(f"  {plan.cards:6,} learnt   reviewed when they are due")
    say(f"  {plan.minutes_a_day:6g} minutes  a day, with {plan.reviews_a_day:g} reviews")
    say(f"  {plan.busiest_day:6,} cards    on the busiest day")
    say(f"  {plan.remembered:6,} cards    of {plan.cards + plan.unseen:,} recalled on the day, if you keep to it")


def _more(needed: int, usual: int) -> str:
    return f" (you have {usual} a day otherwise)" if needed > usual else ""
