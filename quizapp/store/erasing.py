"""Erases history for good, where the learner asked for it twice: the one exception to the append-only log."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from quizapp.errors import ExitCode, QuizError
from quizapp.store import frontier, segments
from quizapp.store.backups import backups_of
from quizapp.store.database import Store
from quizapp.store.exchange import write_anew
from quizapp.store.log import batched
from quizapp.store.marks import mark_erased

_REFUSAL = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'events_no_delete'"
_OF_CARD = text("SELECT id FROM events WHERE learner = :learner AND card = :card")


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
    """Erase every event of the cards, so that no byte of them stays in the database's files.

    Raises QuizError (exit code 4); killed in the middle, all of it is there or nothing.
    """
    with store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        gone = _delete(connection, store.learner, cards)
        mark_erased(connection, store.learner, gone)
        write_anew(connection)
    _sweep(store)
    holding = tuple(each.path for each in backups_of(store.path))
    return Erased(events=len(gone), backups=holding, segments=_segments_with(shared, set(gone)))


def _delete(connection: Connection, learner: str, cards: Sequence[str]) -> list[str]:
    """Delete the events and what follows from them; the refusal is lifted within this transaction alone."""
    refusal = connection.exec_driver_sql(_REFUSAL).scalar_one()
    connection.exec_driver_sql("DROP TRIGGER events_no_delete")
    gone: list[str] = []
    for some in batched(cards, 500):
        for card in some:
            named = {"learner": learner, "card": card}
            gone += connection.execute(_OF_CARD, named).scalars()
            for table in ("events", "states", "claims"):
                connection.execute(text(f"DELETE FROM {table} WHERE learner = :learner AND card = :card"), named)
    connection.exec_driver_sql(str(refusal))
    frontier.reset(connection, learner)
    return gone


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
