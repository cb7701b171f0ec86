"""quizapp browse"""

import typer

from quizapp.cli.common import console_of, interactive, opened
from quizapp.cli.names import complete_scope, find_scope
from quizapp.errors import ExitCode, QuizError

app = typer.Typer(rich_markup_mode=None)


@app.command()
def browse(
    ctx: typer.Context,
    scope: str = typer.Argument(
        None, autocompletion=complete_scope, help="A deck, deck/concept or #tag; everything if omitted."
    ),
) -> None:
    """Search cards as you type, read them with their memory and history, and edit, hide, flag or forget them."""
    console = console_of(ctx.obj)
    if not interactive() or console.is_dumb_terminal:
        raise QuizError("The browser needs a terminal.", "For a list: quizapp cards list --find WORDS", ExitCode.USAGE)
    from quizapp.settings.keymap import keymap
    from quizapp.ui.browser import browse_cards
    from quizapp.usecases.study.card_browser import CardBrowser

    with opened(ctx.obj) as (context, store):
        cards = CardBrowser(context, store, find_scope(store, scope))
        browse_cards(console, cards, keymap(context.settings.keys), pictures=context.settings.pictures)
