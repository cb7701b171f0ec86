"""Erases history for good, where the learner asked for it twice: the one exception to the append-only log."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup.backups import backups_of
from quizapp.store.database import Store
from quizapp.store.events import new_card_cursor
from quizapp.store.location import Server
from quizapp.store.sync import segments
from quizapp.store.sync.shared_folder import write_anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was erased, and which files still hold it: they are the learner's to delete."""

    events: int
    backups: tuple[Path, ...]
    segments: tuple[Path, ...]


def cards_with_history(store: Store, scope: str) -> list[str]:
    """Return the cards with events in a deck, deck/concept or card, whether the deck is still here or not."""
    query = text(
        "SELECT DISTINCT card FROM events WHERE learner = :learner AND card <> ''"
        " AND (card = :scope OR substr(card, 1, length(:scope) + 1) = :scope || '/') ORDER BY card"
    )
    with store.reading() as connection:
        return list(connection.execute(query, {"learner": store.learner, "scope": scope}).scalars())


def cards_tagged(store: Store, tag: str) -> list[str]:
    """Return the cards of a tag that the learner has answered or marked."""
    query = text(
        "SELECT DISTINCT e.card FROM events e JOIN cards c ON c.card = e.card"
        " WHERE e.learner = :learner AND c.tags LIKE '%\"' || :tag || '\"%' ORDER BY e.card"
    )
    with store.reading() as connection:
        return list(connection.execute(query, {"learner": store.learner, "tag": tag}).scalars())


def erase(store: Store, cards: Sequence[str], shared: Path | None = None) -> Erased:
    """Erase every event of the cards, so that no byte of them stays in the database's file; a server's are its own.

    Raises QuizError (exit code 4); killed in the middle, all of it is there or nothing.
    """
    with store.transaction() as connection:
        gone = store.dialect.erase(connection, store.learner, cards)
        new_card_cursor.reset(connection, store.learner)
        if not isinstance(store.place, Server):
            write_anew(connection)
    if isinstance(store.place, Server):
        return Erased(events=len(gone), backups=(), segments=_segments_with(shared, set(gone)))
    _sweep(store)
    holding = tuple(each.path for each in backups_of(store.path))
    return Erased(events=len(gone), backups=holding, segments=_segments_with(shared, set(gone)))


def _sweep(store: Store) -> None:
    """Write the file anew and empty its log: deleted rows leave traces in both."""
    raw = store.connection.connection.driver_connection
    assert raw is not None
    raw.execute("VACUUM")
    busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise QuizError(
            f"{store.path}-wal: another program reads the database, so that its log could not be emptied.",
            "The history is erased; close other programs and run `quizapp status` to empty the log too.",
            ExitCode.STORE,
        )


def _segments_with(folder: Path | None, gone: set[str]) -> tuple[Path, ...]:
    if folder is None or not folder.is_dir():
        return ()
    found = []
    for name in sorted(segments.names_in(folder)):
        try:
            if any(row["id"] in gone for row in segments.read(folder / name)):
                found.append(folder / name)
        except (segments.Incomplete, OSError):
            found.append(folder / name)  # it may hold some of it; nobody can say
    return tuple(found)
