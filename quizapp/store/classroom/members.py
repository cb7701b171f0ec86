"""Lists the members of a class and changes their passwords, as the owner of its database."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text

from quizapp.errors import ExitCode, QuizError
from quizapp.store.classroom.member_sessions import ends_everywhere
from quizapp.store.classroom.setup import admit, create_role, owner_connection, refuse_superuser
from quizapp.store.location import Server

_MEMBERS = text("""
    SELECT m.learner, m.teacher = 1, seen.last_ms, coalesce(given.answers, 0),
           coalesce((SELECT r.rolcanlogin AND has_database_privilege(r.oid, current_database(), 'CONNECT')
                     FROM pg_roles r WHERE r.rolname = m.learner), false)
    FROM members m
    LEFT JOIN (SELECT learner, max(time_ms) AS last_ms FROM events GROUP BY learner) seen ON seen.learner = m.learner
    LEFT JOIN (SELECT learner, count(*) AS answers FROM review_log GROUP BY learner) given ON given.learner = m.learner
    ORDER BY m.learner
""")

_WITHOUT_ROLE = text("""
    SELECT m.learner, m.teacher = 1 FROM members m
    WHERE NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = m.learner) ORDER BY m.learner
""")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a class; `last_ms` is the time of their last event, None without events."""

    learner: str
    teacher: bool
    last_ms: int | None
    answers: int  # that were not undone
    can_connect: bool  # whether the server has a role of this name that may connect to the class


def list_members(server: Server) -> list[Member]:
    """Return the members of the class by name, the owner among them. Raises QuizError."""
    with owner_connection(server) as connection:
        return [Member(*row) for row in connection.execute(_MEMBERS)]


def check_member(server: Server, name: str) -> None:
    """Raise QuizError (exit code 2) if nobody of this name is a member of the class."""
    with owner_connection(server) as connection:
        known = connection.execute(text("SELECT 1 FROM members WHERE learner = :name"), {"name": name}).first()
    if not known:
        raise QuizError(f"`{name}` is not a member of {server}.", "List them with: quizapp db list", ExitCode.USAGE)


def without_role(server: Server) -> list[str]:
    """Return the members for whom the server has no role, as after a restore on another server. Raises QuizError."""
    with owner_connection(server) as connection:
        return [name for name, _ in connection.execute(_WITHOUT_ROLE)]


def change_passwords(server: Server, passwords: Mapping[str, str]) -> list[str]:
    """Give members new passwords, all or, if one is refused, none; the server receives only their SCRAM verifiers.

    A role that the server lacks is created, with the access that the member had. Connections that were opened with an
    earlier password are ended, to every database of the server. Returns the members who still have one, because the
    owner may not end it. Raises QuizError.
    """
    with owner_connection(server) as connection:
        connection.exec_driver_sql("BEGIN")
        missing = {row[0]: row[1] for row in connection.execute(_WITHOUT_ROLE)}
        for name, password in passwords.items():
            refuse_superuser(connection, name)
            create_role(connection, name, password)
            if name in missing:
                admit(connection, name, teacher=missing[name])
        connection.commit()
        return [name for name in passwords if not ends_everywhere(connection, name)]
