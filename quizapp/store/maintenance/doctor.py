"""The checks of `quizapp doctor` beyond those of the engine, and the repair of derived data."""

from collections.abc import Callable, Iterable, Sequence
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
from quizapp.store.backup.soundness import APPLICATION_ID
from quizapp.store.database import Store
from quizapp.store.engines import dialect_of_connection
from quizapp.store.events.rebuild import rebuild, refold
from quizapp.store.location import Server
from quizapp.store.maintenance.damaged_events import DamagedEvent, Repaired, damaged_events, repair_events
from quizapp.store.maintenance.erase import overwrite
from quizapp.store.maintenance.integrity import compared, integrity
from quizapp.store.maintenance.locks import holders
from quizapp.store.schema import events
from quizapp.store.upgrade import migrate

DERIVED = (
    "states",
    "claims",
    "frontiers",
    "tallies",
    "calibrations",
    "tallied",
)  # tables that can be rebuilt from the others

NAMED = 3  # damaged events in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding. A note needs no action; a `repairable` finding is mended by `repair`."""

    code: str
    message: str
    severity: Literal["error", "note"] = "error"
    repairable: bool = False


def schema_faults(connection: Connection, now_ms: int) -> Iterable[Finding]:
    """Yield the tables, columns, indexes and triggers that are missing."""
    dialect, there = dialect_of_connection(connection), inspect(connection)
    for table in schema.metadata.sorted_tables:
        known = there.get_columns(table.name) if there.has_table(table.name) else ()
        columns = [column["name"] for column in known]
        if lacking := [column.name for column in table.columns if column.name not in columns]:
            derived = table.name in DERIVED and len(lacking) == len(table.columns)
            message = f"table {table.name} lacks the columns {', '.join(lacking)}"
            yield Finding(code="schema", message=message, repairable=derived)
    names = set(connection.exec_driver_sql(dialect.NAMES).scalars())
    for index in sorted(str(index.name) for table in schema.metadata.sorted_tables for index in table.indexes):
        if index not in names:
            yield Finding(code="index", message=f"index {index} is missing; queries are slower", repairable=True)
    for verb in dialect.GUARDED:
        if f"events_no_{verb}" not in names:
            message = f"the trigger is missing that prevents {verb.upper()} on the log"
            yield Finding(code="trigger", message=message, repairable=True)
    if not dialect.is_ours(connection):
        yield Finding(code="application", message="the file has not the application id of quizapp", repairable=True)


def orphans(connection: Connection, now_ms: int) -> Iterable[Finding]:
    """Yield references to rows that do not exist, and events that are no JSON objects."""
    for code, message, query, severity in _ORPHANS:
        if count := connection.exec_driver_sql(
            query.format(unreadable=dialect_of_connection(connection).UNREADABLE)
        ).scalar():
            yield Finding(code=code, message=f"{count} {message}", severity=severity)


_Severity = Literal["error", "note"]
_ORPHANS: tuple[tuple[str, str, str, _Severity], ...] = (
    (
        "unknown-card",
        "cards with history belong to no installed deck; their history is used once the deck is imported",
        "SELECT COUNT(DISTINCT card) FROM events e WHERE card <> '' AND card NOT IN (SELECT card FROM cards)"
        " AND kind <> 'undo' AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)",
        "note",
    ),
    (
        "unknown-undo",
        "undo events refer to events that are not in the log; a merge may add them",
        "SELECT COUNT(*) FROM events u WHERE undoes IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM events e WHERE e.learner = u.learner AND e.id = u.undoes)",
        "note",
    ),
    (
        "card-without-concept",
        "cards belong to no concept; import their deck again",
        "SELECT COUNT(*) FROM cards c WHERE retired = 0 AND NOT EXISTS"
        " (SELECT 1 FROM concepts k WHERE k.deck = c.deck AND k.concept = c.concept)",
        "error",
    ),
    (
        "card-without-deck",
        "cards belong to no deck; import it again",
        "SELECT COUNT(*) FROM cards WHERE retired = 0 AND deck NOT IN (SELECT deck FROM decks)",
        "error",
    ),
    (
        "unreadable-event",
        "events have a payload that is not a JSON object",
        "SELECT COUNT(*) FROM events WHERE {unreadable}",
        "error",
    ),
)


