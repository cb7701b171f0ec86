"""quizapp undo"""

import typer

from quizapp.cli.common import opened
from quizapp.cli.output import say
from quizapp.core.event_payloads.review import review_of
from quizapp.errors import ExitCode, QuizError
from quizapp.usecases.study.undo import undo_last

app = typer.Typer(rich_markup_mode=None)


@app.command()
def undo(ctx: typer.Context, times: int = typer.Argument(1, min=1, help="How many to take back.")) -> None:
    """Take the last answer back. The log keeps both the answer and the undoing of it."""
    with opened(ctx.obj) as (context, store):
        for done in range(times):
            event, _ = undo_last(context, store)
            if event is None:
                if not done:
                    raise QuizError("There is nothing to undo.", exit_code=ExitCode.FAULTS)
                break
            review = review_of(event)
            say(f"Taken back: {event.kind} of {event.card}" + (f", rated {review.rating}." if review else "."))
