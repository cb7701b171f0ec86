"""quizapp import"""

from pathlib import Path

import typer

from quizapp.cli.common import opened, print_json, say, tell
from quizapp.errors import ExitCode

app = typer.Typer(rich_markup_mode=None)


@app.command("import")
def bring_in(
    ctx: typer.Context,
    paths: list[Path] = typer.Argument(..., help="Deck folders, concept files or Markdown documents."),
    format_name: str = typer.Option(None, "--as", help="Read as this format instead of by content."),
    deck: str = typer.Option(None, "--deck", help="The id of the deck that is made from a document."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would change, and change nothing."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Bring decks in. Importing the same thing twice changes nothing; edited cards keep their history."""
    from quizapp.bringing import bring
    from quizapp.decks.problems import format_problem

    with opened(ctx.obj) as (context, store):
        results = [
            bring(store, context, path, format_name=format_name, deck_id=deck, dry_run=dry_run) for path in paths
        ]
    problems = [problem for result in results for problem in result.problems]
    if as_json:
        decks = [document for result in results if (document := result.as_json())]
        print_json({"decks": decks, "reviews": 0, "media": 0, "problems": [each.as_json() for each in problems]})
    else:
        for problem in problems:
            tell(format_problem(problem))
        for result in results:
            if result.diff is not None:
                _print_diff(result.diff, dry_run=dry_run)
    if any(result.diff is None for result in results):
        tell("Nothing was changed by what has errors.")
        raise typer.Exit(ExitCode.INPUT)


def _print_diff(diff: object, *, dry_run: bool) -> None:
    from quizapp.store.library import Diff

    assert isinstance(diff, Diff)
    total = len(diff.added) + len(diff.changed) + len(diff.unchanged)
    say(f"{diff.deck}: {diff.title}, {diff.concepts} concepts, {total} cards")
    if diff.nothing:
        say("  nothing changed")
        return
    for word, cards, mark in (
        ("added", diff.added, "+"),
        ("changed", diff.changed, "~"),
        ("retired", diff.retired, "-"),
    ):
        if cards:
            say(f"  {len(cards)} {'would be ' if dry_run else ''}{word}")
            if dry_run:
                for card in cards:
                    say(f"    {mark} {card}")
    say(f"  {len(diff.unchanged)} unchanged")
    if not dry_run:
        say(f"\nStart with: quizapp quiz {diff.deck}")
