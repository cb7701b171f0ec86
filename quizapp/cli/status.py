"""quizapp status"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import context_of, local_text, opened
from quizapp.cli.output import counted, print_json, say
from quizapp.cli.status_oneline import print_oneline
from quizapp.core.scope import ALL
from quizapp.core.study_day import iso
from quizapp.store.read_only import read_current
from quizapp.usecases.context import Context
from quizapp.usecases.reports.today import Overview, overview

if TYPE_CHECKING:
    from quizapp.core.learning_paths import PathProgress
    from quizapp.store.classroom.assignments import Assigned
    from quizapp.store.daily_candidates import Query
    from quizapp.store.database import Store

app = typer.Typer(rich_markup_mode=None)


@app.command()
def status(
    ctx: typer.Context,
    oneline: bool = typer.Option(False, "--oneline", help="One line, for a shell prompt."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """What is due today, what was done, and the streak."""
    if oneline:
        print_oneline(ctx.obj)
        return
    context = context_of(ctx.obj)
    read = read_current(context.db, lambda query: (overview(query, context), _path(query, context)))
    given: list[Assigned] = []
    if read is None:
        with opened(ctx.obj) as (context, store):
            read = overview(store.query, context), _path(store.query, context)
            given = _assigned(store, context)
    view, path = read
    if as_json:
        more = {"assignments": [asdict(each) for each in given]} if given else {}
        print_json(as_document(view) | {"path": path and path.path} | more)
        return
    print_status(view, local_text(context, view.next_due_ms), path)
    if given:
        from quizapp.usecases.study.assignments import as_lines

        say()
        for line in as_lines(given, view.study_day):
            say(line)


def _path(query: "Query", context: Context) -> "PathProgress | None":
    """Return the learning path that is followed; None for `all`, without importing its module."""
    if context.settings.path == ALL:
        return None
    from quizapp.usecases.study.learning_paths import followed_path

    return followed_path(query, context)


def _assigned(store: "Store", context: Context) -> "list[Assigned]":
    """Return a teacher's assignments; none for a file, without importing their module."""
    if isinstance(context.db, Path):
        return []
    from quizapp.usecases.study.assignments import assignments

    return assignments(store.query, context)


def as_document(view: Overview) -> dict[str, object]:
    """Return the figures as a JSON document."""
    return {
        "now": iso(view.now_ms),
        "study_day": view.study_day,
        "due": view.due,
        "new": view.new,
        "done_today": view.done_today,
        "streak_days": view.streak_days,
        "next_due": iso(view.next_due_ms),
        "waiting": view.waiting,
        "paused": list(view.paused),
    }


def print_status(view: Overview, next_due: str, path: "PathProgress | None" = None) -> None:
    """Print one screen for a person."""
    say(f"Today {view.study_day}")
    say(f"  due    {view.due}" + (f" (and {view.waiting} more that wait)" if view.waiting else ""))
    say(f"  new    {view.new}")
    say(f"  done   {view.done_today}")
    if view.streak:
        say(f"  streak {view.streak}")
    if path:
        say(f"  path   {path.path}: {path.title}, {path.done} of {counted(len(path.steps), 'concept')}")
    if view.paused:
        say(f"  paused {', '.join(view.paused)} (`quizapp deck resume NAME` has its cards asked again)")
    if view.due or view.new:
        say("\nType `quizapp` to begin.")
    elif next_due:
        say(f"\nNothing is due. The next card comes {next_due}.")
    elif view.paused:
        say("\nNothing else is to be asked.")
    else:
        say("\nNothing to learn yet. Import a deck with: quizapp import PATH")
