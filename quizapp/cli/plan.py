"""quizapp plan"""

from typing import Any

import typer

from quizapp.cli.common import opened
from quizapp.cli.names import complete_scope
from quizapp.cli.output import print_json, say, tell
from quizapp.errors import ExitCode, QuizError
from quizapp.usecases.scheduling.forecast import MONTH, plan_document

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
        document = plan_document(context, store, months=months, seed=seed)
        aims = goals_in_force(context, store)
    if not document["cards"] and not document["unseen"]:
        raise QuizError("There are no cards to plan for.", "Import some with: quizapp import PATH", ExitCode.INPUT)
    if as_json:
        print_json(document)
    else:
        print_plan(document)
        for goal in aims:
            say(f"Goal: {named_scope(goal.scope)} by {goal.by}. `quizapp plan --by none` with its name ends it.")


def print_plan(document: dict[str, Any]) -> None:
    """Print the table and the cheapest retention."""
    say(f"The next {document['days']} days, {document['cards']} cards known, {document['unseen']} still new.\n")
    say(f"{'retention':>9} {'reviews':>8} {'minutes':>8} {'busiest':>8} {'remembered':>11} {'seconds per':>12}")
    say(f"{'':>9} {'a day':>8} {'a day':>8} {'day':>8} {'at the end':>11} {'remembered':>12}")
    for row in document["rows"]:
        say(_line(row, document))
    if document["cheapest"] is not None:
        say(f"\nA desired retention of {document['cheapest']:.2f} costs least for each card remembered.")
        say(f"Yours is {document['retention']:.2f}; change it with: quizapp config retention VALUE")
    if document["one_card_stands_for"] > 1:
        say(f"One card in {document['one_card_stands_for']} was simulated, and represents the others.")


def _line(row: dict[str, Any], document: dict[str, Any]) -> str:
    cost = row["seconds_per_remembered"]
    marks = ["cheapest"] * (row["retention"] == document["cheapest"]) + ["yours"] * (
        row["retention"] == document["retention"]
    )
    return (
        f"{row['retention']:9.2f} {row['reviews_per_day']:8.1f} {row['minutes_per_day']:8.1f} {row['busiest_day']:8d} "
        f"{row['remembered']:11d} {'' if cost is None else format(cost, '.2f'):>12} {', '.join(marks)}".rstrip()
    )
