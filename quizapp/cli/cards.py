"""quizapp cards list, show, suspend, unsuspend, bury, forget"""

from typing import Any

import typer

from quizapp.cli.common import find_scope, nearest, opened
from quizapp.cli.output import counted, print_json, say
from quizapp.core import events as log_kinds
from quizapp.errors import ExitCode, QuizError

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Cards: list, show, suspend, bury, forget.")

FILTERS = ("is:due", "is:leech", "is:new", "is:suspended")


@app.command("list")
def list_cards(
    ctx: typer.Context,
    filters: list[str] = typer.Argument(None, help="A scope, and is:due, is:leech, is:new or is:suspended."),
    find: str = typer.Option("", "--find", help="Only cards whose texts have all of these words."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """List cards with their states."""
    from quizapp.usecases.reports.listings import card_documents

    words = filters or []
    wrong = [word for word in words if word.startswith("is:") and word not in FILTERS]
    if wrong:
        raise QuizError(f"There is no filter `{wrong[0]}`.", f"There are: {', '.join(FILTERS)}.", ExitCode.USAGE)
    scopes = [word for word in words if not word.startswith("is:")]
    with opened(ctx.obj) as (context, store):
        scope = find_scope(store, scopes[0] if scopes else None)
        rows = card_documents(store, context, scope, {word for word in words if word.startswith("is:")}, find)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        chance = f"{row['retrievability']:.0%}" if row["retrievability"] is not None else "new"
        due = (row["due"] or "")[:10]
        say(f"{row['card']:48} {row['state']:10} {chance:>5} {due:10}" + ("  suspended" if row["suspended"] else ""))
    say(f"\n{counted(len(rows), 'card')}")


@app.command()
def show(
    ctx: typer.Context,
    card: str = typer.Argument(..., help="A card's id, as `cards list` shows it."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Show a card: its question, its state and its history."""
    from quizapp.usecases.reports.listings import card_document

    with opened(ctx.obj) as (context, store):
        _known(store, [card])
        document = card_document(store, context, card)
    if as_json:
        print_json(document)
        return
    for name, value in document.items():
        if name == "history":
            for event in value:
                say(f"  {event['time']}  {event['kind']:10} {event['rating'] or ''}")
        else:
            say(f"{name:15} {value}")


def _known(store: Any, cards: list[str]) -> None:
    from quizapp.store.decks.deck_records import installed_cards

    names = [each.card for each in installed_cards(store)]
    for card in cards:
        if card not in names:
            raise QuizError(f"There is no card `{card}`.", nearest(card, names), ExitCode.USAGE)


def _mark(ctx: typer.Context, cards: list[str], kind: str, done: str) -> None:
    from quizapp.core.event_payloads.card_marks import MARKS
    from quizapp.store.events.event_log import EventDraft, record

    with opened(ctx.obj) as (context, store):
        _known(store, cards)
        moment = context.moment()
        payload = MARKS[kind](day=moment.day).as_payload()
        for card in cards:
            record(store, EventDraft(kind, card, payload, now_ms=moment.now, day=moment.day))
            say(f"{card}: {done}")


@app.command()
def suspend(ctx: typer.Context, cards: list[str] = typer.Argument(...)) -> None:
    """Hide cards until they are released."""
    _mark(ctx, cards, log_kinds.SUSPEND, "suspended")


@app.command()
def unsuspend(ctx: typer.Context, cards: list[str] = typer.Argument(...)) -> None:
    """Release suspended cards."""
    _mark(ctx, cards, log_kinds.UNSUSPEND, "released")


@app.command()
def bury(ctx: typer.Context, cards: list[str] = typer.Argument(...)) -> None:
    """Hide cards until tomorrow."""
    _mark(ctx, cards, log_kinds.BURY, "hidden until tomorrow")


@app.command()
def forget(ctx: typer.Context, cards: list[str] = typer.Argument(...)) -> None:
    """Make cards new again; what was answered stays in the log."""
    _mark(ctx, cards, log_kinds.FORGET, "new again; its history is kept")
