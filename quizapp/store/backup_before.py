"""The backup before what changes much: an import, a merge, an optimise. One for each run of the program."""

from quizapp.store.backup.backups import take
from quizapp.store.database import Store
from quizapp.store.location import Server

_KEPT = "kept"  # in the connection's notes: what a backup was taken for since the store was opened


def keep_before(store: Store, reason: str, now_ms: int) -> None:
    """Take a backup where none was taken for this reason since the store was opened.

    To be called before the first change, within a transaction or outside: a backup has what is committed. A server's
    backups are its owner's to take.
    Raises QuizError (exit code 4) where it cannot be taken: then the change must not be made.
    """
    done = store.connection.info.setdefault(_KEPT, set())
    if reason not in done and not isinstance(store.place, Server):
        take(store.path, reason, now_ms)
        done.add(reason)
