"""quizapp add"""

import sys
from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import interactive, opened
from quizapp.cli.output import complain, counted, print_json, say, tell
from quizapp.errors import QuizError

if TYPE_CHECKING:
    from quizapp.usecases.authoring.add_cards import Added, Place

app = typer.Typer(rich_markup_mode=None)


@app.command()
def add(
    ctx: typer.Context,
    texts: list[str] = typer.Argument(None, help="FRONT and BACK; more are wrong options, or other right answers."),
    deck: str = typer.Option("", "--deck", help="The deck; left out, a deck of your own."),
    concept: str = typer.Option("", "--concept", help="The concept or list of the deck."),
    kind: str = typer.Option("", "--kind", help="recall, typed, cloze, choice, multi, true_false or order."),
    tags: list[str] = typer.Option([], "--tag", help="A tag; may be given several times."),
    section: str = typer.Option("what", "--section", help="The section of a concept that the card asks about."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Add a card. Without texts: one card a line from standard input, or, on a terminal, cards written in $EDITOR."""
    from quizapp.ui.editor import launch_editor
    from quizapp.usecases.authoring.add_cards import Place, add_cards, place_of
    from quizapp.usecases.authoring.card_template import cards_from_editor
    from quizapp.usecases.authoring.card_texts import CardOptions, question_body, read_lines

    options = CardOptions(kind=kind, tags=tuple(tags), section=section)
    if texts and texts != ["-"]:
        bodies = [question_body(texts, options)]
    elif interactive() and not texts:
        bodies = cards_from_editor(launch_editor, _edit_again)
    else:
        bodies = [question_body(each, options) for each in read_lines(sys.stdin.read())]
    if not bodies:
        tell("Nothing was added: no card was written.")
        return
    with opened(ctx.obj) as (context, store):
        place = place_of(store, Place(deck, concept, section))
        added = add_cards(context, store, place, bodies)
    _report(added, place, as_json)


def _edit_again(error: QuizError) -> bool:
    complain(error.message, error.hint)
    return typer.confirm("Edit again?", default=True)


def _report(added: "Added", place: "Place", as_json: bool) -> None:
    if as_json:
        print_json(
            {"deck": place.deck, "added": list(added.cards), "known": list(added.known), "file": str(added.file)}
        )
        return
    for front in added.known:
        tell(f"already in {place.deck}, not added again: {_first_line(front)}")
    if added.cards:
        say(f"{counted(len(added.cards), 'card')} added to {added.file}")
        for card in added.cards:
            say(f"  {card}")
        tell(f"\nThey are in the quiz: quizapp quiz {place.deck}" if len(added.cards) > 1 else
             f"\nIt is in the quiz: quizapp quiz {place.deck}")  # fmt: skip


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""
