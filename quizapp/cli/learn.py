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
    from quizapp.store.decks.deck_records import ConceptRecord
    from quizapp.ui.console import Console
    from quizapp.ui.pager import Page
    from quizapp.ui.pictures.layer import PictureLayer
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
        if as_json:
            print_json({"path": context.settings.path, "decks": [each.as_json(_rate(context)) for each in found]})
        elif _has_screen(console := console_of(given)):
            _browse(console, context, store, found)
        else:
            tasks = _assignments(store, context)
            for line in [*tasks, ""] if tasks else []:
                say(line)
            _print(console, context, found)


def _has_screen(console: "Console") -> bool:
    """Return whether pages can be turned: a terminal whose cursor moves."""
    return interactive() and not console.is_dumb_terminal


def _browse(console: "Console", context: "Context", store: "Store", found: "list[DeckCourse]") -> None:
    """Let the learner choose concepts and read them."""
    from quizapp.store.decks.deck_records import installed_concepts
    from quizapp.ui.course_picker import Course, browse_courses, course_list

    shown = [each for course in found for each in ((course.shown.deck, step) for step in course.shown.steps)]
    layer = _layer(context)

    def page_of(index: int) -> "Page":
        deck, step = shown[index]
        rows = [row for row in installed_concepts(store, deck) if row.concept == step.concept.concept]
        _fetch(context, store, rows)
        return _page(context, f"{deck}/{step.concept.concept}", rows, layer)

    listed = course_list(
        [Course(each.title, each.shown, each.paths) for each in found], _rate(context), _assignments(store, context)
    )
    browse_courses(console, listed, page_of, layer)


def _assignments(store: "Store", context: "Context") -> tuple[str, ...]:
    """Return the lines about a teacher's assignments; none for a file, without importing their module."""
    if isinstance(context.db, Path):
        return ()
    from quizapp.usecases.study.assignments import greeting

    return greeting(store.query, context)


def _rate(context: "Context") -> int:
    return context.settings.new_per_day


def _print(console: "Console", context: "Context", found: "list[DeckCourse]") -> None:
    from quizapp.ui.course_page import course_lines

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

    with opened(given) as (context, store):
        named = find_named(store, concept, CONCEPT)
        found = [row for row in installed_concepts(store, named.deck) if named.concept in ("", row.concept)]
        rows = [row for row in found if not named.tag or named.tag in row.content.tags]
        if _has_screen(console_of(given)):
            _fetch(context, store, rows)
    from quizapp.ui.concept_page import PAGE_WIDTH, concept_page
    from quizapp.ui.pager import read

    console = console_of(given)
    if _has_screen(console):
        layer = _layer(context)
        read(console, _page(context, named.full, rows, layer), layer)
        return
    for row in rows:
        console.print(concept_page(row.content), width=min(console.width, PAGE_WIDTH))


def _fetch(context: "Context", store: "Store", rows: "list[ConceptRecord]") -> None:
    """Fetch the files that concepts of a class show; nothing for a database in a file."""
    if isinstance(context.db, Path):
        return
    from quizapp.usecases.study.question_loader import section_media_of

    for row in rows:
        section_media_of(store.query, context.db, row.deck, row.content)


def _layer(context: "Context") -> "PictureLayer | None":
    """Return what draws pictures, where the terminal can and the learner wants them."""
    from quizapp.ui.pictures.shown import picture_layer

    return picture_layer() if context.settings.pictures else None


def _page(context: "Context", title: str, rows: "list[ConceptRecord]", layer: "PictureLayer | None") -> "Page":
    """Return concepts as one page, one below the other."""
    from quizapp.store.media import section_files
    from quizapp.ui.concept_page import PAGE_WIDTH, concept_page
    from quizapp.ui.pager import Page

    files = [section_files(context.db, row.deck, row.content.sections) for row in rows]
    pages = [concept_page(row.content, shown, layer) for row, shown in zip(rows, files, strict=True)]
    every = dict.fromkeys(file for each in files for some in each.values() for file in some)
    return Page(title, pages, PAGE_WIDTH, tuple(every))
