"""Backups before changes of many cards, such as an import or a merge: one for each reason and run of the program."""

from quizapp.store.backup.backups import take
from quizapp.store.database import Store
from quizapp.store.location import Server

_KEPT = "kept"  # key in the connection's info: the reasons for which a backup was taken since the store was opened


def keep_before(store: Store, reason: str, now_ms: int) -> None:
    """Take a backup if none was taken for this reason since the store was opened; none of a server's database.

    Call it before the first change, within or outside a transaction: a backup contains what is committed. Raises
    QuizError (exit code 4) if the backup fails: then do not make the change.
    """
    done = store.connection.info.setdefault(_KEPT, set())
    if reason not in done and not isinstance(store.place, Server):
        take(store.path, reason, now_ms)
        done.add(reason)
