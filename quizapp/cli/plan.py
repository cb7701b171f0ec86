"""quizapp plan"""

import typer

from quizapp.cli.common import opened
from quizapp.cli.names import complete_scope
from quizapp.cli.output import print_json, say, tell
from quizapp.core.counting import counted
from quizapp.errors import ExitCode, QuizError
from quizapp.usecases.scheduling.forecast import MONTH, RetentionPlan, RetentionRow, retention_plan

app = typer.Typer(rich_markup_mode=None)


@app.command()
def plan(
    ctx: typer.Context,
    months: int = typer.Option(6, "--months", min=1, max=36, help="How far to look, in months of 30 days."),
    scope: str = typer.Argument(
        "", autocompletion=complete_scope, help="With --by: a deck, deck/concept or #tag; everything if omitted."
    ),
    by: str = typer.Option("", "--by", help="A day to be ready by and to work towards; none ends it."),
    dry_run: bool = typer.Option(False, "--dry-run", help="With --by: show what it takes, and set no goal."),
    seed: int = typer.Option(0, "--seed", help="Seed of the simulation: the same seed gives the same table."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Simulate the coming months for desired retentions; or, with --by, plan to be ready by a day."""
    from quizapp.cli.goal import named_scope, plan_goal
    from quizapp.usecases.scheduling.goal_plan import goals_in_force

    if by or scope:
        plan_goal(ctx.obj, scope, by, dry_run=dry_run, as_json=as_json)
        return
    tell(f"Simulating {months * MONTH} days for each desired retention ...")
    with opened(ctx.obj) as (context, store):
        planned = retention_plan(context, store, months=months, seed=seed)
        aims = goals_in_force(context, store)
    if not planned.cards and not planned.unseen:
        raise QuizError("There are no cards to plan for.", "Import some with: quizapp import PATH", ExitCode.INPUT)
    if as_json:
        print_json(planned.as_json())
    else:
        print_plan(planned)
        for goal in aims:
            say(f"Goal: {named_scope(goal.scope)} by {goal.by}. `quizapp plan --by none` with its name ends it.")


def print_plan(planned: RetentionPlan) -> None:
    """Print the table and the cheapest retention."""
    say(f"The next {planned.days} days, {counted(planned.cards, 'card')} known, {planned.unseen} still new.\n")
    say(f"{'retention':>9} {'reviews':>8} {'minutes':>8} {'busiest':>8} {'remembered':>11} {'seconds per':>12}")
    say(f"{'':>9} {'a day':>8} {'a day':>8} {'day':>8} {'at the end':>11} {'remembered':>12}")
    for row in planned.rows:
        say(_line(row, planned))
    if planned.cheapest is not None:
        say(f"\nA desired retention of {planned.cheapest:.2f} costs least for each card remembered.")
        say(f"Yours is {planned.retention:.2f}; change it with: quizapp config retention VALUE")
    if planned.one_card_stands_for > 1:
        say(f"One card in {planned.one_card_stands_for} was simulated, and represents the others.")


def _line(row: RetentionRow, planned: RetentionPlan) -> str:
    cost = "" if row.seconds_per_remembered is None else format(row.seconds_per_remembered, ".2f")
    marks = ["cheapest"] * (row.retention == planned.cheapest) + ["yours"] * (row.retention == planned.retention)
    return (
        f"{row.retention:9.2f} {row.reviews_per_day:8.1f} {row.minutes_per_day:8.1f} {row.busiest_day:8d} "
        f"{row.remembered:11d} {cost:>12} {', '.join(marks)}".rstrip()
    )