def clock_jumps(connection: Connection, now_ms: int) -> Iterable[Finding]:
    """Yield devices whose clock was set back by more than an hour, and events in the future."""
    ahead = connection.execute(
        text("SELECT COUNT(*), MAX(time_ms) FROM events WHERE time_ms > :late"), {"late": now_ms + DAY_MS}
    ).one()
    if ahead[0]:
        message = f"{ahead[0]} events are dated in the future, up to {_day(ahead[1])}; a clock was or is wrong."
        message += " Their cards are due later still; `quizapp cards forget CARD` makes one new"
        yield Finding(code="future", message=message, severity="note")
    query = select(events.c.device, events.c.time_ms).where(events.c.device != IMPORTED_DEVICE, events.c.kind != UNDO)
    rows = connection.execute(query.order_by(events.c.device, events.c.id))
    for device, group in groupby(rows, key=attrgetter("device")):
        times = [row.time_ms for row in group]
        back = [(one, two) for one, two in pairwise(times) if one - two > HOUR_MS]
        if back:
            message = f"the clock of device {device} was set back {len(back)} time{'s'[: len(back) > 1]}, first from "
            message += f"{_day(back[0][0])} to {_day(back[0][1])}; no event is lost"
            yield Finding(code="clock", message=message, severity="note")


def _day(milliseconds: int) -> str:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):  # no year of the calendar: stored by another program
        return f"{milliseconds} ms since 1970"


CHECKED: tuple[Callable[[Connection, int], Iterable[Finding]], ...] = (orphans, clock_jumps)


def findings(store: Store, now_ms: int) -> list[Finding]:
    """Return the findings of all checks: file, schema, references, clocks and states."""
    if isinstance(store.place, Server) and (held := lock_findings(store)):
        return held  # the other checks would wait for these locks
    found = [Finding(code="integrity", message=f"damaged: {line}") for line in integrity(store)]
    if isinstance(store.place, Path) and store.place.stat().st_mode & 0o077:
        found.append(Finding(code="permissions", message="other users of this machine can read it", repairable=True))
    with store.reading() as connection:
        found += schema_faults(connection, now_ms)
    # The other checks query all tables.
    if any(finding.code == "schema" for finding in found):
        return found
    if isinstance(store.place, Path) and (damaged := damaged_events(store)):
        return [*found, _damaged_events(damaged)]  # the other checks read them
    with store.reading() as connection:
        found += [finding for check in CHECKED for finding in check(connection, now_ms)]
    if not any(finding.code == "unreadable-event" for finding in found):
        found += _state_findings(store)
    return found


def _state_findings(store: Store) -> Iterable[Finding]:
    """Yield the histories that cannot be read, one finding for each learner, and the states that are wrong."""
    result = compared(store)
    for learner, group in groupby(sorted(result.unreadable.items()), key=lambda item: item[0][0]):
        cards = [f"{card}: {why}" for (_, card), why in group]
        named = "; ".join(cards[:NAMED]) + (f"; and {len(cards) - NAMED} more" if len(cards) > NAMED else "")
        message = f"histories of {learner} that cannot be read: {named}"
        yield Finding(code="unreadable-history", message=message)
    if result.differing:
        message = f"the states of {result.differing} cards differ from their events"
        yield Finding(code="fold", message=message, repairable=True)


def lock_findings(store: Store) -> list[Finding]:
    """Return who holds a lock for which others wait, or which would make them wait."""
    return [
        Finding(
            code="locked",
            message=f"{each.role} (process {each.pid} of the server) locks {each.what}, and {each.waiting} others wait",
        )
        for each in holders(store)
    ]


def _damaged_events(found: Sequence[DamagedEvent]) -> Finding:
    named = "; ".join(f"{each.name}: {each.why}" for each in found[:NAMED])
    more = f"; and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return Finding(code="damaged-event", message=f"damaged: {named}{more}", repairable=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was repaired: the number of cards whose states were built again, and the events that were damaged."""

    cards: int
    events: Repaired = Repaired()


def repair(store: Store, now_ms: int) -> Repair:
    """Set damaged events aside, create missing derived tables, indexes and triggers, and rebuild the states.

    The file is rewritten too, so that nothing that was deleted is found in it. Raises QuizError (exit code 4).
    """
    if isinstance(store.place, Server):
        return Repair(cards=refold_own(store))
    events_repaired = repair_events(store, now_ms)
    definitions = _definitions()
    with store.transaction() as connection:
        names = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
        for name, sql in definitions.items():
            if name not in names:
                connection.exec_driver_sql(sql)
        connection.exec_driver_sql("REINDEX")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    store.path.chmod(0o600)
    cards = rebuild(store)[0]
    overwrite(store)
    return Repair(cards=cards, events=events_repaired)


def refold_own(store: Store) -> int:
    """Fold the learner's own log again. Indexes and triggers of a server belong to its owner (`quizapp db init`)."""
    with store.transaction() as connection:
        return refold(connection, store.learner)


def _definitions() -> dict[str, str]:
    """Return name -> SQL of derived tables, indexes, triggers and views, as the migrations create them."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrate(connection)
        rows = connection.exec_driver_sql("SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    engine.dispose()
    return {str(name): str(sql) for name, kind, sql in rows if kind != "table" or name in DERIVED}
