"""Sets a class up on a PostgreSQL server, as the owner of its database; and adds its members."""

import re
import time
from collections.abc import Iterator
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
from quizapp.store.metadata import write_facts
from quizapp.store.upgrade import migrate, refuse_newer

LOCK = 7_146_223_019  # of migrations: any number that is the same in every program
WAIT_SECONDS = 600  # for another program that migrates
SCRIPTS = ("class.sql", "reports.sql")
GROUPS = {False: "quizapp_learner", True: "quizapp_teacher"}
LONGEST = 63  # bytes; PostgreSQL cuts a longer name, and two learners would be one


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """What `found` came to: the versions of the tables, None where there were none."""

    before: str | None
    after: str


def found(server: Server) -> Founded:
    """Make or migrate the tables, the groups, the policies and the reports of a class, wholly or not at all.

    It can be done again at any time, by several programs at once: they wait for each other. Raises QuizError.
    """
    with _entered(server) as connection:
        # Held over the transaction: Alembic looks at the version before it begins one.
        connection.exec_driver_sql(f"SET lock_timeout = '{WAIT_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
        connection.exec_driver_sql("BEGIN")
        founded = _found(connection, server)
        connection.commit()
        return founded


@contextmanager
def _entered(server: Server) -> Iterator[Connection]:
    """Yield a connection as the owner; what the server refuses becomes a QuizError, and nothing is half done."""
    engine = postgres.make_engine(server)
    try:
        with engine.connect() as connection:
            yield connection
    except (DBAPIError, psycopg.Error) as error:
        raise _failure(error, server) from error
    finally:
        engine.dispose()


def _found(connection: Connection, server: Server) -> Founded:
    before = _version(connection)
    refuse_newer(before, server)
    migrate(connection)
    owner, database = connection.exec_driver_sql("SELECT current_user::text, current_database()::text").one()
    raw = _raw(connection)
    # Not a format string: names may hold any character, and the SQL its own signs.
    names = {"$owner": sql.Literal(owner).as_string(raw), "$database": sql.Identifier(database).as_string(raw)}
    for file in SCRIPTS:
        script = Path(postgres.__file__).with_name(file).read_text("utf-8")
        raw.execute(re.sub(r"\$(owner|database)\b", lambda found: names[found[0]], script))
    # The owner teaches too: who sets a class up brings its decks in.
    _enter(connection, owner, teacher=True)
    write_facts(connection, "", {"class": postgres.CLASS})
    return Founded(before=before, after=_version(connection) or "")


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _version(connection: Connection) -> str | None:
    known = connection.exec_driver_sql("SELECT to_regclass('public.alembic_version')").scalar()
    return connection.exec_driver_sql("SELECT max(version_num) FROM alembic_version").scalar() if known else None


def _enter(connection: Connection, name: str, *, teacher: bool) -> None:
    entry = text(
        "INSERT INTO members (learner, teacher, time_ms) VALUES (:name, :teacher, :now)"
        " ON CONFLICT (learner) DO UPDATE SET teacher = excluded.teacher"
    )
    connection.execute(entry, {"name": name, "teacher": int(teacher), "now": time.time_ns() // 1_000_000})


def _failure(error: Exception, server: Server) -> QuizError:
    told = postgres.failure(error, server)
    if getattr(getattr(error, "orig", error), "sqlstate", None) == "42501":  # insufficient privilege
        told.hint = "Connect to the database as its owner, who needs the right to make roles (CREATEROLE)."
    return told


def check_name(name: str) -> None:
    """Raise QuizError (exit code 2) where a name cannot be a role's."""
    size = len(name.encode("utf-8", "surrogatepass"))
    fits = 0 < size <= LONGEST and name.isprintable() and name == name.strip()
    if not fits or name.startswith("pg_") or name in (*GROUPS.values(), "public", "none"):
        raise QuizError(
            f"`{name}`: this cannot be a learner's name here.",
            f"Take 1 to {LONGEST} bytes of letters, digits and signs, not beginning with pg_.",
            ExitCode.USAGE,
        )


def is_role(server: Server, name: str) -> bool:
    """Whether the server knows a role of this name already. Raises QuizError."""
    with _entered(server) as connection:
        query = text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :name)")
        return bool(connection.execute(query, {"name": name}).scalar())


def add(server: Server, name: str, password: str | None, *, teacher: bool) -> None:
    """Make a member, wholly or not at all; a role that is there already keeps its password where none is given.

    The server is sent no password, only what SCRAM derives from it. Raises QuizError.
    """
    check_name(name)
    with _entered(server) as connection:
        connection.exec_driver_sql("BEGIN")
        _refuse_mighty(connection, name)
        _make_role(connection, name, password)
        _admit(connection, name, teacher=teacher)
        connection.commit()


def _refuse_mighty(connection: Connection, name: str) -> None:
    """A role that passes by row-level security would read everyone's history."""
    query = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = :name")
    if connection.execute(query, {"name": name}).scalar():
        raise QuizError(
            f"`{name}`: this role of the server is above its row-level security.",
            "Add a learner under another name.",
            ExitCode.USAGE,
        )


def _make_role(connection: Connection, name: str, password: str | None) -> None:
    raw, role = _raw(connection), sql.Identifier(name)
    known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name}).first()
    if not known:
        raw.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
    if password is not None:
        derived = raw.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
        raw.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(derived)))


def _admit(connection: Connection, name: str, *, teacher: bool) -> None:
    raw, role = _raw(connection), sql.Identifier(name)
    database = connection.exec_driver_sql("SELECT current_database()::text").scalar_one()
    grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}; GRANT {} TO {}")
    group = sql.Identifier(GROUPS[teacher])
    raw.execute(grant.format(sql.Identifier(database), role, group, role))
    if not teacher:
        raw.execute(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(GROUPS[True]), role))
    _enter(connection, name, teacher=teacher)
