"""quizapp cards list, show, suspend, unsuspend, bury, forget"""

from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import nearest, opened
from quizapp.cli.names import complete_card, complete_scope, find_scope
from quizapp.cli.output import counted, print_json, say
from quizapp.core import events as log_kinds
from quizapp.core.study_day import iso
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.reports.listings import CardListing

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Cards: list, show, suspend, bury, forget.")

FILTERS = ("is:due", "is:leech", "is:new", "is:suspended")


def _complete_filter(incomplete: str) -> list[str]:
    return [*complete_scope(incomplete), *(each for each in FILTERS if each.startswith(incomplete))]


@app.command("list")
def list_cards(
    ctx: typer.Context,
    filters: list[str] = typer.Argument(
        None, autocompletion=_complete_filter, help="A scope, and is:due, is:leech, is:new or is:suspended."
    ),
    find: str = typer.Option("", "--find", help="Only cards whose texts have all of these words."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """List cards with their states."""
    from quizapp.usecases.reports import listings

    words = filters or []
    wrong = [word for word in words if word.startswith("is:") and word not in FILTERS]
    if wrong:
        raise QuizError(f"There is no filter `{wrong[0]}`.", f"There are: {', '.join(FILTERS)}.", ExitCode.USAGE)
    scopes = [word for word in words if not word.startswith("is:")]
    with opened(ctx.obj) as (context, store):
        scope = find_scope(store, scopes[0] if scopes else None)
        cards = listings.list_cards(store, context, scope, {word for word in words if word.startswith("is:")}, find)
    if as_json:
        print_json([card.as_json() for card in cards])
        return
    for card in cards:
        due, state = (card.due or "")[:10], card.state
        suspended = "  suspended" if state.suspended else ""
        say(f"{card.record.card:48} {state.state:10} {_recall(card) or 'new':>5} {due:10}{suspended}")
    say(f"\n{counted(len(cards), 'card')}")


@app.command()
def show(
    ctx: typer.Context,
    card: str = typer.Argument(..., autocompletion=complete_card, help="A card's id, as `cards list` shows it."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Show a card: its question, its state and its history."""
    from quizapp.usecases.reports.listings import card_details

    with opened(ctx.obj) as (context, store):
        _known(store, [card])
        details = card_details(store, context, card)
    if as_json:
        print_json(details.as_json())
        return
    for name, text in _lines(details.listing):
        for number, line in enumerate(text.strip().splitlines()):
            say(f"{'' if number else name:15} {line}".rstrip())
    for entry in details.history:
        say(f"  {iso(entry.time_ms)}  {entry.kind:10} {entry.rating or ''}".rstrip())


def _lines(card: "CardListing") -> list[tuple[str, str]]:
    """Return what is known of a card, by name; an empty text where there is nothing to say."""
    from quizapp.core.literal_text import as_read
    from quizapp.formats.common.flatten_question import question_and_answer

    record, state = card.record, card.state
    question, answer = question_and_answer({"answer": "", **record.body})
    return [
        ("card", record.card), ("section", record.section), ("kind", record.kind), ("tags", ", ".join(record.tags)),
        ("file", f"{record.file}:{record.line}" if record.file else ""), ("question", as_read(question)),
        ("answer", as_read(answer)),
        ("state", state.state + (", suspended" if state.suspended else "")), ("due", card.due or ""),
        ("stability", f"{state.stability:.3g} days" if state.stability else ""),
        ("difficulty", f"{state.difficulty:.1f} of 10" if state.difficulty else ""), ("retrievability", _recall(card)),
        ("reviews", f"{state.reviews:,}, with {counted(state.lapses, 'lapse')}"),
    ]  # fmt: skip


def _recall(card: "CardListing") -> str:
    return f"{card.retrievability:.0%}" if card.retrievability is not None else ""


def _known(store: "Store", cards: list[str]) -> None:
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
def suspend(ctx: typer.Context, cards: list[str] = typer.Argument(..., autocompletion=complete_card)) -> None:
    """Hide cards until you release them."""
    _mark(ctx, cards, log_kinds.SUSPEND, "suspended")


@app.command()
def unsuspend(ctx: typer.Context, cards: list[str] = typer.Argument(..., autocompletion=complete_card)) -> None:
    """Release suspended cards."""
    _mark(ctx, cards, log_kinds.UNSUSPEND, "released")


@app.command()
def bury(ctx: typer.Context, cards: list[str] = typer.Argument(..., autocompletion=complete_card)) -> None:
    """Hide cards until tomorrow."""
    _mark(ctx, cards, log_kinds.BURY, "hidden until tomorrow")


@app.command()
def forget(ctx: typer.Context, cards: list[str] = typer.Argument(..., autocompletion=complete_card)) -> None:
    """Make cards new again; their history stays in the log."""
    _mark(ctx, cards, log_kinds.FORGET, "new again; its history is kept")
