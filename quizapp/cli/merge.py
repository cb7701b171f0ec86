"""quizapp merge"""

import typer

from quizapp.cli.common import opened
from quizapp.cli.output import counted, print_json, say
from quizapp.errors import ExitCode
from quizapp.store.events.clocks import reviews_ahead
from quizapp.store.sync.merge import Taken

app = typer.Typer(rich_markup_mode=None)


@app.command()
def merge(
    ctx: typer.Context,
    other: str = typer.Argument(None, help="Another device's database, a class's URL; without it, the shared folder."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Merge what was answered on other devices. In any order, any number of times: all devices end with the same."""
    from quizapp.usecases.sync import sync

    with opened(ctx.obj) as (context, store):
        shared = None if other else sync.share(context, store)
        taken = shared.taken if shared else sync.merge(context, store, other)
        ahead = reviews_ahead(store, context.now_ms)
    incomplete = list(shared.incomplete) if shared else []
    if as_json:
        written = shared.written if shared else 0
        print_json(_counts(taken) | {"written": written, "incomplete": incomplete, "ahead": ahead})
    else:
        _say_taken(taken)
        if ahead:
            say(f"{counted(ahead, 'review')} in the log are dated more than a week ahead of this computer's clock.")
            say("What you answer keeps its own date. `quizapp doctor` says more.")
        if shared:
            say(f"{shared.written} events were written to the shared folder.")
        for name in incomplete:
            say(f"not read: {name} is incomplete or damaged. The next merge tries it again.")
    if taken.invalid:
        raise typer.Exit(ExitCode.FAULTS)


def _counts(taken: Taken) -> dict[str, int]:
    """Return the counts under the names of the JSON contract."""
    return {
        "events": taken.events,
        "reviews": taken.reviews,
        "known": taken.known,
        "differing": taken.differing,
        "unsound": taken.invalid,
        "strangers": len(taken.unknown_cards),
    }


def _say_taken(taken: Taken) -> None:
    say(f"{taken.events} new events, {taken.reviews} of them reviews; {taken.known} were known.")
    if taken.unknown_cards:
        count = len(taken.unknown_cards)
        say(f"{count} cards belong to decks that are not here; their history is kept until the deck is imported.")
    if taken.differing:
        say(f"{taken.differing} events are known here with other content; the content here was kept.")
    if taken.invalid:
        say(f"{taken.invalid} events could not be understood and were left out; the file was not changed.")
