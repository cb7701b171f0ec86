"""quizapp optimize"""

import typer

from quizapp.cli.common import opened
from quizapp.cli.output import print_json, say, tell
from quizapp.errors import ExitCode, QuizError
from quizapp.usecases.scheduling.optimize import (
    WORKLOAD_DAYS,
    Fit,
    Fitting,
    apply_fit,
    as_document,
    fit_all,
    undo_fit,
)

app = typer.Typer(rich_markup_mode=None)


@app.command()
def optimize(
    ctx: typer.Context,
    dry_run: bool = typer.Option(False, "--dry-run", help="Show what would change, and change nothing."),
    undo: bool = typer.Option(False, "--undo", help="Undo the last fit, or the last import of parameters."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Fit the scheduler to your own history; used only where it predicts newer reviews better."""
    if undo and dry_run:
        raise QuizError("--undo and --dry-run do not go together.", "Give one of them.", ExitCode.USAGE)
    with opened(ctx.obj) as (context, store):
        if undo:
            cards, standing = undo_fit(context, store)
            print_undone(cards, any(each.parameters for each in standing.values()), as_json=as_json)
            return
        found = fit_all(context, store)
        taken = bool(found.better) and not dry_run
        if taken:
            tell("Using the new parameters: recomputing every card from the log.")
            apply_fit(context, store, found)
    if as_json:
        print_json(as_document(found, taken_over=taken))
        return
    print_fitting(found, taken=taken)


def print_undone(cards: int, fitted: bool, *, as_json: bool) -> None:
    """Print what undoing a fit did."""
    if as_json:
        print_json({"undone": True, "cards": cards, "parameters": "fitted" if fitted else "defaults"})
        return
    now = "earlier parameters" if fitted else "the defaults"
    say(f"Undone. {cards} cards were recomputed with {now}; their due dates stay.")


def print_fitting(found: Fitting, *, taken: bool) -> None:
    """Print the comparison before and after, the effect on the workload, and the outcome."""
    held = found.fits[0].before.reviews
    say(f"{found.reviews} reviews; the newest {held} were held out for the comparison.\n")
    say(f"{'':13} {'log loss':>18} {'RMSE(bins)':>18}")
    say(f"{'':13} {'before':>9}{'after':>9} {'before':>9}{'after':>9}")
    for fit in found.fits:
        say(_line(fit))
    for deck in found.small_decks:
        say(f"{deck[:13]:13} too few reviews to fit its own parameters")
    old, new = found.workload_before, found.workload_after
    before = f"{old['reviews']:.0f} reviews in {old['minutes']:.0f} minutes before"
    say(f"\nThe next {WORKLOAD_DAYS} days: {before}, {new['reviews']:.0f} in {new['minutes']:.0f} after.")
    say(_outcome(found, taken=taken))


def _line(fit: Fit) -> str:
    losses = f"{fit.before.log_loss:9.4f}{fit.after.log_loss:9.4f}"
    errors = f"{fit.before.rmse_bins:9.4f}{fit.after.rmse_bins:9.4f}"
    better = "better" if fit.comparison.is_better else "no better"
    sure = f"{fit.comparison.gain:+.4f} ± {fit.comparison.error:.4f}"
    return f"{(fit.deck or 'all decks')[:13]:13} {losses} {errors}  {better} {sure}"


def _outcome(found: Fitting, *, taken: bool) -> str:
    if not found.better:
        return "Nothing was changed: the parameters in use predict as well as the new ones."
    if not taken:
        return "Nothing was changed. Without --dry-run the better parameters would be used."
    return "The new parameters are in use. `quizapp optimize --undo` undoes it."
