"""What the commands of a class require."""

from quizapp.errors import ExitCode, QuizError
from quizapp.store.classroom.reports import teaches
from quizapp.store.database import Store
from quizapp.store.location import EXAMPLE, Server
from quizapp.usecases.context import Context


def require_server(context: Context) -> None:
    """Raise QuizError (exit code 2) unless the database is a class on a server."""
    if not isinstance(context.db, Server):
        raise QuizError(
            f"{context.db}: a class needs a PostgreSQL server, not a file.",
            f"Name the server: --db {EXAMPLE}",
            ExitCode.USAGE,
        )


def require_teacher(store: Store) -> None:
    """Raise QuizError (exit code 4) unless the member is a teacher."""
    if not teaches(store):
        raise QuizError(
            "Only teachers see single learners, their answers and groups.",
            "`quizapp class progress` shows what every member may see.",
            ExitCode.STORE,
        )
