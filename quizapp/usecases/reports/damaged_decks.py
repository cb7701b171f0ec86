"""Whether rows of installed decks are damaged: what `doctor` reports, and why a command failed."""

from collections.abc import Sequence

from quizapp.core.counting import counted
from quizapp.questions.registry import question_from
from quizapp.store.maintenance.deck_rows import DamagedRow, damaged_rows
from quizapp.store.read_only import read_current
from quizapp.usecases.context import Context

HINT = "To have their decks installed again: quizapp doctor --repair. The log of your answers is not affected."


def damaged_now(context: Context) -> list[DamagedRow]:
    """Return the damaged rows of a database in a file; none where it cannot be read at all."""
    return read_current(context.db, lambda query: damaged_rows(query, question_from, in_file=True)) or []


def in_words(rows: Sequence[DamagedRow]) -> str:
    """Return the first damaged row and how many more there are, in one line."""
    more = f"; and {counted(len(rows) - 1, 'more row')}" if len(rows) > 1 else ""
    return f"{rows[0].text}{more}"
