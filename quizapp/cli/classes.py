"""quizapp class"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import typer

from quizapp.cli.common import opened
from quizapp.cli.names import complete_deck, find_scope
from quizapp.cli.output import print_json, say
from quizapp.errors import ExitCode, QuizError
from quizapp.store.classroom.reports import AssignmentReport, ClassReport, SectionReport, assign, class_report, withdraw
from quizapp.store.location import EXAMPLE, Server
from quizapp.usecases.context import Context

app = typer.Typer(rich_markup_mode=None, help="A class on one server: its progress, and what is assigned.")


def _require_server(context: Context) -> None:
    if not isinstance(context.db, Server):
        raise QuizError(
            f"{context.db}: a class needs a PostgreSQL server, not a file.",
            f"Name the server: --db {EXAMPLE}",
            ExitCode.USAGE,
        )


@app.command()
def progress(
    ctx: typer.Context,
    deck: str = typer.Argument("", autocompletion=complete_deck, help="One deck; all if omitted."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """The progress of the class by concept and section, who is stuck and who is behind. Names are for teachers."""
    with opened(ctx.obj) as (context, store):
        _require_server(context)
        report = class_report(store, find_scope(store, deck).deck if deck else "")
        if as_json:
            print_json(asdict(report))
        else:
            _print(report, context.moment().day)


def _print(report: ClassReport, today: str) -> None:
    say(f"Learners: {_shown(report.learners)}")
    for each in report.assignments:
        say(_assignment(each, today))
    if not report.sections:
        say("There are no sections to show yet.")
        return
    say(f"\n{'section':46} {'met':>5} {'learnt':>6} {'stuck':>5}")
    for section in report.sections:
        say(_section(section))
    if not report.teacher:
        say("\nA dash hides a figure of so few learners that it would identify one.")


def _shown(count: int | None) -> str:
    return "-" if count is None else str(count)


def _assignment(each: AssignmentReport, today: str) -> str:
    state = "was due" if each.due < today else "is due"
    line = f"{each.deck} {state} {each.due}: {_shown(each.done)} of {_shown(each.learners)} have met every card"
    return line + _listed("; behind" if each.due < today else "; not yet", each.names)


def _section(each: SectionReport) -> str:
    name = f"{each.deck}/{each.concept} {each.section}"
    line = f"{name:46} {_shown(each.learners):>5} {_shown(each.learnt):>6} {_shown(each.stuck):>5}"
    return line + _listed(" ", each.names)


def _listed(word: str, names: Sequence[str] | None) -> str:
    return f"{word} {', '.join(names)}".rstrip() if names else ""


@app.command("assign")
def assign_deck(
    ctx: typer.Context,
    deck: str = typer.Argument(..., autocompletion=complete_deck, help="The deck."),
    due: str = typer.Option("", "--due", help="The day by which every card is answered once, such as 2026-03-31."),
    off: bool = typer.Option(False, "--withdraw", help="Withdraw the assignment."),
) -> None:
    """Assign a deck to the class. Learners see it in `status` and when a quiz begins. For teachers."""
    with opened(ctx.obj) as (context, store):
        _require_server(context)
        scope = find_scope(store, deck)
        if scope.concept or not scope.deck:
            raise QuizError(f"`{deck}` is not a deck.", "Whole decks are assigned.", ExitCode.USAGE)
        if off:
            done = withdraw(store, scope.deck)
            say(f"{scope.deck} is no longer assigned." if done else f"{scope.deck} was not assigned.")
            return
        assign(store, scope.deck, _day(due), now_ms=context.now_ms)
        say(f"{scope.deck} is assigned until {due}.")


def _day(given: str) -> str:
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise QuizError(f"--due: `{given}` is not a date.", "Write it as 2026-03-31.", ExitCode.USAGE) from None
