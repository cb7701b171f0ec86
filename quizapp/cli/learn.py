"""quizapp learn"""

import typer

from quizapp.cli.common import console_of, interactive, opened
from quizapp.cli.names import CONCEPT, complete_concept, find_named
from quizapp.cli.output import say

app = typer.Typer(rich_markup_mode=None)


@app.command()
def learn(
    ctx: typer.Context,
    concept: str = typer.Argument(
        "",
        autocompletion=complete_concept,
        help="A concept, such as `process` or `concurrency/process`; a deck or #tag.",
    ),
) -> None:
    """Read a concept: its eight sections, with its examples. Without a name, list all concepts."""
    from quizapp.store.decks.deck_records import installed_concepts

    with opened(ctx.obj) as (_, store):
        if not concept:
            for row in installed_concepts(store):
                say(f"{row.deck}/{row.concept:20} {row.title}", hang=len(row.deck) + 22)
            say("\nRead one with: quizapp learn CONCEPT")
            return
        named = find_named(store, concept, CONCEPT)
        found = [row for row in installed_concepts(store, named.deck) if named.concept in ("", row.concept)]
        rows = [row for row in found if not named.tag or named.tag in row.content.tags]
    from quizapp.ui.concept_page import PAGE_WIDTH, concept_page
    from quizapp.ui.pager import Page, read

    console, pages = console_of(ctx.obj), [concept_page(row.content) for row in rows]
    if interactive() and not console.is_dumb_terminal:
        read(console, Page(named.full, pages, PAGE_WIDTH))
        return
    for page in pages:
        console.print(page, width=min(console.width, PAGE_WIDTH))
