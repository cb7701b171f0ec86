"""quizapp deck list, show, trust, pause, resume, remove; the commands of authors are in deck_authoring"""

import sys

import typer

from quizapp.cli.common import console_of, nearest, opened
from quizapp.cli.deck_authoring import app as authoring_app
from quizapp.cli.names import complete_deck, complete_scope, find_deck_or_concept, find_scope
from quizapp.cli.output import counted, print_json, say
from quizapp.errors import ExitCode, QuizError

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Decks: list, show, check, start, trust, remove.")


@app.command("list")
def list_decks(ctx: typer.Context, as_json: bool = typer.Option(False, "--json", help="One JSON document.")) -> None:
    """List the decks with what is due and new."""
    from quizapp.usecases.reports import listings

    with opened(ctx.obj) as (context, store):
        decks = listings.list_decks(store, context)
    if as_json:
        print_json([deck.as_json() for deck in decks])
        return
    for deck in decks:
        say(f"{deck.deck:20} {deck.title}", hang=21)
        size = f"{counted(deck.concepts, 'concept')}, {counted(deck.cards, 'card')}"
        say(f"{'':20} {size}, {deck.due:,} due, {deck.new:,} new")
        if deck.preset:
            say(f"{'':20} {deck.preset.text()}")
        if deck.paused or deck.paused_concepts:
            say(f"{'':20} paused{'' if deck.paused else ': ' + ', '.join(deck.paused_concepts)}")


@app.command()
def show(
    ctx: typer.Context,
    name: str = typer.Argument(..., autocompletion=complete_scope, help="A deck, or DECK/CONCEPT."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Show a concept with its questions and experiments, or the concepts of a deck."""
    from quizapp.usecases.reports.listings import list_concepts

    with opened(ctx.obj) as (_, store):
        scope = find_scope(store, name)
        concepts = list_concepts(store, scope.deck, scope.concept)
    if as_json:
        print_json(concepts[0].as_json() if scope.concept else [concept.as_json() for concept in concepts])
        return
    for concept in concepts:
        say(f"{concept.record.deck}/{concept.record.concept}: {concept.record.title}")
        for card in concept.cards:
            say(f"  {card.kind:10} {card.card}")
        for name, claim in concept.experiments:
            say(f"  experiment {name}: {claim}")


@app.command()
def trust(
    ctx: typer.Context,
    deck: str = typer.Argument(..., autocompletion=complete_deck, help="A deck."),
    yes: bool = typer.Option(False, "--yes", help="Agree without a question."),
) -> None:
    """Show the code of a deck and agree to run exactly that code. Changed code needs a new consent."""
    from quizapp.cli.deck_trust import agree_to_deck

    with opened(ctx.obj) as (context, store):
        scope = find_scope(store, deck)
        agree_to_deck(context, store, scope.deck, console_of(ctx.obj), yes=yes)


@app.command()
def pause(
    ctx: typer.Context, scope: str = typer.Argument(..., autocompletion=complete_scope, help="A deck or a concept.")
) -> None:
    """Ask no card of a deck or a concept until it is resumed; the schedule of its cards stays as it is."""
    from quizapp.usecases.scheduling.pause import pause as pause_scope

    with opened(ctx.obj) as (context, store):
        name = pause_scope(context, store, find_deck_or_concept(store, scope))
    say(f"{name} is paused; to have its cards asked again: quizapp deck resume {name}")


@app.command()
def resume(
    ctx: typer.Context, scope: str = typer.Argument(..., autocompletion=complete_scope, help="A deck or a concept.")
) -> None:
    """Ask the cards of a paused deck or concept again."""
    from quizapp.usecases.scheduling.pause import resume as resume_scope

    with opened(ctx.obj) as (context, store):
        found = find_deck_or_concept(store, scope)
        left = resume_scope(context, store, found)
    say(
        f"{'/'.join(filter(None, (found.deck, found.concept)))} is resumed."
        + (f" Still paused: {', '.join(left)}." if left else "")
    )


@app.command()
def remove(
    ctx: typer.Context,
    deck: str = typer.Argument(..., autocompletion=complete_deck, help="A deck."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Retire a deck's cards and hide it. Its history stays; importing it again brings it back."""
    from quizapp.store.decks.deck_records import installed_decks
    from quizapp.usecases.deck_import.class_media import remove_deck

    with opened(ctx.obj) as (context, store):
        names = [row.deck for row in installed_decks(store)]
        if deck not in names:
            raise QuizError(f"There is no deck `{deck}`.", nearest(deck, names), ExitCode.USAGE)
        if not yes:
            if not sys.stdin.isatty():
                raise QuizError("Removing a deck needs a confirmation.", "Add --yes.", ExitCode.USAGE)
            if not typer.confirm(f"Retire all cards of {deck}? Their history is kept."):
                return
        removed = remove_deck(context, store, deck)
        say(f"{deck}: {counted(removed, 'card')} retired; their history is kept.")


app.registered_commands += authoring_app.registered_commands
