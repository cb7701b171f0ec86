"""quizapp import"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import context_of, interactive
from quizapp.cli.output import counted, print_json, tell, tell_problem
from quizapp.errors import ExitCode, Problem, QuizError
from quizapp.usecases.bootstrap import open_app

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context
    from quizapp.usecases.deck_import.import_options import Choice, ImportOptions
    from quizapp.usecases.deck_import.import_result import ImportResult
    from quizapp.usecases.deck_import.standard_input import Arriving

SLOW_BYTES = 2 << 20  # progress is shown for files larger than this

app = typer.Typer(rich_markup_mode=None)
ROLES = {
    "front": "ask", "back": "answer", "explain": "explain", "hint": "hint", "tags": "tags", "topic": "topic",
    "id": "id", "option": "option", "wrong": "wrong", "ask": "ask", "answer": "answer", "question": "ask",
}  # fmt: skip


@app.command("import")
def import_command(
    ctx: typer.Context,
    paths: list[Path] = typer.Argument(
        ..., help="Files, folders or archives in any known format; - for standard input."
    ),
    format_name: str = typer.Option(None, "--as", help="Read as this format instead of by content."),
    deck: str = typer.Option(None, "--deck", help="The id of the deck, for a document or a table."),
    columns: str = typer.Option("", "--map", help="The columns of a table, such as word=front,meaning=back."),
    history: bool = typer.Option(True, "--history/--no-history", help="Import the reviews of another program too."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Show what would change, and change nothing."),
    theirs: bool = typer.Option(False, "--theirs", help="Take the update's text of cards that you edited."),
    mine: bool = typer.Option(False, "--mine", help="Keep your text of cards that you edited."),
    both: bool = typer.Option(False, "--both", help="Keep your text of cards that you edited, and add the update's."),
    replaces: bool = typer.Option(False, "--replace", help="Replace an installed deck that came from elsewhere."),
    verbose: bool = typer.Option(False, "--verbose", help="List every problem, not the first of each kind."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Import decks. Importing the same file twice changes nothing; edited cards keep their history."""
    from quizapp.usecases.deck_import.import_options import ImportOptions
    from quizapp.usecases.deck_import.import_path import unchanged_import
    from quizapp.usecases.deck_import.standard_input import with_given_name

    options = ImportOptions(
        format_name=format_name, deck_id=_id(deck), dry_run=dry_run, history=history, mapping=_mapping(columns),
        choice=_choice(theirs=theirs, mine=mine, both=both), replace=replaces,
    )  # fmt: skip
    context = context_of(ctx.obj)
    with _local(context, paths) as (paths, inputs):
        unchanged = [unchanged_import(context.db, path, options) for path in paths]
        results = list(chain(*unchanged)) if all(unchanged) else _imported(
            context, paths, options, unchanged, asks=interactive() and not (as_json or dry_run)
        )  # fmt: skip
        for each in inputs:
            each.is_needed = not dry_run and any(result.diff for result in results)
    results = [replace(each, problems=tuple(map(with_given_name, each.problems))) for each in results]
    problems = [problem for result in results for problem in result.problems]
    if as_json:
        reviews = sum(result.diff.reviews for result in results if result.diff)
        media = sum(result.media for result in results)
        decks = [document for result in results if (document := result.as_json())]
        print_json(
            {"decks": decks, "reviews": reviews, "media": media, "problems": [each.as_json() for each in problems]}
        )
    else:
        _tell_problems(problems, verbose=verbose)
        _say_results(results, dry_run=dry_run, verbose=verbose)
    if refused := [result for result in results if result.diff is None]:
        tell(_refusal(refused))
        raise typer.Exit(ExitCode.INPUT)


def _choice(*, theirs: bool, mine: bool, both: bool) -> "Choice | None":
    """Return the choice for edited cards. Raises QuizError (exit code 2) for more than one."""
    given: dict[Choice, bool] = {"theirs": theirs, "mine": mine, "both": both}
    chosen = [name for name, is_given in given.items() if is_given]
    if len(chosen) > 1:
        raise QuizError("--theirs, --mine and --both exclude each other.", "Give one of them.", ExitCode.USAGE)
    return chosen[0] if chosen else None


@contextmanager
def _local(context: "Context", paths: list[Path]) -> "Iterator[tuple[list[Path], list[Arriving]]]":
    """Yield the files of arguments, and which of them are standard input, `-`. Raises QuizError for a URL."""
    from quizapp.usecases.deck_import.remote_source import refuse_remote
    from quizapp.usecases.deck_import.standard_input import NAME, arriving_input

    with ExitStack() as stack:
        inputs = [
            stack.enter_context(arriving_input(context, sys.stdin.buffer)) for path in paths if str(path) == NAME
        ]  # fmt: skip
        files = iter(inputs)
        for path in paths:
            refuse_remote(path)
        yield [next(files).file if str(path) == NAME else path for path in paths], inputs


