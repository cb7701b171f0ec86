"""Creates a database from the newest backup and the readable part of a damaged file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.core.events import LOG_COLUMNS
from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup.backups import Backup, backups_of, copy_to
from quizapp.store.backup.soundness import PATIENCE, faults_of, read_only
from quizapp.store.batched import batched
from quizapp.store.database import Store, open_store
from quizapp.store.events.rebuild import rebuild
from quizapp.store.maintenance.damaged_events import repair_events
from quizapp.store.maintenance.replacement import replacing_damaged, source_of
from quizapp.store.maintenance.sqlite_pages import records
from quizapp.store.schema import metadata
from quizapp.store.sqlite_errors import SQLITE_ERRORS
from quizapp.store.sync.merge import Taken, take

TABLES = ("decks", "concepts", "cards", "consents")
# Rows of a deck may be missing: forget the digests of its files, so that the next start or import installs it wholly.
_IMPORT_AGAIN = ("UPDATE decks SET digest = ''", "UPDATE concepts SET body = json_remove(body, '$.file')")


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """What a recovered database was created from."""

    aside: Path
    backup: Backup | None
    taken: Taken
    rows: int  # from the tables decks, concepts, cards and consents


def newest_sound(database: Path) -> Backup | None:
    """Return the newest backup without faults, or None. Raises QuizError if a newer one cannot be read now."""
    return next((each for each in backups_of(database) if not faults_of(each.path)), None)


def rebuild_from(database: Path, learner: str, now_ms: int) -> Salvaged:
    """Replace a damaged database by one that has the newest backup and every event that can still be read.

    The damaged file is kept, and the backups are not changed. Raises QuizError (exit code 4).
    """
    backup, damaged = newest_sound(database), source_of(database)
    if backup is None and next(_events_in(damaged), None) is None:
        raise QuizError(
            f"{database} has no backup, and no event in it can be read.",
            "Nothing was changed. Choose another file with --db.",
            ExitCode.STORE,
        )
    with replacing_damaged(database, now_ms) as (new, kept):
        if backup:
            copy_to(backup.path, new)
        rows, taken = _build(new, damaged, learner, now_ms)
    return Salvaged(aside=kept, backup=backup, taken=taken, rows=rows)


def _build(new: Path, damaged: Path, learner: str, now_ms: int) -> tuple[int, Taken]:
    """Add what can be read of a damaged file to a new database; return the numbers of rows and of events."""
    with closing(open_store(new, learner)) as store:
        with store.transaction() as connection:
            rows = sum(_take_table(store, damaged, table) for table in TABLES)
            taken = Taken()
            for some in batched(_events_in(damaged), 20_000):
                taken += take(connection, some)
            for statement in _IMPORT_AGAIN:
                connection.exec_driver_sql(statement)
        repair_events(store, now_ms)  # the backup itself may have some
        rebuild(store)
    return rows, taken


def _events_in(aside: Path) -> Iterator[dict[str, Any]]:
    """Yield the records that look like events; the merge skips those that are none."""
    # Rows that were written before the column of the checksum was added are shorter.
    for record in records(aside, (len(LOG_COLUMNS), len(LOG_COLUMNS) + 1)):
        if isinstance(record[3], int) and isinstance(record[1], str) and len(record[1]) == 36:
            yield dict(zip(LOG_COLUMNS, record, strict=False))


def _take_table(store: Store, aside: Path, table: str) -> int:
    """Add the rows of a table of the damaged file that are missing; none if SQLite cannot read the table."""
    try:
        with closing(sqlite3.connect(read_only(aside), uri=True, timeout=PATIENCE)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            found = connection.execute(f"SELECT * FROM {table}")
            # The column names become part of a statement below, so that only known ones are used.
            known = {column.name for column in metadata.tables[table].columns}
            taken = [index for index, column in enumerate(found.description) if column[0] in known]
            names = [str(found.description[index][0]) for index in taken]
            rows = [tuple(row[index] for index in taken) for row in found]
    except SQLITE_ERRORS:
        return 0
    if not names:
        return 0
    placeholders = ", ".join("?" for _ in names)
    statement = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({placeholders})"
    done = [store.connection.exec_driver_sql(statement, row).rowcount for row in rows]
    return sum(count > 0 for count in done)
