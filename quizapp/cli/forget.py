"""quizapp forget"""

from pathlib import Path

import typer

from quizapp.cli.common import interactive, opened
from quizapp.cli.names import complete_scope, find_scope
from quizapp.cli.output import counted, say, tell
from quizapp.core.events import FORGET
from quizapp.errors import ExitCode, QuizError
from quizapp.store.database import Store
from quizapp.usecases.context import Context

app = typer.Typer(rich_markup_mode=None)


@app.command()
def forget(
    ctx: typer.Context,
    scope: str = typer.Argument(..., autocompletion=complete_scope, help="A deck, deck/concept, #tag or a card."),
    erase: bool = typer.Option(False, "--erase", help="Delete the history itself, for good."),
    yes: bool = typer.Option(False, "--yes", help="With --erase: do not ask again, for scripts."),
) -> None:
    """Make cards new again and keep their history; --erase deletes the history for good, after a second question."""
    with opened(ctx.obj) as (context, store):
        cards = _cards(store, scope)
        if erase:
            _erase(context, store, scope, cards, yes=yes)
            return
        from quizapp.store.events.mark_cards import mark_cards

        mark_cards(store, context.moment(), FORGET, cards)
        many = f"{counted(len(cards), 'card')} of {scope} {'is' if len(cards) == 1 else 'are'} new again."
        say(f"{many} `quizapp undo` undoes it. The history is kept; --erase deletes it.")


def _cards(store: Store, scope: str) -> list[str]:
    """Return the cards of a scope that have a history, including removed decks. Raises QuizError for an unknown one."""
    from quizapp.store.maintenance.erase import cards_tagged, cards_with_history

    if not scope.startswith("#") and (found := cards_with_history(store, scope)):
        return found
    known = find_scope(store, scope)
    if known.tag:
        return cards_tagged(store, known.tag)
    return cards_with_history(store, f"{known.deck}/{known.concept}" if known.concept else known.deck)


def _erase(context: Context, store: Store, scope: str, cards: list[str], *, yes: bool) -> None:
    from quizapp.store.maintenance.erase import erase

    if not cards:
        say(f"There is no history of {scope}.")
        return
    tell(f"This deletes the whole history of {counted(len(cards), 'card')} of {scope} for good. It cannot be undone.")
    if not yes and not _confirmed(scope):
        raise QuizError("Nothing was erased.", "To erase without a terminal, add --yes.", ExitCode.SANDBOX)
    folder = context.settings.sync_folder
    done = erase(store, cards, Path(folder).expanduser() if folder else None)
    where = "the server frees their space later, and its backups may still contain them"
    if isinstance(store.place, Path):
        where = "the database file was rewritten"
    say(f"{done.events} events of {len(cards)} cards were erased; {where}.")
    for word, paths in (
        ("backup", done.backups), ("shared segment", done.segments), ("Anki collection", done.originals),
    ):  # fmt: skip
        if paths:
            say(f"These {len(paths)} {word}s may still contain them; delete those that should not:")
            for path in paths:
                say(f"  {path}")
    if folder:
        say("Other devices have the history too: erase it there as well.")


def _confirmed(scope: str) -> bool:
    """Ask a second time: the scope must be typed."""
    if not interactive():
        return False
    tell(f"Type {scope} to confirm:")
    return input().strip() == scope
