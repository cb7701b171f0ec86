"""Erases history permanently, after the learner confirmed it: the one exception to the append-only log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from quizapp.core.scope import Scope
from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup.backups import backups_of, folder_of
from quizapp.store.daily_candidates import tag_parameter
from quizapp.store.database import Store
from quizapp.store.events import new_card_cursor
from quizapp.store.location import Server
from quizapp.store.media import originals_folder
from quizapp.store.queries import TAGGED
from quizapp.store.sqlite_errors import SQLITE_ERRORS, words_of
from quizapp.store.sync import segments
from quizapp.store.sync.shared_folder import write_all_again

REWRITE = "quizapp doctor --repair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How many events were erased, and the files that may still contain them."""

    events: int
    backups: tuple[Path, ...]
    segments: tuple[Path, ...]
    originals: tuple[Path, ...] = ()  # kept collections of Anki, which have the reviews that came with them


def cards_with_history(store: Store, scope: str) -> list[str]:
    """Return the cards with events in a deck, deck/concept or card, whether the deck is installed or not."""
    query = text(
        "SELECT DISTINCT card FROM events WHERE learner = :learner AND card <> ''"
        " AND (card = :scope OR substr(card, 1, length(:scope) + 1) = :scope || '/') ORDER BY card"
    )
    with store.reading() as connection:
        return list(connection.execute(query, {"learner": store.learner, "scope": scope}).scalars())


def cards_tagged(store: Store, tag: str) -> list[str]:
    """Return the cards with a tag that have events of the learner."""
    query = text(
        "SELECT DISTINCT e.card FROM events e JOIN cards c ON c.card = e.card"
        f" WHERE e.learner = :learner AND {TAGGED} ORDER BY e.card"
    )
    named = {"learner": store.learner, "tag": tag_parameter(Scope(tag=tag))}
    with store.reading() as connection:
        return list(connection.execute(query, named).scalars())


def erase(store: Store, cards: Sequence[str], shared: Path | None = None) -> Erased:
    """Erase every event of the cards, in one transaction, and overwrite their bytes in the database's file.

    On a server, the server decides when bytes are overwritten. Raises QuizError (exit code 4).
    """
    with store.transaction() as connection:
        erased = store.dialect.erase(connection, store.learner, cards)
        new_card_cursor.reset(connection, store.learner)
        if not isinstance(store.place, Server):
            write_all_again(connection)
    backups: tuple[Path, ...] = ()
    if not isinstance(store.place, Server):
        overwrite(store)
        backups = tuple(_copies(store.path))
    kept = tuple(sorted(originals_folder(store.place).glob("*")))
    return Erased(
        events=len(erased), backups=backups, segments=_segments_with(shared, set(erased)), originals=kept
    )  # fmt: skip


def overwrite(store: Store) -> None:
    """Rewrite the file and empty its write-ahead log: both still contain deleted rows. Raises QuizError."""
    raw = store.connection.connection.driver_connection
    assert raw is not None
    try:
        raw.execute("VACUUM")
        busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except SQLITE_ERRORS as error:
        raise QuizError(
            f"{store.path}: the file cannot be rewritten, so that what was erased may still be found in it:"
            f" {words_of(error, store.path)[0]}.",
            f"Free as much space as the file takes, then run: {REWRITE}",
            ExitCode.STORE,
        ) from None
    if busy:
        raise QuizError(
            f"{store.path}-wal cannot be emptied, because another program is reading the database: what was erased may"
            " still be found in it.",
            f"Close other programs, then run: {REWRITE}",
            ExitCode.STORE,
        )


def _copies(database: Path) -> Iterator[Path]:
    """Yield the files beside a database that may still have the events: backups, damaged files, events set aside."""
    yield from (each.path for each in backups_of(database))
    for pattern in ("*.damaged*", "*.set-aside.jsonl"):
        yield from sorted(folder_of(database).glob(f"{database.stem}-{pattern}"))


def _segments_with(folder: Path | None, erased: set[str]) -> tuple[Path, ...]:
    if folder is None or not folder.is_dir():
        return ()
    found = []
    for name in sorted(segments.names_in(folder)):
        try:
            if any(row["id"] in erased for row in segments.read(folder / name)):
                found.append(folder / name)
        except (segments.Incomplete, OSError):
            found.append(folder / name)  # unreadable, so that it may contain some of them
    return tuple(found)
