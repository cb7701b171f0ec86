"""quizapp export"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import opened
from quizapp.cli.names import complete_scope, find_scope
from quizapp.cli.output import counted, say, tell
from quizapp.errors import ExitCode, QuizError
from quizapp.formats.common.export_losses import losses
from quizapp.formats.registry import WRITERS

if TYPE_CHECKING:
    from quizapp.formats.common.export_losses import Loss

app = typer.Typer(rich_markup_mode=None)
MOST_LOSSES = 50  # cards whose losses are listed without --verbose
_TABLES = ("reviews", "cards")  # tables of the log and of all states, for which no deck is needed
_BY_NAME = {writer.name: writer for writer in WRITERS}
_BY_SUFFIX = {".zip": "zip", ".json": "json", **{writer.suffix: writer.name for writer in WRITERS}}
FORMATS = ("deck", "zip", "json", *_BY_NAME, *_TABLES)


@app.command("export")
def export_command(
    ctx: typer.Context,
    scope: str = typer.Argument(
        "", autocompletion=complete_scope, help="A deck or deck/concept; reviews and cards may be of all, or of a #tag."
    ),
    to: Path = typer.Option(None, "--to", help="The folder or file to write."),
    format_name: str = typer.Option("", "--as", help=f"One of: {', '.join(FORMATS)}; left out, by the name of --to."),
    history: bool = typer.Option(False, "--history", help="Reviews and schedule too, where the format holds them."),
    everything: Path = typer.Option(None, "--everything", help="A folder for all decks, history, media and settings."),
    verbose: bool = typer.Option(False, "--verbose", help="List every card that the format does not hold whole."),
    obsidian: Path = typer.Option(None, "--obsidian", help="A vault: due dates go into the notes they came from."),
) -> None:
    """Export a deck: as a deck folder, its zip, an Anki package, a table, hashcards Markdown, GIFT or JSON."""
    from quizapp.atomic_files import write_file, write_folder
    from quizapp.usecases.deck_export import export_deck

    if everything:
        if scope or to or str(everything).startswith("-"):  # typer takes the name of an option as the folder
            hint = "Write: quizapp export --everything FOLDER"
            raise QuizError("--everything takes a folder and no other argument.", hint, ExitCode.USAGE)
        _everything(ctx, everything)
        return
    if obsidian:
        if to or format_name or history:
            hint = "Write: quizapp export --obsidian VAULT, or quizapp export DECK --obsidian VAULT"
            raise QuizError("--obsidian takes a vault and no other option.", hint, ExitCode.USAGE)
        _obsidian(ctx, obsidian, scope)
        return
    format_name = _BY_SUFFIX.get(f".{format_name.lower().lstrip('.')}", format_name)
    if to is not None and format_name in _TABLES:
        _table(ctx, scope, format_name, to)
        return
    if not scope or to is None:
        raise QuizError("The deck and the target are missing.", "Write: quizapp export DECK --to PATH", ExitCode.USAGE)
    chosen = format_name or _BY_SUFFIX.get(to.suffix.lower(), "deck")
    if chosen not in FORMATS:
        raise QuizError(f"There is no format `{chosen}` to write.", f"There are: {', '.join(FORMATS)}.", ExitCode.USAGE)
    with opened(ctx.obj) as (context, store):
        found = find_scope(store, scope)
        if not found.deck:
            raise QuizError(f"`{scope}` is not a deck.", "Name a deck, or deck/concept.", ExitCode.USAGE)
        try:
            if chosen in ("deck", "zip"):
                files = export_deck.own_files(store, context, found.deck, found, history=history)
                if chosen == "zip":
                    write_file(export_deck.zipped(files, found.deck), to)
                else:
                    write_folder(files, to)
                count = len(files)
            elif chosen == "json":
                content = export_deck.own_document(store, context, found.deck, found, history=history)
                write_file(content, to)
                count = len(json.loads(content)["cards"])
            else:
                loose = export_deck.loose_deck(store, context, found.deck, found, history=history)
                writer = _BY_NAME[chosen]
                write_file(writer.write(loose), to)
                _tell_losses(losses(loose, writer.holds, writer.more_losses(loose)), chosen, verbose=verbose)
                count = sum(1 for topic in loose.topics for _ in topic.cards)
        except OSError as error:
            raise QuizError(f"{to}: it cannot be written: {error.strerror}", "Choose another path.") from None
    say(f"{to}: {counted(count, 'file' if chosen in ('deck', 'zip') else 'card')} of {found.deck} as {chosen}")


def _tell_losses(found: "Sequence[Loss]", chosen: str, *, verbose: bool) -> None:
    """Print for each card what the format cannot hold; without `verbose` for the first MOST_LOSSES cards."""
    if not found:
        return
    tell(f"{counted(len(found), 'card')} cannot be exported whole as {chosen}; deck, zip and json keep everything:")
    for loss in found if verbose else found[:MOST_LOSSES]:
        tell(f"  {loss.card}: without {', '.join(loss.left)}")
    if len(found) > MOST_LOSSES and not verbose:
        tell(f"  and {len(found) - MOST_LOSSES:,} more, which --verbose lists")


def _everything(ctx: typer.Context, folder: Path) -> None:
    from quizapp.usecases.deck_export.export_everything import write_everything

    with opened(ctx.obj) as (context, store):
        try:
            done = write_everything(store, context, folder)
        except OSError as error:
            raise QuizError(f"{folder}: it cannot be written: {error.strerror}", "Choose another path.") from None
    counts = [
        counted(done[name], noun) for name, noun in (("decks", "deck"), ("events", "event"), ("media", "media file"))
    ]
    say(f"{folder}: {', '.join(counts)}, and the settings")


def _obsidian(ctx: typer.Context, vault: Path, scope: str) -> None:
    from quizapp.decks.problems import format_problem
    from quizapp.usecases.deck_export.obsidian_vault import write_vault

    with opened(ctx.obj) as (context, store):
        deck = find_scope(store, scope).deck if scope else ""
        try:
            done = write_vault(store, context, vault, deck or "")
        except OSError as error:
            raise QuizError(f"{error.filename}: {error.strerror}.", "Check the permissions of the vault.") from None
    for problem in done.problems:
        tell(format_problem(problem))
    changed = f"{counted(done.dates, 'due date')} written to {counted(done.notes, 'note')}"
    say(f"{vault}: {changed} of {done.known}" if done.notes else f"{vault}: all due dates are up to date")


def _table(ctx: typer.Context, scope: str, name: str, to: Path) -> None:
    from quizapp.usecases.deck_export.csv_tables import write_table

    with opened(ctx.obj) as (_, store):
        try:
            count = write_table(store, name, find_scope(store, scope or None), to)
        except OSError as error:
            raise QuizError(f"{to}: it cannot be written: {error.strerror}", "Choose another path.") from None
    say(f"{to}: {count} {name}")
