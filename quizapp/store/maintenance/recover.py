"""Creates a database from the newest backup and the readable part of a damaged file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup.backups import SQLITE_ERRORS, Backup, backups_of, copy_to, faults_of
from quizapp.store.batched import batched
from quizapp.store.database import Store, open_store
from quizapp.store.events.rebuild import rebuild
from quizapp.store.maintenance.restore import set_aside
from quizapp.store.maintenance.sqlite_pages import records
from quizapp.store.schema import metadata
from quizapp.store.sync.merge import Taken, take
from quizapp.store.sync.segments import FIELDS

TABLES = ("decks", "concepts", "cards", "consents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """What a recovered database was created from."""

    aside: Path
    backup: Backup | None
    taken: Taken
    rows: int  # from the tables decks, concepts, cards and consents


def newest_sound(database: Path) -> Backup | None:
    """Return the newest backup without faults, or None."""
    return next((each for each in backups_of(database) if not faults_of(each.path)), None)


def rebuild_from(database: Path, learner: str, now_ms: int) -> Salvaged:
    """Move a damaged database aside and create one from the newest backup and every event that can still be read.

    The damaged file and the backups are not changed. Raises QuizError (exit code 4).
    """
    backup = newest_sound(database)
    if backup is None and next(_events_in(database), None) is None:
        raise QuizError(
            f"{database} has no backup, and no event in it can be read.",
            "Nothing was changed. Choose another file with --db.",
            ExitCode.STORE,
        )
    aside = set_aside(database, now_ms)
    if backup:
        copy_to(backup.path, database)
    store = open_store(database, learner)
    try:
        with store.transaction() as connection:
            rows = sum(_take_table(store, aside, table) for table in TABLES)
            taken = Taken()
            for some in batched(_events_in(aside), 20_000):
                taken += take(connection, some)
        rebuild(store)
    finally:
        store.close()
    return Salvaged(aside=aside, backup=backup, taken=taken, rows=rows)


def _events_in(aside: Path) -> Iterator[dict[str, Any]]:
    """Yield the records that look like events; the merge skips those that are none."""
    for record in records(aside, len(FIELDS)):
        if isinstance(record[3], int) and isinstance(record[1], str) and len(record[1]) == 36:
            yield dict(zip(FIELDS, record, strict=True))


def _take_table(store: Store, aside: Path, table: str) -> int:
    """Add the rows of a table of the damaged file that are missing; none if SQLite cannot read the table."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(aside))}?mode=ro", uri=True, timeout=5)) as connection:
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
