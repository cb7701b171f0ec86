"""What doctor looks at beyond SQLite's own checks, in plain words: CHECKED is the table of contents."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, create_engine, inspect, select, text

from quizapp.core.events import IMPORTED_DEVICE, UNDO
from quizapp.core.study_day import DAY_MS, HOUR_MS
from quizapp.store import schema
from quizapp.store.backup.backups import APPLICATION_ID
from quizapp.store.database import Store
from quizapp.store.engines import speaking
from quizapp.store.events.rebuild import rebuild, refold
from quizapp.store.location import Server
from quizapp.store.maintenance.integrity import integrity, states_that_differ
from quizapp.store.schema import events
from quizapp.store.upgrade import migrate

DERIVED = (
    "states",
    "claims",
    "frontiers",
    "tallies",
    "calibrations",
    "tallied",
)  # tables that can be dropped at any time


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that doctor found. A note asks for nothing; what is `derived` is repaired without loss."""

    code: str
    message: str
    severity: Literal["error", "note"] = "error"
    derived: bool = False


def schema_faults(connection: Connection, now_ms: int) -> Iterable[Finding]:
    """Yield what of the tables, the indices and the triggers is not as the migrations made it."""
    speaker, there = speaking(connection), inspect(connection)
    for table in schema.metadata.sorted_tables:
        known = there.get_columns(table.name) if there.has_table(table.name) else ()
        columns = [column["name"] for column in known]
        if lacking := [column.name for column in table.columns if column.name not in columns]:
            derived = table.name in DERIVED and len(lacking) == len(table.columns)
            message = f"the table {table.name} lacks {', '.join(lacking)}"
            yield Finding(code="schema", message=message, derived=derived)
    names = set(connection.exec_driver_sql(speaker.NAMES).scalars())
    for index in sorted(str(index.name) for table in schema.metadata.sorted_tables for index in table.indexes):
        if index not in names:
            yield Finding(code="index", message=f"the index {index} is missing: everything is slower", derived=True)
    for verb in speaker.GUARDED:
        if f"events_no_{verb}" not in names:
            message = f"the trigger is missing that refuses to {verb} what is in the log"
            yield Finding(code="trigger", message=message, derived=True)
    if not speaker.is_ours(connection):
        yield Finding(code="application", message="the file does not say that it is quizapp's", derived=True)


def orphans(connection: Connection, now_ms: int) -> Iterable[Finding]:
    """Yield what refers to something that is not there."""
    for code, message, query, severity in _ORPHANS:
        if count := connection.exec_driver_sql(query.format(unreadable=speaking(connection).UNREADABLE)).scalar():
            yield Finding(code=code, message=f"{count} {message}", severity=severity)


_Severity = Literal["error", "note"]
_ORPHANS: tuple[tuple[str, str, str, _Severity], ...] = (
    (
        "unknown-card",
        "cards with a history are in no deck here; it waits until their deck is imported",
        "SELECT COUNT(DISTINCT card) FROM events WHERE card <> '' AND card NOT IN (SELECT card FROM cards)",
        "note",
    ),
    (
        "unknown-undo",
        "events take back something that is not in the log; it may come with a merge",
        "SELECT COUNT(*) FROM events u WHERE undoes IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM events e WHERE e.learner = u.learner AND e.id = u.undoes)",
        "note",
    ),
    (
        "card-without-concept",
        "cards have no concept; import their deck again",
        "SELECT COUNT(*) FROM cards c WHERE retired = 0 AND NOT EXISTS"
        " (SELECT 1 FROM concepts k WHERE k.deck = c.deck AND k.concept = c.concept)",
        "error",
    ),
    (
        "card-without-deck",
        "cards have no deck; import it again",
        "SELECT COUNT(*) FROM cards WHERE retired = 0 AND deck NOT IN (SELECT deck FROM decks)",
        "error",
    ),
    (
        "unreadable-event",
        "events hold no JSON object",
        "SELECT COUNT(*) FROM events WHERE {unreadable}",
        "error",
    ),
)


def clock_jumps(connection: Connection, now_ms: int) -> Iterable[Finding]:
    """Yield where the clock of a device was set back by more than an hour, and what lies in the future."""
    ahead = connection.execute(
        text("SELECT COUNT(*), MAX(time_ms) FROM events WHERE time_ms > :late"), {"late": now_ms + DAY_MS}
    ).one()
    if ahead[0]:
        message = f"{ahead[0]} events lie in the future, up to {_day(ahead[1])}: was a clock wrong, or is it now?"
        yield Finding(code="future", message=message, severity="note")
    query = select(events.c.device, events.c.time_ms).where(events.c.device != IMPORTED_DEVICE, events.c.kind != UNDO)
    rows = connection.execute(query.order_by(events.c.device, events.c.id))
    for device, group in groupby(rows, key=attrgetter("device")):
        times = [row.time_ms for row in group]
        back = [(one, two) for one, two in pairwise(times) if one - two > HOUR_MS]
        if back:
            message = f"the clock of device {device} was set back {len(back)} time{'s'[: len(back) > 1]}, first from "
            message += f"{_day(back[0][0])} to {_day(back[0][1])}; nothing is lost by it"
            yield Finding(code="clock", message=message, severity="note")


def _day(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


CHECKED: tuple[Callable[[Connection, int], Iterable[Finding]], ...] = (orphans, clock_jumps)


def findings(store: Store, now_ms: int) -> list[Finding]:
    """Return what the checks find: of the file, the tables, what hangs in the air, the clocks and the states."""
    found = [Finding(code="integrity", message=f"damaged: {line}") for line in integrity(store)]
    if isinstance(store.place, Path) and store.place.stat().st_mode & 0o077:
        found.append(Finding(code="permissions", message="other users of the machine can read the file", derived=True))
    with store.reading() as connection:
        found += schema_faults(connection, now_ms)
    # Where a table is missing, nothing can be asked of it.
    if any(finding.code == "schema" for finding in found):
        return found
    with store.reading() as connection:
        found += [finding for check in CHECKED for finding in check(connection, now_ms)]
    if not any(finding.code == "unreadable-event" for finding in found) and (count := states_that_differ(store)):
        found.append(
            Finding(code="fold", message=f"the states of {count} cards are not what their log says", derived=True)
        )
    return found


def repair(store: Store) -> int:
    """Make anew what is derived: tables, indices and triggers that are missing, the states; return how many cards."""
    if isinstance(store.place, Server):
        return refold_own(store)
    made = _as_made()
    with store.transaction() as connection:
        names = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
        for name, sql in made.items():
            if name not in names:
                connection.exec_driver_sql(sql)
        connection.exec_driver_sql("REINDEX")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    store.path.chmod(0o600)
    return rebuild(store)[0]


def refold_own(store: Store) -> int:
    """Fold the learner's own log again: on a server indices and triggers are its owner's (`quizapp db init`)."""
    with store.transaction() as connection:
        return refold(connection, store.learner)


def _as_made() -> dict[str, str]:
    """Return name -> SQL of what can be made anew, in the order of an empty database's migrations."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrate(connection)
        rows = connection.exec_driver_sql("SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    engine.dispose()
    return {str(name): str(sql) for name, kind, sql in rows if kind != "table" or name in DERIVED}
