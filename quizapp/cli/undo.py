"""quizapp undo"""

from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import opened
from quizapp.cli.output import print_json, say
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.usecases.authoring.undo_action import UndoneAction

app = typer.Typer(rich_markup_mode=None)


@app.command()
def undo(
    ctx: typer.Context,
    times: int = typer.Argument(1, min=1, help="How many actions to undo."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Undo your last action: an answer, a mark, a pause, or cards that you added, edited or moved.

    The log keeps both the action and its undo.
    """
    from quizapp.usecases.authoring.undo_action import undo_action

    done: list[UndoneAction] = []
    with opened(ctx.obj) as (context, store):
        while len(done) < times and (last := undo_action(context, store)) is not None:
            done.append(last)
            if not as_json:
                say(f"{last.text}.")
    if not done:
        raise QuizError("There is nothing to undo.", exit_code=ExitCode.FAULTS)
    if as_json:
        print_json([
            {"kind": each.undone.event.kind, "cards": [event.card for event in each.undone.events if event.card],
             "text": each.text}
            for each in done
        ])  # fmt: skip
