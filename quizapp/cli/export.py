"""quizapp export"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import opened
from quizapp.cli.names import complete_scope, find_scope
from quizapp.cli.output import counted, print_json, say, tell, tell_problem
from quizapp.errors import ExitCode, QuizError
from quizapp.formats.writers import WRITERS

if TYPE_CHECKING:
    from quizapp.formats.common.export_losses import Loss, Lost
    from quizapp.usecases.deck_export.left_behind import LeftBehind
    from quizapp.usecases.deck_export.write_export import ExportResult

app = typer.Typer(rich_markup_mode=None)
MOST_NAMED = 3  # cards of which the output names what they lose
_TABLES = ("reviews", "cards", "revlogs")  # tables of the log and of all states, for which no deck is needed
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
    verbose: bool = typer.Option(False, "--verbose", help="Name every card that the format does not hold whole."),
    obsidian: Path = typer.Option(None, "--obsidian", help="A vault: due dates go into the notes they came from."),
    as_json: bool = typer.Option(False, "--json", help="As JSON, with what is lost of every card."),
) -> None:
    """Export a deck: as a deck folder, its zip, an Anki package, a table, hashcards Markdown, GIFT or JSON."""
    if everything:
        if scope or to or str(everything).startswith("-"):  # typer takes the name of an option as the folder
            hint = "Write: quizapp export --everything FOLDER"
            raise QuizError("--everything takes a folder and no other argument.", hint, ExitCode.USAGE)
        _everything(ctx, everything, as_json=as_json)
        return
    if obsidian:
        if to or format_name or history:
            hint = "Write: quizapp export --obsidian VAULT, or quizapp export DECK --obsidian VAULT"
            raise QuizError("--obsidian takes a vault and no other option.", hint, ExitCode.USAGE)
        _obsidian(ctx, obsidian, scope, as_json=as_json)
        return
    format_name = _BY_SUFFIX.get(f".{format_name.lower().lstrip('.')}", format_name)
    if to is not None and format_name in _TABLES:
        _table(ctx, scope, format_name, to, as_json=as_json)
        return
    if not scope or to is None:
        raise QuizError("The deck and the target are missing.", "Write: quizapp export DECK --to PATH", ExitCode.USAGE)
    chosen = format_name or _BY_SUFFIX.get(to.suffix.lower(), "deck")
    if chosen not in FORMATS:
        raise QuizError(f"There is no format `{chosen}` to write.", f"There are: {', '.join(FORMATS)}.", ExitCode.USAGE)
    deck, done = _deck(ctx, scope, to, chosen, history=history)
    if as_json:
        document = {"deck": deck, "format": chosen, "path": str(to), "cards": done.cards, "files": done.files}
        print_json(document | {"lost": done.left.as_json()})
        return
    _tell_losses(done.left, deck, chosen, verbose=verbose)
    what = counted(done.cards, "card") if done.files is None else counted(done.files, "file")
    say(f"{to}: {what} of {deck} as {chosen}")


def _deck(
    ctx: typer.Context, scope: str, to: Path, format_name: str, *, history: bool
) -> "tuple[str, ExportResult]":  # fmt: skip
    """Write a deck, or a concept of one; return the deck's id and what was written."""
    from quizapp.usecases.deck_export.write_export import ExportRequest, write_export

    with opened(ctx.obj) as (context, store):
        found = find_scope(store, scope)
        if not found.deck:
            raise QuizError(f"`{scope}` is not a deck.", "Name a deck, or deck/concept.", ExitCode.USAGE)
        request = ExportRequest(scope=found, to=to, format_name=format_name, history=history)
        try:
            return found.deck, write_export(store, context, request)
        except OSError as error:
            raise QuizError(f"{to}: it cannot be written: {error.strerror}", "Choose another path.") from None


def _tell_losses(left: "LeftBehind", deck: str, chosen: str, *, verbose: bool) -> None:
    """Say what the format does not hold: part by part, and with `verbose` card by card."""
    if chosen not in _BY_NAME and left.deck:
        tell(f"{deck} was written whole as {chosen}, but cannot be imported again as it is. What is lost:")
    elif left.deck or left.concepts or left.cards:
        tell(f"{deck} cannot be exported whole as {chosen}; deck, zip and json keep everything. What is lost:")
    if left.deck:
        tell(f"  {deck}: {_words(left.deck)}")
    for found, noun in ((left.concepts, "concept"), (left.cards, "card")):
        for line in _by_card(found) if verbose else _by_part(found, noun):
            tell(f"  {line}")
    if left.cards and not verbose:
        tell("  --verbose lists what every card loses")


def _words(parts: "Sequence[Lost]") -> str:
    return ", ".join(part.text for part in parts)


def _by_card(found: "Sequence[Loss]") -> Iterator[str]:
    for loss in found:
        yield f"{loss.card}: {_words(loss.parts)}"


def _by_part(found: "Sequence[Loss]", noun: str) -> Iterator[str]:
    """Yield a line for each part, with the first cards that lose it."""
    losing: dict[str, list[str]] = {}
    for loss in found:
        for part in loss.parts:
            losing.setdefault(part.part, []).append(loss.card)
    for name, cards in losing.items():
        more = f" and {len(cards) - MOST_NAMED:,} more" if len(cards) > MOST_NAMED else ""
        yield f"{name}: {counted(len(cards), noun)} ({', '.join(cards[:MOST_NAMED])}{more})"


def _everything(ctx: typer.Context, folder: Path, *, as_json: bool) -> None:
    from quizapp.usecases.deck_export.export_everything import write_everything

    with opened(ctx.obj) as (context, store):
        try:
            done = write_everything(store, context, folder)
        except OSError as error:
            raise QuizError(f"{folder}: it cannot be written: {error.strerror}", "Choose another path.") from None
    if as_json:
        print_json({"path": str(folder), **done})
        return
    counts = [
        counted(done[name], noun) for name, noun in (("decks", "deck"), ("events", "event"), ("media", "media file"))
    ]
    say(f"{folder}: {', '.join(counts)}, and the settings")


def _obsidian(ctx: typer.Context, vault: Path, scope: str, *, as_json: bool) -> None:
    from quizapp.decks.problems import format_problem
    from quizapp.usecases.deck_export.obsidian_vault import write_vault

    with opened(ctx.obj) as (context, store):
        deck = find_scope(store, scope).deck if scope else ""
        try:
            done = write_vault(store, context, vault, deck or "")
        except OSError as error:
            raise QuizError(f"{error.filename}: {error.strerror}.", "Check the permissions of the vault.") from None
    if as_json:
        counts = {"dates": done.dates, "notes": done.notes, "known": done.known}
        print_json({"path": str(vault), **counts, "problems": [each.as_json() for each in done.problems]})
        return
    for problem in done.problems:
        tell_problem(format_problem(problem))
    changed = f"{counted(done.dates, 'due date')} written to {counted(done.notes, 'note')}"
    say(f"{vault}: {changed} of {done.known}" if done.notes else f"{vault}: all due dates are up to date")


def _table(ctx: typer.Context, scope: str, name: str, to: Path, *, as_json: bool) -> None:
    from quizapp.usecases.deck_export.csv_tables import write_table

    with opened(ctx.obj) as (_, store):
        try:
            count = write_table(store, name, find_scope(store, scope or None), to)
        except OSError as error:
            raise QuizError(f"{to}: it cannot be written: {error.strerror}", "Choose another path.") from None
    if as_json:
        print_json({"path": str(to), "format": name, "rows": count})
    else:
        say(f"{to}: {count} {name}")
