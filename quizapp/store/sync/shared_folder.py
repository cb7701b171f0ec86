"""Exchanges events with a shared folder, and merges the events of another database."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, text

from quizapp.atomic_files import private_folder
from quizapp.core.events import LOG_COLUMNS
from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup.soundness import APPLICATION_ID
from quizapp.store.batched import batched
from quizapp.store.database import Store
from quizapp.store.events.rebuild import refold
from quizapp.store.events.renames import follow_renames, without_moves
from quizapp.store.metadata import delete_facts, read_facts, write_facts
from quizapp.store.sqlite_errors import SQLITE_ERRORS
from quizapp.store.sync import segments
from quizapp.store.sync.merge import Taken, take
from quizapp.store.sync.segments import READ

_SYNC = "sync:"
_COLUMNS = ", ".join(LOG_COLUMNS)
# The log only grows: events since the last exchange are those with a higher rowid than the last one written.
_SINCE = text(f"SELECT {_COLUMNS} FROM events WHERE rowid > :mark ORDER BY rowid")
_MINE = f"SELECT {_COLUMNS} FROM events WHERE learner = :learner ORDER BY card"
_LAST = text("SELECT COALESCE(MAX(rowid), 0) FROM events")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """The result of an exchange: what was merged, the number of events written, the incomplete segments."""

    taken: Taken = Taken()
    written: int = 0
    read: int = 0  # segments
    incomplete: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    segments: Mapping[str, int]
    mark: int


def exchange(store: Store, folder: Path) -> Exchanged:
    """Write the events that the folder lacks and merge those that it has, in one transaction.

    Segments that were read before are skipped, unless one of them is missing or has another size: then the whole
    folder is read again. Raises QuizError (exit code 4).
    """
    try:
        private_folder(folder)
        with store.transaction() as connection:
            done = _exchange(connection, store.device, folder)
            if done.taken.refold:
                refold(connection)
            done = replace(done, taken=_follow_renames(connection, done.taken))
    except OSError as error:
        raise QuizError(
            f"{folder}: the shared folder cannot be used: {error.strerror}.",
            "Check that the folder exists and can be written to. The answers are stored in the database.",
            ExitCode.STORE,
        ) from None
    return done


def _exchange(connection: Connection, device: str, folder: Path) -> Exchanged:
    present = segments.names_in(folder)
    known = _known(connection, folder, present)
    own = [dict(row) for row in connection.execute(_SINCE, {"mark": known.mark}).mappings()]
    done = Exchanged()
    there: set[tuple[str, str]] = set()
    for name in sorted(present.keys() - known.segments.keys()):
        try:
            rows = segments.read(folder / name)
        except segments.Incomplete:
            done = replace(done, incomplete=(*done.incomplete, name))
            continue
        there.update((row["learner"], row["id"]) for row in rows)
        done = replace(done, taken=done.taken + take(connection, rows), read=done.read + 1)
        write_facts(connection, READ, {name: present[name]})
    lacking = [row for row in own if (row["learner"], row["id"]) not in there]
    if lacking:
        write_facts(connection, READ, segments.write(folder, device, lacking))
    last = connection.execute(_LAST).scalar_one()
    write_facts(connection, _SYNC, {"mark": last, "folder": folder})
    return replace(done, written=len(lacking))


def _known(connection: Connection, folder: Path, present: Mapping[str, int]) -> _Known:
    """Return which segments were read and the last row written; nothing if the folder is not the one used before."""
    sizes = {name: int(size) for name, size in read_facts(connection, READ).items()}
    facts = read_facts(connection, _SYNC)
    same = facts.get("folder") == str(folder) and all(present.get(name) == size for name, size in sizes.items())
    if same:
        return _Known(segments=sizes, mark=int(facts.get("mark", 0)))
    delete_facts(connection, READ)
    return _Known(segments={}, mark=0)


def write_all_again(connection: Connection) -> None:
    """Make the next exchange write the whole log, as is needed after an erasure."""
    write_facts(connection, _SYNC, {"mark": 0})


def merge_database(store: Store, other: Path) -> Taken:
    """Merge the events of another database, which is only read, in one transaction. Raises QuizError."""
    with closing(_opened(other)) as connection:
        return _merge_rows(store, _rows(connection, other))


def merge_class(store: Store, other: Store) -> Taken:
    """Merge the learner's own events in a class, which is only read, in one transaction. Raises QuizError."""
    if other.learner != store.learner:
        raise QuizError(
            f"{other.place} knows you as `{other.learner}`, and this database as `{store.learner}`.",
            f"Give the name that the class knows: quizapp --learner {other.learner} merge URL",
            ExitCode.USAGE,
        )
    rows = other.query(_MINE, {"learner": other.learner})
    return _merge_rows(store, (dict(zip(LOG_COLUMNS, row, strict=True)) for row in rows))


def _merge_rows(store: Store, found: Iterable[Mapping[str, Any]]) -> Taken:
    with store.transaction() as here:
        taken = Taken()
        if store.dialect.SHARED:
            found = without_moves(here, found)
        for rows in batched(found, 20_000):
            taken += take(here, rows)
        if taken.refold:
            refold(here, None if isinstance(store.place, Path) else store.learner)
        return _follow_renames(here, taken)


def _follow_renames(connection: Connection, taken: Taken) -> Taken:
    """Let the history of renamed cards follow them; they are not unknown."""
    followed = [follow_renames(connection, learner) for learner in sorted(taken.learners)]
    return replace(taken, unknown_cards=taken.unknown_cards.difference(*followed))


def _opened(other: Path) -> sqlite3.Connection:
    if not other.is_file():
        raise QuizError(f"{other} does not exist.", "Give the database of another device, or a backup.")
    with ExitStack() as undo:
        try:
            connection = sqlite3.connect(f"file:{quote(bytes(other))}?mode=ro", uri=True, timeout=30)
            undo.callback(connection.close)
            ours = _is_ours(connection)
        except SQLITE_ERRORS as error:
            raise QuizError(
                f"{other}: the database cannot be read: {error}.", "`quizapp --db FILE doctor` shows what is damaged."
            ) from None
        if not ours:
            raise QuizError(
                f"{other} is not a database of quizapp.", "Give the database of another device, or a backup."
            )
        undo.pop_all()
    return connection


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Return whether a file is a database of quizapp; prepare the connection for reading it."""
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA trusted_schema = OFF")
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        return False
    # A view with that name could contain a query that never ends.
    named = "SELECT 1 FROM sqlite_master WHERE name = 'events' AND type = 'table'"
    return connection.execute(named).fetchone() is not None


def _rows(connection: sqlite3.Connection, other: Path) -> Iterator[Mapping[str, Any]]:
    try:
        for row in connection.execute(f"SELECT {_COLUMNS} FROM events ORDER BY learner, card"):
            yield dict(row)
    except SQLITE_ERRORS as error:
        raise QuizError(
            f"{other}: the database cannot be read: {error}.",
            "Nothing was merged. `quizapp --db FILE doctor --rebuild` recovers the readable part.",
        ) from None
