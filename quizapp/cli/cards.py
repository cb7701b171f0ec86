"""quizapp cards list, show, suspend, unsuspend, bury, flag, unflag, forget, move"""

import shutil
import sys
from collections.abc import Iterator

import typer

from quizapp.cli.common import opened
from quizapp.cli.names import complete_card, complete_scope, find_cards, find_scope
from quizapp.cli.output import counted, print_json, say
from quizapp.core import events as log_kinds
from quizapp.core.card_filter import STANDINGS
from quizapp.core.card_info import CardInfo, HistoryEntry
from quizapp.core.literal_text import as_read
from quizapp.core.study_day import iso, span
from quizapp.errors import ExitCode, QuizError
from quizapp.usecases.reports.card_listings import CardListing

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Cards: list, show, hide, flag, forget, move.")

FILTERS = tuple(f"is:{name}" for name in STANDINGS)
_CARDS = typer.Argument(..., autocompletion=complete_card, help="Cards, by their ids or the ends of these.")


def _complete_filter(incomplete: str) -> list[str]:
    return [*complete_scope(incomplete), *(each for each in FILTERS if each.startswith(incomplete))]


@app.command("list")
def list_cards(
    ctx: typer.Context,
    filters: list[str] = typer.Argument(
        None, autocompletion=_complete_filter, help=f"A scope, and filters: {', '.join(FILTERS)}."
    ),
    find: str = typer.Option("", "--find", help="Only cards whose texts have all of these words."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """List cards with their questions and states."""
    from quizapp.usecases.reports import card_listings

    words = filters or []
    wrong = [word for word in words if word.startswith("is:") and word not in FILTERS]
    if wrong:
        raise QuizError(f"There is no filter `{wrong[0]}`.", f"There are: {', '.join(FILTERS)}.", ExitCode.USAGE)
    scopes = [word for word in words if not word.startswith("is:")]
    wanted = frozenset(word.removeprefix("is:") for word in words if word.startswith("is:"))
    with opened(ctx.obj) as (context, store):
        scope = find_scope(store, scopes[0] if scopes else None)
        cards = card_listings.list_cards(store, context, scope, wanted, find)
    if as_json:
        print_json([card.as_json() for card in cards])
        return
    for card in cards:
        for line in _listed(card):
            say(line)
    say(f"\n{counted(len(cards), 'card')}")


def _listed(card: CardListing) -> Iterator[str]:
    """Yield a line for a card; on a terminal its question is on a line of its own, as far as it fits."""
    due, state = (card.due or "")[:10], card.state
    recall = f"{card.retrievability:.0%}" if card.retrievability is not None else "new"
    marks = " ".join(sorted(card.standing & {"suspended", "buried", "paused", "flagged", "leech"}))
    place = f"{card.record.card:48} {state.state:10} {recall:>5} {due:10}"
    if not sys.stdout.isatty():
        yield f"{place}  {f'{marks}: ' if marks else ''}{card.text}"
        return
    yield f"{place}  {marks}".rstrip()
    from quizapp.ui.fitted import fitted

    yield f"    {fitted(card.text, shutil.get_terminal_size().columns - 5)}"


@app.command()
def show(
    ctx: typer.Context,
    card: str = typer.Argument(..., autocompletion=complete_card, help="A card, by its id or the end of it."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Show a card: its question and answer, its memory and its history."""
    from quizapp.usecases.reports.card_listings import card_details

    with opened(ctx.obj) as (context, store):
        (name,) = find_cards(store, [card])
        details = card_details(store, context, name)
    if as_json:
        print_json(details.as_json())
        return
    for line in _shown(details.info()):
        say(line)


def _shown(info: CardInfo) -> Iterator[str]:
    """Yield the lines of a card: facts by name, and its history; what it does not have is left out."""
    texts = ("question", as_read(info.question)), ("answer", as_read(info.answer))
    for name, text in (*info.place, *texts, *info.memory):
        for number, line in enumerate(text.strip().splitlines()):
            yield f"{'' if number else name:15} {line}".rstrip()
    for entry in info.history:
        yield _happened(entry)


def _happened(entry: HistoryEntry) -> str:
    interval = f"due again after {span(entry.interval)}" if entry.interval is not None else ""
    parts = (f"{entry.kind:10}", f"{entry.rating or '':6}", "undone" if entry.undone else interval)
    return f"  {iso(entry.time_ms)}  {' '.join(parts)}".rstrip()


def _mark(ctx: typer.Context, cards: list[str], kind: str, done: str) -> None:
    from quizapp.store.events.mark_cards import mark_cards

    with opened(ctx.obj) as (context, store):
        for event in mark_cards(store, context.moment(), kind, find_cards(store, cards)):
            say(f"{event.card}: {done}")


@app.command()
def suspend(ctx: typer.Context, cards: list[str] = _CARDS) -> None:
    """Hide cards until you release them."""
    _mark(ctx, cards, log_kinds.SUSPEND, "suspended")


@app.command()
def unsuspend(ctx: typer.Context, cards: list[str] = _CARDS) -> None:
    """Release suspended cards."""
    _mark(ctx, cards, log_kinds.UNSUSPEND, "released")


@app.command()
def bury(ctx: typer.Context, cards: list[str] = _CARDS) -> None:
    """Hide cards until tomorrow."""
    _mark(ctx, cards, log_kinds.BURY, "hidden until tomorrow")


@app.command()
def flag(ctx: typer.Context, cards: list[str] = _CARDS) -> None:
    """Put your flag on cards, to find them again with is:flagged."""
    _mark(ctx, cards, log_kinds.FLAG, "flagged")


@app.command()
def unflag(ctx: typer.Context, cards: list[str] = _CARDS) -> None:
    """Take your flag off cards."""
    _mark(ctx, cards, log_kinds.UNFLAG, "no longer flagged")


@app.command()
def forget(ctx: typer.Context, cards: list[str] = _CARDS) -> None:
    """Make cards new again; their history stays in the log."""
    _mark(ctx, cards, log_kinds.FORGET, "new again; its history is kept")


@app.command()
def move(
    ctx: typer.Context,
    cards: list[str] = _CARDS,
    to: str = typer.Option(..., "--to", metavar="DECK[/CONCEPT]", autocompletion=complete_scope, help="Where to."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Move cards to another deck or concept, with their history; `undo` moves them back."""
    from quizapp.usecases.authoring.add_cards import Place, place_of
    from quizapp.usecases.authoring.move_cards import move_cards

    with opened(ctx.obj) as (context, store):
        moved = move_cards(context, store, find_cards(store, cards), place_of(store, Place(to)))
    if as_json:
        files = [str(file) for file in moved.files]
        print_json({"place": moved.place, "moved": moved.cards, "there": moved.there_already, "files": files})
        return
    for card in moved.cards:
        say(f"{card}: moved to {moved.place}")
    for card in moved.there_already:
        say(f"{card}: in {moved.place} already")
