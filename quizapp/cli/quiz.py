"""quizapp quiz"""

import sys
from contextlib import ExitStack, closing

import typer

from quizapp.cli.common import context_of, interactive, opened
from quizapp.cli.names import complete_scope, find_scope
from quizapp.cli.opening_wait import waiting_shown
from quizapp.cli.output import tell
from quizapp.errors import ExitCode, QuizError
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits

app = typer.Typer(rich_markup_mode=None)


@app.command()
def quiz(
    ctx: typer.Context,
    scope: str = typer.Argument(
        None, autocompletion=complete_scope, help="A deck, deck/concept or #tag; everything if omitted."
    ),
    new: int = typer.Option(None, "--new", min=0, help="New cards in this session."),
    limit: int = typer.Option(None, "--limit", min=1, help="At most so many answers."),
    minutes: float = typer.Option(None, "--minutes", min=0.1, help="At most so many minutes."),
    cram: bool = typer.Option(False, "--cram", help="Everything in the scope; does not touch the schedule."),
    ahead: int = typer.Option(0, "--ahead", min=0, help="So many cards before their day, soonest first; no new ones."),
    kind: str = typer.Option("", "--kind", help="Only questions of this kind."),
    jsonl: bool = typer.Option(False, "--jsonl", help="The session as JSON lines on stdin and stdout."),
    plain: bool = typer.Option(False, "--plain", help="Line by line, without redrawing: for screen readers."),
) -> None:
    """The daily quiz: what is due first, then new cards. Every answer is stored before the next question."""
    from quizapp.questions.registry import QUESTION_KINDS

    if kind and kind not in QUESTION_KINDS:
        raise QuizError(f"There is no kind `{kind}`.", f"There are: {', '.join(QUESTION_KINDS)}.", ExitCode.USAGE)
    if cram and ahead:
        raise QuizError(
            "--cram and --ahead exclude each other.", "--ahead reschedules, --cram does not.", ExitCode.USAGE
        )
    limits = SessionLimits(new=new, answers=limit, minutes=minutes, cram=cram, ahead=ahead)
    told: list[str] = []
    with ExitStack() as stack:
        if interactive() and not jsonl:
            stack.enter_context(waiting_shown(context_of(ctx.obj), ctx.obj, linear=plain))
        context, store = stack.enter_context(opened(ctx.obj, tell if jsonl else told.append))
        found = find_scope(store, scope, kind)
        if jsonl:
            from quizapp.ui.jsonl import run_jsonl
            from quizapp.usecases.sync.sync import catch_up

            catch_up(context, store)
            session = Session(context, found, limits, store=store)
            with closing(session):
                run_jsonl(session, sys.stdin, sys.stdout)
            return
    if not interactive():
        raise QuizError("The quiz needs a terminal.", "Use --jsonl to drive it from a program.", ExitCode.USAGE)
    from quizapp.cli.default import QuizStart, quiz_on_terminal

    quiz_on_terminal(
        context_of(ctx.obj), ctx.obj, QuizStart(scope=found, limits=limits, linear=plain, told=tuple(told))
    )
