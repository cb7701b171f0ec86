"""quizapp undo"""

import typer

from quizapp.cli.common import opened
from quizapp.cli.output import say
from quizapp.core.event_payloads.review import review_of
from quizapp.errors import ExitCode, QuizError
from quizapp.store.events.undo import undo_last

app = typer.Typer(rich_markup_mode=None)


@app.command()
def undo(ctx: typer.Context, times: int = typer.Argument(1, min=1, help="How many answers to undo.")) -> None:
    """Undo the last answer. The log keeps both the answer and its undo."""
    with opened(ctx.obj) as (context, store):
        for done in range(times):
            last = undo_last(store, context.moment())
            if last is None:
                if not done:
                    raise QuizError("There is nothing to undo.", exit_code=ExitCode.FAULTS)
                break
            review = review_of(last.event)
            say(f"Undone: {last.event.kind} of {last.event.card}" + (f", rated {review.rating}." if review else "."))
