"""Shares a log between devices without a server: through the folder in the settings, or with another database."""

from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.errors import ExitCode, QuizError
from quizapp.store.database import Store, open_store
from quizapp.store.location import Server, file_of, parse_server, require_driver
from quizapp.usecases.context import Context

# A session without a shared folder does not load what merges logs: a twentieth of the time to its first question.
if TYPE_CHECKING:
    from quizapp.store.sync.merge import Taken
    from quizapp.store.sync.shared_folder import Exchanged

INSTEAD = "Every device that connects to the server has the same log; merge a file with `quizapp merge OTHER.db`."


def share(context: Context, store: Store) -> "Exchanged":
    """Exchange events with the shared folder of the settings. Raises QuizError if it is not set or not usable."""
    from quizapp.store.sync.shared_folder import exchange

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
            f"{folder}: the shared folder does not exist.",
            "Mount or create it. The answers are stored here and will be shared next time.",
            ExitCode.STORE,
        )
    if database.resolve().is_relative_to(folder.resolve()):
        raise QuizError(
            f"{folder}: it contains the database itself, which would be damaged if it were copied while in use.",
            "Share a separate folder, such as one next to the database.",
            ExitCode.USAGE,
        )
    return exchange(store, folder)


def catch_up(context: Context, store: Store) -> None:
    """Merge the events of other devices before a session. A missing folder is reported at the end of the session."""
    if context.settings.sync_folder and isinstance(store.place, Path):
        with suppress(QuizError):
            share(context, store)


def merge(context: Context, store: Store, name: str) -> "Taken":
    """Merge the events of another database, a file or a class's URL, after a backup of this one."""
    from quizapp.store.backup_before import keep_before
    from quizapp.store.sync.shared_folder import merge_database

    if "://" in name:
        return _merge_class(context, store, parse_server(name))
    other = Path(name)
    if isinstance(store.place, Path) and other.resolve() == store.place.resolve():
        raise QuizError(f"{other}: this is the database in use.", "Name another device's.", ExitCode.USAGE)
    keep_before(store, "merge", context.now_ms)
    return merge_database(store, other)


def _merge_class(context: Context, store: Store, other: Server) -> "Taken":
    from quizapp.store.backup_before import keep_before
    from quizapp.store.sync.shared_folder import merge_class

    file_of(store.place, "merging from a class", "A class gets the events of a file: quizapp merge OTHER.db")
    require_driver(other)
    with closing(open_store(other, other.user)) as there:
        keep_before(store, "merge", context.now_ms)
        return merge_class(store, there)