def _tell_problems(problems: list[Problem], *, verbose: bool) -> None:
    if problems:
        from quizapp.decks.problem_groups import format_problems

        for text in format_problems(problems, all_places=verbose):
            tell_problem(text)


def _refusal(refused: "list[ImportResult]") -> str:
    """Return a message about files that were not imported, with what to do."""
    problems = [problem for result in refused for problem in result.problems]
    errors = [problem for problem in problems if problem.severity == "error"]
    files = list(dict.fromkeys(problem.location.file for problem in errors or problems))
    named = ", ".join(files[:3]) + (f" and {len(files) - 3:,} more" if len(files) > 3 else "")
    if not errors:
        return f"Not imported: no card was found in {named or 'it'}."
    return f"Not imported: {counted(len(errors), 'error')} in {named}. Correct the file and import it again."


def _say_results(results: "list[ImportResult]", *, dry_run: bool, verbose: bool) -> None:
    from quizapp.cli.import_report import say_result, tell_kept

    for result in results:
        say_result(result, dry_run=dry_run, verbose=verbose)
    tell_kept(results)


def _imported(
    context: "Context", paths: list[Path], options: "ImportOptions", unchanged: "list[list[ImportResult]]",
    *, asks: bool,
) -> "list[ImportResult]":  # fmt: skip
    """Import the paths that are not installed already. The first is read while the database is being opened."""
    from quizapp.usecases.deck_import.import_path import import_path
    from quizapp.usecases.deck_import.import_target import Target
    from quizapp.usecases.deck_import.read_options import read_options
    from quizapp.usecases.deck_import.reader_process import reading
    from quizapp.usecases.deck_import.standard_input import called, given_name

    if asks:
        from quizapp.cli.import_questions import import_asking as import_path
    results: list[ImportResult] = []
    ahead = nullcontext() if unchanged[0] else reading(paths[0], options, read_options(context, options))
    with ahead as messages, closing(open_app(context, tell)) as store:
        target = Target(store=store, context=context, options=options)
        for number, (path, known) in enumerate(zip(paths, unchanged, strict=True), 1):
            name = given_name(path)
            with called(name, path), _watched(path, f"{name} ({number} of {len(paths)})" if len(paths) > 1 else name):
                found = messages if number == 1 else None
                results += known or import_path(target, path, found)
        if not options.dry_run:
            _count_reviews(context, store, sum(each.diff.reviews for each in results if each.diff))
    return results


def _count_reviews(context: "Context", store: "Store", reviews: int) -> None:
    """Count a long history for the progress report, with a bar on a terminal, instead of at the first look at it."""
    from quizapp.ui.spinner import progress_bar
    from quizapp.usecases.reports.counting import count_imported

    with progress_bar("counting your reviews, once") as show:
        count_imported(store, context, reviews, show if sys.stderr.isatty() else None)


@contextmanager
def _watched(path: Path, name: str) -> Iterator[None]:
    """Show progress while a large path is read: a spinner on a terminal, one line elsewhere."""
    slow = path.is_dir() or (path.is_file() and path.stat().st_size > SLOW_BYTES)
    if not slow or not sys.stderr.isatty():
        if slow:
            tell(f"reading {name} ...")
        yield
        return
    from quizapp.ui.spinner import spinner

    with spinner(f"reading {name}"):
        yield


def _id(deck: str | None) -> str | None:
    """Return the id given with --deck. Raises QuizError (exit code 2) if it is invalid."""
    if deck:
        from quizapp.decks.ids import is_id

        if not is_id(deck):
            hint = "Use lower case letters, digits and hyphens."
            raise QuizError(f"--deck: `{deck}` is not a valid id.", hint, ExitCode.USAGE)
    return deck


def _mapping(text: str) -> dict[str, str] | None:
    """Return column -> role from `word=front,meaning=back`. Raises QuizError (exit code 2) for anything else."""
    pairs = [pair.split("=") for pair in text.split(",") if pair.strip()]
    if not all(len(pair) == 2 and pair[0].strip() and pair[1].strip() for pair in pairs):
        raise QuizError(f"--map: cannot parse `{text}`.", "Write --map word=front,meaning=back.", ExitCode.USAGE)
    mapping = {name.strip(): ROLES.get(role.strip().lower(), role.strip().lower()) for name, role in pairs}
    if wrong := [role for role in mapping.values() if role not in ROLES.values()]:
        raise QuizError(f"--map: there is no role `{wrong[0]}`.", f"There are: {', '.join(ROLES)}.", ExitCode.USAGE)
    return mapping or None
