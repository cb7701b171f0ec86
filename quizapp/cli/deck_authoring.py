"""quizapp deck check, test, new, accept, preview, fmt, schema: the commands of authors"""

import os
import shlex
import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import typer

from quizapp.cli.common import console_of, interactive, opened
from quizapp.cli.output import counted, print_json, say, say_for_programs, say_text, tell, tell_problem
from quizapp.errors import ExitCode

app = typer.Typer(rich_markup_mode=None)


class CheckFormat(StrEnum):
    """How `deck check` prints problems."""

    TEXT = "text"
    GITHUB = "github"


@app.command()
def check(
    path: Path = typer.Argument(..., help="A deck folder or a concept file."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
    strict: bool = typer.Option(False, "--strict", help="Exit 1 on warnings too."),
    style: CheckFormat = typer.Option(CheckFormat.TEXT, "--format", help="`github`: annotations of a workflow."),
) -> None:
    """Check a deck as its author: every problem with file, line, column and what to do. Exits 1 on errors."""
    from quizapp.decks.author_checks import check_deck
    from quizapp.decks.problems import annotation, format_problem

    loaded = check_deck(path)
    count = len(loaded.problems)
    wrong = any(strict or problem.severity == "error" for problem in loaded.problems)
    if as_json:
        print_json({"ok": not wrong, "problems": [problem.as_json() for problem in loaded.problems]})
    else:
        for problem in loaded.problems:
            if style is CheckFormat.GITHUB:
                say_for_programs(annotation(problem))
            else:
                say_text(format_problem(problem))
        say(f"{path}: {'no problems' if not count else '1 problem' if count == 1 else f'{count} problems'}")
    if wrong:
        raise typer.Exit(ExitCode.FAULTS)


@app.command()
def test(
    ctx: typer.Context,
    path: Path = typer.Argument(..., help="A deck folder, or a concept file: its concept alone."),
    seconds: float = typer.Option(5.0, "--seconds", min=0.5, max=60.0, help="Time for one experiment."),
    yes: bool = typer.Option(False, "--yes", help="Agree to run the deck's code."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
    style: CheckFormat = typer.Option(CheckFormat.TEXT, "--format", help="`github`: a table in Markdown."),
) -> None:
    """Run everything in a deck: examples, output questions, programs and claims. Exits 1 where one fails."""
    from quizapp.decks.author_checks import concepts_at
    from quizapp.decks.problems import format_problem
    from quizapp.ui.consent_prompt import asking
    from quizapp.usecases.experiments.deck_test_table import counts, markdown_table
    from quizapp.usecases.experiments.deck_tests import run_deck_tests
    from quizapp.usecases.experiments.run_experiment import RunOptions

    loaded, concepts = concepts_at(path)
    deck = replace(loaded.deck, concepts=tuple(concepts.values())) if loaded.deck else None
    for problem in loaded.problems if not as_json else ():
        tell_problem(format_problem(problem))
    results = []
    with opened(ctx.obj) as (context, store):
        ask = asking(console_of(ctx.obj)) if interactive() and not as_json else None
        again = f"quizapp deck test {shlex.quote(str(path))} --yes"  # `deck trust` is for installed decks
        how = RunOptions(seconds=seconds, yes=yes, ask=ask, agree_with=again)
        for each in run_deck_tests(context, store, deck, how) if deck else ():
            results.append(each)
            if not as_json and style is CheckFormat.TEXT:
                say(f"{'ok  ' if each.ok else 'FAIL'} {each.what:10} {each.name}  {each.text}".rstrip())
    ok = deck is not None and all(each.ok for each in results)
    if as_json:
        problems = [problem.as_json() for problem in loaded.problems]
        print_json({"ok": ok, "problems": problems, "results": [each.as_json() for each in results]})
    elif style is CheckFormat.GITHUB:
        _write_summary(markdown_table(str(path), results))
    else:
        for what, tried, failed in counts(results):
            say(f"{what:11} {tried:5} tried {failed:5} failed")
        say(f"{len(results)} tried, {sum(not each.ok for each in results)} failed")
    if not ok:
        raise typer.Exit(ExitCode.FAULTS)


def _write_summary(table: str) -> None:
    """Print a table in Markdown, and append it to the summary of a GitHub job where one is running."""
    say_for_programs(table.removesuffix("\n"))
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(table)


@app.command()
def new(
    ctx: typer.Context,
    folder: Path = typer.Argument(..., help="The folder to create."),
    title: str = typer.Option("", "--title", help="The deck's title."),
    source: str = typer.Option("", "--from", help="DECK, DECK/LIST or DECK/TAG: its cards become the questions."),
) -> None:
    """Start a deck: a folder with one complete concept that passes the check."""
    from quizapp.decks.write import new_deck

    deck_id = folder.name.lower().replace(" ", "-").replace("_", "-")
    if source:
        from quizapp.usecases.authoring.deck_from_cards import start_from

        with opened(ctx.obj) as (context, store):
            started = start_from(store, context, folder, deck_id, source)
        written = started.files
        if started.generated:
            copied = counted(started.generated, "card")
            tell(f"{copied} generated from sections: copied without the history, which stays with the section's card.")
        if started.bound:
            tell(f"{counted(started.bound, 'card')} about programs of the concept: not copied, the programs are there.")
    else:
        written = new_deck(folder, deck_id, title or folder.name.replace("-", " ").capitalize())
    for path in written:
        say(f"wrote {path}")
    say(f"\nEdit it, then: quizapp deck check {folder}   and: quizapp import {folder}")


@app.command()
def accept(
    ctx: typer.Context,
    deck: str = typer.Argument("", help="The deck of a draft; left out, the drafts are listed."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Add what a program drafted for a deck (see `quizapp mcp`) to the quiz; `undo` takes it out again."""
    from quizapp.cli.deck_drafts import accept_drafts, list_drafts

    with opened(ctx.obj) as (context, store):
        if deck:
            accept_drafts(context, store, deck, yes=yes, as_json=as_json)
        else:
            list_drafts(context, store, as_json=as_json)


@app.command()
def preview(
    ctx: typer.Context,
    path: Path = typer.Argument(..., help="A deck folder, or a concept file: its concept alone."),
) -> None:
    """Show a deck's concepts and cards as a learner will see them, without importing it."""
    from quizapp.decks.author_checks import concepts_at
    from quizapp.decks.cards import cards_of
    from quizapp.decks.problems import format_problem
    from quizapp.ui.card_preview import preview_lines
    from quizapp.ui.concept_page import concept_page
    from quizapp.ui.feedback.marks import marks_of

    loaded, concepts = concepts_at(path)
    for problem in loaded.problems:
        tell_problem(format_problem(problem))
    if loaded.deck is None:
        raise typer.Exit(ExitCode.FAULTS)
    console = console_of(ctx.obj)
    for concept in concepts.values():
        console.print(concept_page(concept))
    for card in cards_of(loaded.deck, loaded.locations):
        if card.concept in concepts:
            say("")
            for line in preview_lines(card, concepts[card.concept], marks_of(console)):
                console.print(line)


@app.command()
def fmt(
    path: Path = typer.Argument(..., help="A deck folder or one of its files."),
    only_check: bool = typer.Option(False, "--check", help="Write nothing; exit 1 if a file is not in its form."),
) -> None:
    """Write deck files in their canonical form: order of keys, indentation and quotes. Comments stay."""
    from quizapp.usecases.authoring.format_deck import format_deck

    results = format_deck(path, write=not only_check)
    for each in results:
        if each.problem:
            tell_problem(f"{each.problem.message}\n  hint: {each.problem.hint}")
        elif each.changed:
            say(f"{'not formatted' if only_check else 'formatted'}: {each.file}")
    changed, wrong = sum(each.changed for each in results), sum(each.problem is not None for each in results)
    say(f"{counted(len(results), 'file')}, {changed} {'to format' if only_check else 'formatted'}")
    if wrong or (only_check and changed):
        raise typer.Exit(ExitCode.FAULTS)


@app.command()
def schema() -> None:
    """Print the JSON Schema of deck files, for completion in an editor: `quizapp deck schema > deck.schema.json`."""
    from quizapp.decks.schema import schema_text

    sys.stdout.write(schema_text())
