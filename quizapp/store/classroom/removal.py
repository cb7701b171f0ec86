"""Removes a member from a class, as the owner of its database: access, membership, and the name in the history."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError, IntegrityError

from quizapp.core.events import LOG_COLUMNS
from quizapp.errors import ExitCode, QuizError
from quizapp.store.batched import batched
from quizapp.store.classroom.member_sessions import end_in_class, raw_connection, takes_role
from quizapp.store.classroom.setup import REMOVED, owner_connection
from quizapp.store.events.event_checks import checksum
from quizapp.store.location import Server

_SUMMARY = text("""
    SELECT (SELECT count(*) FROM review_log r WHERE r.learner = m.learner),
           (SELECT count(*) FROM events e WHERE e.learner = m.learner),
           (SELECT max(time_ms) FROM events e WHERE e.learner = m.learner),
           (SELECT count(*) FROM states s WHERE s.learner = m.learner AND s.reviews > 0),
           ARRAY(SELECT g.name FROM class_groups g WHERE g.learner = m.learner ORDER BY 1)
    FROM members m WHERE m.learner = :name
""")
_OWNER = text("""
    SELECT pg_get_userbyid(datdba)::text, pg_has_role(datdba, 'MEMBER') FROM pg_database
    WHERE datname = current_database()
""")
# Derived from the log, so that they stay with it. Every other table of a learner is about a person who can connect.
_WITH_HISTORY = ("states", "tallies", "calibrations", "tallied", "frontiers")
_TABLES = text("""
    SELECT quote_ident(c.relname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'learner'
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped AND c.relname <> 'events'
    ORDER BY 1
""")
# Whether other databases of the server know the role: what it owns there, and what it may do there.
_ELSEWHERE = text("""
    SELECT EXISTS (
      SELECT FROM pg_shdepend d, pg_database own
      WHERE own.datname = current_database() AND d.refclassid = 'pg_authid'::regclass
        AND d.refobjid = (SELECT oid FROM pg_roles WHERE rolname = :name) AND d.dbid <> own.oid
        AND d.classid <> 'pg_auth_members'::regclass
        AND NOT (d.classid = 'pg_database'::regclass AND d.objid = own.oid))
""")
_COLUMNS = ", ".join(LOG_COLUMNS)
_VALUES = ", ".join(f":{name}" for name in LOG_COLUMNS)
_EVENTS = text(f"SELECT {_COLUMNS}, checksum FROM events WHERE learner = :name ORDER BY id")
_COPY = text(f"INSERT INTO events ({_COLUMNS}, checksum) VALUES ({_VALUES}, :checksum)")
# All that a member can own in the class: they may create nothing else there.
_LARGE_OBJECTS = text("""
    SELECT lo_unlink(o.oid) FROM pg_largeobject_metadata o JOIN pg_roles r ON r.oid = o.lomowner WHERE r.rolname = :name
""")
_BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a class has of a member."""

    answers: int  # that were not undone
    events: int
    last_ms: int | None  # the time of the last event
    cards: int  # that were answered
    groups: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What was done with a member's history and role."""

    pseudonym: str  # '' where the history was erased
    events: int  # kept or erased
    refused: int  # that earlier versions stored beyond today's limits, and that were erased although the rest was kept
    role_dropped: bool  # else other databases of the server use the role, or it is not the owner's to drop


def history_of(server: Server, name: str) -> History:
    """Return what the class has of a member.

    Raises QuizError: exit code 2 for somebody who is no member and for the owner, 4 if another than the owner asks.
    """
    with owner_connection(server) as connection:
        owner, is_owner = connection.execute(_OWNER).one()
        row = connection.execute(_SUMMARY, {"name": name}).first() if is_owner else None
    if not is_owner:
        hint = "Connect as the owner of the database."
        raise QuizError(f"{server}: only {owner} can remove members.", hint, ExitCode.STORE)
    if row is None:
        raise QuizError(f"`{name}` is not a member of {server}.", "List them with: quizapp db list", ExitCode.USAGE)
    if name == owner:
        raise QuizError(f"`{name}` owns {server} and cannot be removed.", "Name another member.", ExitCode.USAGE)
    return History(answers=row[0], events=row[1], last_ms=row[2], cards=row[3], groups=row[4])


def remove_member(server: Server, name: str, *, erase: bool) -> Removed:
    """Remove a member: first the right to connect and open sessions, then everything else in one transaction.

    If the second part fails, the member can no longer connect, and removing them again completes it. Raises QuizError.
    """
    history_of(server, name)
    with owner_connection(server) as connection:
        connection.exec_driver_sql("BEGIN")
        _revoke_connect(connection, name)
        connection.commit()
        connection.exec_driver_sql("BEGIN")
        own = _is_role(connection, name) and takes_role(connection, name)
        if own:
            end_in_class(connection, name)
        pseudonym = "" if erase else REMOVED + secrets.token_hex(8)
        kept = _rename_events(connection, name, pseudonym) if pseudonym else 0
        events = _delete_events(connection, name)
        _change_tables(connection, name, pseudonym)
        dropped = _drop_role(connection, name) if own else not _is_role(connection, name)
        connection.commit()
    refused = events - kept if pseudonym else 0
    return Removed(pseudonym=pseudonym, events=events - refused, refused=refused, role_dropped=dropped)


def _revoke_connect(connection: Connection, name: str) -> None:
    if _is_role(connection, name):
        database = connection.exec_driver_sql("SELECT current_database()::text").scalar_one()
        revoke = sql.SQL("REVOKE ALL ON DATABASE {} FROM {}")
        raw_connection(connection).execute(revoke.format(sql.Identifier(database), sql.Identifier(name)))


def _is_role(connection: Connection, name: str) -> bool:
    return bool(connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name}).first())


