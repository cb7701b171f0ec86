"""Finds events of the log whose bits changed, and sets them aside: the rest of the log goes on without them."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from quizapp.atomic_files import private_folder, write_whole
from quizapp.core.events import LOG_COLUMNS
from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup.backups import backups_of, folder_of
from quizapp.store.backup.soundness import PATIENCE, read_only
from quizapp.store.database import Store
from quizapp.store.events.event_checks import check_readable, checksum, parsed
from quizapp.store.metadata import COUNTED, delete_facts
from quizapp.store.sqlite_errors import SQLITE_ERRORS
from quizapp.store.sync.shared_folder import write_all_again

_COLUMNS = ", ".join(LOG_COLUMNS)
_INSERT = f"INSERT OR IGNORE INTO events ({_COLUMNS}, checksum) VALUES ({'?, ' * len(LOG_COLUMNS)}?)"
_GUARDS = ("events_no_update", "events_no_delete", "events_no_replace")
_TRIGGERS = f"SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name IN {_GUARDS}"
_DROP_TRIGGERS = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _GUARDS)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedEvent:
    """An event that is not as it was written: its row number, its columns as far as they can be read, and why."""

    number: int
    row: Row
    why: str

    @property
    def name(self) -> str:
        """Its id and its card, or what is left of them."""
        return f"event {self.row['id']}" + (f" of card {self.row['card']}" if self.row["card"] else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What a repair did with damaged events, in numbers, and the file that has their rows as they were found."""

    events: int = 0
    from_backup: int = 0  # have their content of a backup again
    as_read: int = 0  # no backup has them; their content has changed, but is valid, and stays
    kept: Path | None = None


def damaged_events(store: Store) -> list[DamagedEvent]:
    """Return the events that cannot be read, or have another checksum than when they were written."""
    with closing(_raw(store.path)) as raw:
        return list(_damaged(raw))


def _damaged(raw: sqlite3.Connection) -> Iterator[DamagedEvent]:
    for number, checked, *values in raw.execute(f"SELECT rowid, checksum, {_COLUMNS} FROM events ORDER BY rowid"):
        row, why = _decoded(values)
        if not why and checked is not None and checked != checksum(row):
            why = "its content has changed since it was written"
        if not why:
            try:
                check_readable(row)
            except ValueError as error:
                why = str(error)
        if why:
            yield DamagedEvent(number=number, row=row, why=why)


def _raw(path: Path) -> sqlite3.Connection:
    """Return a connection that returns texts as bytes: Python refuses a text that is no UTF-8, and the whole query."""
    raw = sqlite3.connect(read_only(path), uri=True, timeout=PATIENCE)
    raw.text_factory = bytes
    return raw


def _decoded(values: Sequence[Any]) -> tuple[Row, str]:
    """Return a row with its texts decoded, and what is wrong with them."""
    row, why = dict(zip(LOG_COLUMNS, values, strict=True)), ""
    for name, value in row.items():
        if isinstance(value, bytes):
            try:
                row[name] = value.decode("utf-8")
            except UnicodeDecodeError:
                row[name], why = value.decode("utf-8", "backslashreplace"), f"`{name}` is no UTF-8"
    return row, why


def repair_events(store: Store, now_ms: int) -> Repaired:
    """Take damaged events out of the log, put those of a backup in their place, and keep the rows in a file.

    The states are not folded again. Raises QuizError (exit code 4).
    """
    found = damaged_events(store)
    if not found:
        return Repaired()
    restored = _from_backups(store.path, found)
    readable = {each.number: each.row for each in found if each.number not in restored and _is_sound(each.row)}
    kept = _write(found, store.path, now_ms)
    with store.transaction() as connection:
        _exchange(connection, found, [*restored.values(), *readable.values()])
        write_all_again(connection)  # a row number that is free again may be given to the next event
    return Repaired(events=len(found), from_backup=len(restored), as_read=len(readable), kept=kept)


def _from_backups(database: Path, found: Sequence[DamagedEvent]) -> dict[int, Row]:
    """Return row number -> the sound row of the newest backup that has one."""
    rows: dict[int, Row] = {}
    for backup in backups_of(database):
        rows.update(_sound_rows(backup.path, [each for each in found if each.number not in rows]))
    return rows


def _sound_rows(backup: Path, found: Sequence[DamagedEvent]) -> Iterator[tuple[int, Row]]:
    """Yield (row number, row of the backup) for each damaged event that a backup has undamaged."""
    query = f"SELECT {_COLUMNS} FROM events WHERE learner = ? AND (id = ? OR card = ? AND time_ms = ?)"
    try:
        with closing(_raw(backup)) as raw:
            for each in found:
                named = [each.row[name] for name in ("learner", "id", "card", "time_ms")]
                for row, why in map(_decoded, raw.execute(query, named).fetchall()):
                    if not why and _is_same(row, each.row) and _is_sound(row):
                        yield each.number, row
    except SQLITE_ERRORS:
        return


def _is_same(row: Row, other: Row) -> bool:
    """Return whether two rows are one event; damage may have changed one of the columns that tell."""
    return len([name for name in ("id", "card", "time_ms") if row[name] == other[name]]) >= 2


def _is_sound(row: Row) -> bool:
    try:
        parsed(row)
    except ValueError:
        return False
    return True


def _write(found: Sequence[DamagedEvent], database: Path, now_ms: int) -> Path:
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    target = folder_of(database) / f"{database.stem}-{now:%Y%m%dT%H%M%S}{now_ms % 1000:03}Z.set-aside.jsonl"
    lines = [json.dumps(each.row | {"why": each.why}) for each in found]
    try:
        private_folder(target.parent)
        write_whole("\n".join([*lines, ""]).encode(), target)
    except OSError as error:
        raise QuizError(
            f"{target} cannot be written: {error.strerror}.",
            "Nothing was changed. Free some space or check the permissions of the folder.",
            ExitCode.STORE,
        ) from None
    return target


def _exchange(connection: Connection, found: Sequence[DamagedEvent], rows: Sequence[Row]) -> None:
    """Replace rows of the log; the triggers that keep it append-only are dropped within this transaction only."""
    triggers = connection.exec_driver_sql(_TRIGGERS).scalars().all()
    for statement in _DROP_TRIGGERS:
        connection.exec_driver_sql(statement)
    for each in found:
        connection.exec_driver_sql("DELETE FROM events WHERE rowid = ?", (each.number,))
    for row in rows:
        values = (*(row[name] for name in LOG_COLUMNS), checksum(row))
        connection.exec_driver_sql(_INSERT, values)
    for sql in triggers:
        connection.exec_driver_sql(sql)
    delete_facts(connection, COUNTED)
