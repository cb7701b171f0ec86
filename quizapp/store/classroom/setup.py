"""Sets up a class on a PostgreSQL server, as the owner of its database, and adds members."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from quizapp.errors import ExitCode, QuizError
from quizapp.store.engines import postgres
from quizapp.store.location import Server
from quizapp.store.maintenance.locks import users_of_tables
from quizapp.store.metadata import write_facts
from quizapp.store.upgrade import migrate, refuse_newer

LOCK = 7_146_223_019  # advisory lock of a first setup; the same number in every program
WAIT_SECONDS = 600  # how long to wait for another program that sets up the class
TABLE_SECONDS = 30  # how long to wait for connections that use a table
# Scripts that create tables, each with one of its tables. They run before the rows of a dump are written.
TABLE_SCRIPTS = {
    "members": "class_tables.sql", "assigned_cards": "assignment_tables.sql", "learner_settings": "settings_tables.sql",
}  # fmt: skip
SCRIPTS = ("limits.sql", "class.sql", "reports.sql", "assignments.sql", "media.sql", "settings.sql")
_ANY_TABLE = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') LIMIT 1"
)
_JOIN = text("INSERT INTO class_groups (name, learner) VALUES (:name, :learner) ON CONFLICT DO NOTHING")
GROUPS = {False: "quizapp_learner", True: "quizapp_teacher"}
REMOVED = "removed-"  # how the pseudonyms of removed members begin
LONGEST = 63  # bytes; PostgreSQL truncates longer names, so that two could become equal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Who is to be added to a class; without a password, a role that exists keeps its own."""

    name: str
    password: str | None
    teacher: bool
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupResult:
    """The schema versions before and after `set_up`; None if there was no class before."""

    before: str | None
    after: str
    without_role: tuple[str, ...]  # members for whom this server has no role, as after a restore on another server


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The rows of a class that is restored: their schema version, their tables, and what writes them."""

    revision: str
    tables: frozenset[str]
    load: Callable[[Connection], None]


def set_up(server: Server, contents: Contents | None = None) -> SetupResult:
    """Create or migrate the tables, groups, policies and reports of a class, in one transaction.

    It can be repeated at any time, and by several programs at once, which wait for each other. With `contents`, an
    empty database becomes the class that they describe. Raises QuizError.
    """
    with owner_connection(server) as connection:
        connection.exec_driver_sql("BEGIN")
        try:
            _lock(connection)
            result = _set_up(connection, server, contents)
            connection.commit()
        except (DBAPIError, psycopg.Error) as error:
            if postgres.sqlstate(error) == postgres.LOCKED:
                connection.rollback()
                raise _locked(connection, server) from error
            raise
        return result


def _lock(connection: Connection) -> None:
    """Wait until no other program sets up this class, within a transaction, and then only shortly for other locks.

    An advisory lock could be held by any member, so that it serves an empty database only, which has none.
    """
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
    if not _has_version(connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    if _has_version(connection):
        connection.exec_driver_sql("LOCK TABLE public.alembic_version IN SHARE ROW EXCLUSIVE MODE")
    # Everyone else waits behind whoever waits for a table.
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{TABLE_SECONDS}s'")


def _locked(connection: Connection, server: Server) -> QuizError:
    found = ", ".join(f"{role} (process {pid} of the server)" for role, pid in users_of_tables(connection))
    return QuizError(
        f"{server}: other connections use tables of the class: {found or 'none any more'}.",
        "Nothing was changed; try again. An administrator ends a connection with: SELECT pg_terminate_backend(PROCESS)",
        ExitCode.STORE,
    )


@contextmanager
def owner_connection(server: Server) -> Iterator[Connection]:
    """Yield a connection as the owner; errors of the server become QuizError."""
    engine = postgres.make_engine(server)
    try:
        with engine.connect() as connection:
            yield connection
    except (DBAPIError, psycopg.Error) as error:
        raise _failure(error, server) from error
    finally:
        engine.dispose()


def _set_up(connection: Connection, server: Server, contents: Contents | None) -> SetupResult:
    before = _version(connection)
    refuse_newer(before, server)
    names = _names(connection)
    if contents is not None:
        _require_empty(connection, server)
        _fill(connection, contents, names)
    migrate(connection)
    for file in (*TABLE_SCRIPTS.values(), *SCRIPTS):
        _run_script(connection, file, names)
    # The owner is a teacher too, to import decks.
    owner = connection.exec_driver_sql("SELECT current_user::text").scalar_one()
    _add_member(connection, owner, teacher=True)
    write_facts(connection, "", {"class": postgres.CLASS})
    missing = _admit_members(connection)
    return SetupResult(before=before, after=_version(connection) or "", without_role=missing)


def _require_empty(connection: Connection, server: Server) -> None:
    if found := connection.exec_driver_sql(_ANY_TABLE).scalar():
        raise QuizError(
            f"{server} is not empty: it has a table `{found}`.",
            "Nothing was changed. Create an empty database that belongs to you, and restore into it.",
            ExitCode.USAGE,
        )


def _fill(connection: Connection, contents: Contents, names: Mapping[str, str]) -> None:
    """Create the tables as they were when their rows were written, and write the rows.

    The checks and policies of today do not exist yet: rows that an earlier version let pass are restored too.
    """
    migrate(connection, contents.revision)
    for table, file in TABLE_SCRIPTS.items():
        if table in contents.tables:
            _run_script(connection, file, names)
    contents.load(connection)


def _names(connection: Connection) -> dict[str, str]:
    """Return the quoted names that replace the words of a script that begin with a dollar sign."""
    owner, database = connection.exec_driver_sql("SELECT current_user::text, current_database()::text").one()
    raw = _raw(connection)
    return {"$owner": sql.Literal(owner).as_string(raw), "$database": sql.Identifier(database).as_string(raw)}


def _run_script(connection: Connection, file: str, names: Mapping[str, str]) -> None:
    script = Path(postgres.__file__).with_name(file).read_text("utf-8")
    # Not str.format: names may contain any character, and the SQL contains braces and percent signs.
    _raw(connection).execute(re.sub(r"\$(owner|database)\b", lambda match: names[match[0]], script))


def _admit_members(connection: Connection) -> tuple[str, ...]:
    """Let the members connect again: a restored database has its list of members, but not their grants.

    Return those for whom the server has no role. Roles that bypass row-level security are not granted anything.
    """
    query = text(
        "SELECT m.learner, m.teacher = 1, r.rolname IS NOT NULL FROM members m LEFT JOIN pg_roles r"
        " ON r.rolname = m.learner WHERE m.learner <> current_user"
        " AND NOT coalesce(r.rolsuper OR r.rolbypassrls, false)"
        " ORDER BY m.learner"
    )
    rows = connection.execute(query).all()
    for name, teacher, known in rows:
        if known:
            admit(connection, name, teacher=teacher)
    return tuple(name for name, _, known in rows if not known)


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _has_version(connection: Connection) -> bool:
    return connection.exec_driver_sql("SELECT to_regclass('public.alembic_version')").scalar() is not None


def _version(connection: Connection) -> str | None:
    if not _has_version(connection):
        return None
    return connection.exec_driver_sql("SELECT max(version_num) FROM alembic_version").scalar()


def _add_member(connection: Connection, name: str, *, teacher: bool) -> None:
    entry = text(
        "INSERT INTO members (learner, teacher, time_ms) VALUES (:name, :teacher, :now)"
        " ON CONFLICT (learner) DO UPDATE SET teacher = excluded.teacher"
    )
    connection.execute(entry, {"name": name, "teacher": int(teacher), "now": time.time_ns() // 1_000_000})


def _failure(error: Exception, server: Server) -> QuizError:
    refusal = postgres.failure(error, server)
    if postgres.sqlstate(error) == "42501":  # insufficient privilege
        refusal.hint = "Connect as the owner of the database, who needs the right to create roles (CREATEROLE)."
    return refusal


def check_name(name: str) -> None:
    """Raise QuizError (exit code 2) if a name cannot be that of a role."""
    size = len(name.encode("utf-8", "surrogatepass"))
    fits = 0 < size <= LONGEST and name.isprintable() and name == name.strip()
    if not fits or name.startswith(("pg_", REMOVED)) or name in (*GROUPS.values(), "public", "none"):
        raise QuizError(
            f"`{name}` cannot be the name of a learner.",
            f"Use 1 to {LONGEST} bytes of printable characters, not beginning with pg_ or {REMOVED}.",
            ExitCode.USAGE,
        )


def existing_roles(server: Server, names: Sequence[str]) -> set[str]:
    """Return those of the names that are roles of the server. Raises QuizError."""
    with owner_connection(server) as connection:
        query = text("SELECT rolname::text FROM pg_roles WHERE rolname = ANY(:names)")
        return set(connection.execute(query, {"names": list(names)}).scalars())


def add(server: Server, name: str, password: str | None, *, teacher: bool) -> None:
    """Add a member, in one transaction. An existing role keeps its password if none is given.

    The server receives only the SCRAM verifier of the password. Raises QuizError.
    """
    add_all(server, [NewMember(name=name, password=password, teacher=teacher)])


def add_all(server: Server, members: Sequence[NewMember]) -> None:
    """Add members as `add` does, with their groups: all of them or, if one is refused, none. Raises QuizError."""
    for member in members:
        check_name(member.name)
    with owner_connection(server) as connection:
        connection.exec_driver_sql("BEGIN")
        for member in members:
            refuse_superuser(connection, member.name)
            create_role(connection, member.name, member.password)
            admit(connection, member.name, teacher=member.teacher)
            for group in member.groups:
                connection.execute(_JOIN, {"name": group, "learner": member.name})
        connection.commit()


def refuse_superuser(connection: Connection, name: str) -> None:
    """Refuse a role that bypasses row-level security: it could read everyone's history."""
    query = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = :name")
    if connection.execute(query, {"name": name}).scalar():
        raise QuizError(
            f"`{name}`: this role bypasses the row-level security of the server.",
            "Add a learner under another name.",
            ExitCode.USAGE,
        )


def create_role(connection: Connection, name: str, password: str | None) -> None:
    """Create a role if the server lacks it, and give it a password, within a transaction."""
    raw, role = _raw(connection), sql.Identifier(name)
    known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name}).first()
    if not known:
        raw.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
    if password is not None:
        derived = raw.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
        raw.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(derived)))


def admit(connection: Connection, name: str, *, teacher: bool) -> None:
    """Let a role connect to the class as one of its members, within a transaction."""
    raw, role = _raw(connection), sql.Identifier(name)
    database = connection.exec_driver_sql("SELECT current_database()::text").scalar_one()
    grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}; GRANT {} TO {}")
    group = sql.Identifier(GROUPS[teacher])
    raw.execute(grant.format(sql.Identifier(database), role, group, role))
    if not teacher:
        raw.execute(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(GROUPS[True]), role))
    _add_member(connection, name, teacher=teacher)
