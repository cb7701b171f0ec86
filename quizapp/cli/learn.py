"""quizapp learn"""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import console_of, context_of, interactive, opened
from quizapp.cli.global_options import Globals
from quizapp.cli.names import CONCEPT, complete_concept, find_named
from quizapp.cli.output import print_json, say
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context
    from quizapp.usecases.study.learning_paths import DeckCourse

UNBROKEN = 1000  # cells: lines in a pipe stay whole

app = typer.Typer(rich_markup_mode=None)


@app.command()
def learn(
    ctx: typer.Context,
    concept: str = typer.Argument(
        "",
        autocompletion=complete_concept,
        help="A concept, such as `process` or `concurrency/process`; a deck or #tag.",
    ),
    path: str = typer.Option("", "--path", help="Follow a learning path: its new cards come first; all follows none."),
    as_json: bool = typer.Option(False, "--json", help="The paths and concepts as one JSON document."),
) -> None:
    """Read a concept. Without a name, list the learning paths and the concepts, and where you are."""
    if path or not concept or (as_json and concept.startswith("#")):
        _overview(ctx.obj, concept.removeprefix("#"), path, as_json=as_json)
        return
    if as_json:
        hint = "Name a path, such as `#web`, or nothing for all concepts."
        raise QuizError("--json takes no concept.", hint, ExitCode.USAGE)
    _read(ctx.obj, concept)


def _overview(given: Globals, shown: str, path: str, *, as_json: bool) -> None:
    """Show the decks with their paths, after choosing one where `path` names it."""
    from quizapp.usecases.study.learning_paths import choose_path, courses, known_paths, require_path

    with opened(given) as (context, store):
        if path:
            shown = shown or choose_path(store.query, context.config.path, path)
            context = context_of(given)
        else:
            require_path(known_paths(store.query), shown or "all")
        found = courses(store.query, context, shown)
        tasks = _assignments(store, context)
    if as_json:
        print_json({"path": context.settings.path, "decks": [each.as_json(_rate(context)) for each in found]})
        return
    for line in tasks:
        say(line)
    if tasks:
        say("")
    _print(given, context, found)


def _assignments(store: "Store", context: "Context") -> tuple[str, ...]:
    """Return the lines about a teacher's assignments; none for a file, without importing their module."""
    if isinstance(context.db, Path):
        return ()
    from quizapp.usecases.study.assignments import greeting

    return greeting(store.query, context)


def _rate(context: "Context") -> int:
    return context.settings.new_per_day


def _print(given: Globals, context: "Context", found: "list[DeckCourse]") -> None:
    from quizapp.ui.course_page import course_lines

    console = console_of(given)
    width = None if console.is_terminal else UNBROKEN
    for number, course in enumerate(found):
        lines = course_lines(course.shown, course.paths, _rate(context))
        for line in [*([""] if number else []), *lines]:
            console.print(line, width=width)
    say("\nRead one with: quizapp learn CONCEPT")
    if any(course.paths for course in found):
        say("Follow a path: quizapp learn --path NAME, or all")


def _read(given: Globals, concept: str) -> None:
    from quizapp.store.decks.deck_records import installed_concepts
    from quizapp.store.media import section_files

    with opened(given) as (context, store):
        named = find_named(store, concept, CONCEPT)
        found = [row for row in installed_concepts(store, named.deck) if named.concept in ("", row.concept)]
        rows = [row for row in found if not named.tag or named.tag in row.content.tags]
    from quizapp.ui.concept_page import PAGE_WIDTH, concept_page
    from quizapp.ui.pager import Page, read

    console = console_of(given)
    if not interactive() or console.is_dumb_terminal:
        for row in rows:
            console.print(concept_page(row.content), width=min(console.width, PAGE_WIDTH))
        return
    from quizapp.ui.pictures.shown import picture_layer

    layer = picture_layer() if context.settings.pictures else None
    files = [section_files(context.db, row.deck, row.content.sections) for row in rows]
    pages = [concept_page(row.content, shown, layer) for row, shown in zip(rows, files, strict=True)]
    shown = dict.fromkeys(file for each in files for some in each.values() for file in some)
    read(console, Page(named.full, pages, PAGE_WIDTH, tuple(shown)), layer)