def _rename_events(connection: Connection, name: str, pseudonym: str) -> int:
    """Copy the log under a pseudonym; return the number of events that the limits of a class let pass."""
    rows = [row._asdict() for row in connection.execute(_EVENTS, {"name": name})]
    return sum(_copied(connection, [_renamed(row, pseudonym) for row in part]) for part in batched(rows, _BATCH))


def _renamed(row: Mapping[str, Any], pseudonym: str) -> dict[str, Any]:
    """Return an event under another name. Its device is a digest of the name and a machine, so that it changes too.

    A checksum that was wrong before stays, so that `doctor` still reports the event.
    """
    device = hashlib.sha256(f"{pseudonym}\0{row['device']}".encode()).hexdigest()[:12]
    changed = {**row, "learner": pseudonym, "device": device}
    return changed | {"checksum": checksum(changed)} if row["checksum"] == checksum(row) else changed


def _copied(connection: Connection, rows: Sequence[dict[str, Any]]) -> int:
    """Insert events; one that is beyond the limits of a class is left out. Return how many were inserted."""
    try:
        with connection.begin_nested():
            connection.execute(_COPY, rows)
        return len(rows)
    except (DataError, IntegrityError):
        if len(rows) == 1:
            return 0
    middle = len(rows) // 2
    return _copied(connection, rows[:middle]) + _copied(connection, rows[middle:])


def _delete_events(connection: Connection, name: str) -> int:
    connection.exec_driver_sql("SELECT set_config('quizapp.erasing', 'yes', true)")
    done = connection.execute(text("DELETE FROM events WHERE learner = :name"), {"name": name}).rowcount
    connection.exec_driver_sql("SELECT set_config('quizapp.erasing', '', true)")
    return done


def _change_tables(connection: Connection, name: str, pseudonym: str) -> None:
    """Replace the name in what is derived from the log, and delete the other rows of the member."""
    values = {"name": name, "pseudonym": pseudonym}
    for table in connection.execute(_TABLES).scalars().all():
        if pseudonym and table in _WITH_HISTORY:
            connection.execute(text(f"UPDATE {table} SET learner = :pseudonym WHERE learner = :name"), values)
        else:
            connection.execute(text(f"DELETE FROM {table} WHERE learner = :name"), values)
    connection.execute(text("UPDATE assignments SET assigned_by = :pseudonym WHERE assigned_by = :name"), values)


def _drop_role(connection: Connection, name: str) -> bool:
    """Drop the role with what it owns in the class, such as large objects; return whether it could be dropped.

    A role that other databases use stays, with its groups, which belong to the whole server.
    """
    raw, role = raw_connection(connection), sql.Identifier(name)
    connection.execute(_LARGE_OBJECTS, {"name": name})
    used = connection.execute(_ELSEWHERE, {"name": name}).scalar()
    if not used:
        try:
            with raw.transaction():
                raw.execute(sql.SQL("DROP OWNED BY {}; DROP ROLE {}").format(role, role))
        except psycopg.errors.InsufficientPrivilege:
            used = True
    if used:
        raw.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(role))
    return not used
