"""quizapp status"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import context_of, local_text, opened
from quizapp.cli.output import print_json, say
from quizapp.cli.status_oneline import print_oneline, quick_overview
from quizapp.core.study_day import iso
from quizapp.usecases.context import Context
from quizapp.usecases.reports.today import Overview, overview

if TYPE_CHECKING:
    from quizapp.store.classroom.assignments import Assigned
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
    view = quick_overview(context)
    given: list[Assigned] = []
    if view is None:
        with opened(ctx.obj) as (context, store):
            view = overview(store.query, context)
            given = _assigned(store, context)
    if as_json:
        print_json(as_document(view) | ({"assignments": [asdict(each) for each in given]} if given else {}))
        return
    print_status(view, local_text(context, view.next_due_ms))
    if given:
        from quizapp.usecases.study.assignments import as_lines

        say("\n" + "\n".join(as_lines(given, view.study_day)))


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


def print_status(view: Overview, next_due: str) -> None:
    """Print one screen for a person."""
    say(f"Today {view.study_day}")
    say(f"  due    {view.due}" + (f" (and {view.waiting} more that wait)" if view.waiting else ""))
    say(f"  new    {view.new}")
    say(f"  done   {view.done_today}")
    if view.streak:
        say(f"  streak {view.streak}")
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
