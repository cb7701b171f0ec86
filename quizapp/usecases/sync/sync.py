"""Sharing a log between one's devices, without a server: the folder of the settings, or another database."""

from contextlib import suppress
from pathlib import Path

from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup_before import keep_before
from quizapp.store.database import Store
from quizapp.store.location import file_of
from quizapp.store.sync.merge import Taken
from quizapp.store.sync.shared_folder import Exchanged, exchange, merge_database
from quizapp.usecases.context import Context

INSTEAD = "Every device that connects to the server has the same log; merge a file with `quizapp merge OTHER.db`."


def share(context: Context, store: Store) -> Exchanged:
    """Exchange events with the shared folder of the settings. Raises QuizError where it is not set or not usable."""
    if not context.settings.sync_folder:
        raise QuizError(
            "There is no shared folder.",
            "Name one with `quizapp config sync.folder PATH`, or a database to merge.",
            ExitCode.USAGE,
        )
    database = file_of(store.place, "a shared folder", INSTEAD)
    folder = Path(context.settings.sync_folder).expanduser()
    if not folder.parent.is_dir():
        raise QuizError(
            f"{folder}: the shared folder is not there.",
            "Mount it or make it; what was answered is stored here, and shared the next time.",
            ExitCode.STORE,
        )
    if database.resolve().is_relative_to(folder.resolve()):
        raise QuizError(
            f"{folder}: the database itself lies in it, and would be damaged by being carried while it is in use.",
            "Share a separate folder, such as one beside the database.",
            ExitCode.USAGE,
        )
    return exchange(store, folder)


def catch_up(context: Context, store: Store) -> None:
    """Merge what other devices wrote, before a session. A missing folder is reported at the end of the session."""
    if context.settings.sync_folder and isinstance(store.place, Path):
        with suppress(QuizError):
            share(context, store)


def merge(context: Context, store: Store, other: Path) -> Taken:
    """Take the events of another database; a backup of this one is taken first."""
    if isinstance(store.place, Path) and other.resolve() == store.place.resolve():
        raise QuizError(f"{other}: this is the database itself.", "Name another device's.", ExitCode.USAGE)
    keep_before(store, "merge", context.now_ms)
    return merge_database(store, other)
