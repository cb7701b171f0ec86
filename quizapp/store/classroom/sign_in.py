"""Opens a class for somebody who gives the name and the password of their own role."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from sqlalchemy import text

from quizapp.errors import ExitCode, QuizError, ServerAway
from quizapp.store.classroom.learner_settings import own_settings
from quizapp.store.database import Store, open_store
from quizapp.store.location import EXAMPLE, Server

_CREDENTIALS = frozenset({"user", "password", "passfile", "service", "servicefile", "sslkey", "sslcert", "sslpassword"})
_STANDING = text(
    "SELECT belongs(), rolsuper OR rolbypassrls OR pg_has_role(session_user, relowner, 'MEMBER')"
    " FROM pg_roles, pg_class WHERE rolname = session_user AND pg_class.oid = 'public.events'::regclass"
)
MOST_NAME_BYTES = 63  # PostgreSQL cuts longer names off
MOST_PASSWORD_LETTERS = 1000


class SignInRefused(QuizError):
    """The name or the password is wrong, or the role is no member; which of them is not told."""


def require_no_credentials(place: Server) -> None:
    """Raise QuizError (exit code 2) if a URL names a role, a password, or a file with one."""
    parts = urlsplit(place.url)
    if parts.username or parts.password or _CREDENTIALS & parse_qs(parts.query).keys():
        raise QuizError(
            "--db: the URL of a class's page names no role and no password: each learner signs in with their own.",
            f"Write it like {EXAMPLE.replace('anna@', '')}",
            ExitCode.USAGE,
        )


def place_for(place: Server, name: str, password: str) -> Server:
    """Return the class as one role connects to it. Raises SignInRefused for what can be no name or no password.

    An empty password is refused because the driver would look for another one in files and the environment.
    """
    if not 0 < len(name.encode("utf-8", "replace")) <= MOST_NAME_BYTES or not password or "\0" in name + password:
        raise SignInRefused("The name or the password is wrong.")
    if len(password) > MOST_PASSWORD_LETTERS:
        raise SignInRefused("The name or the password is wrong.")
    parts = urlsplit(place.url)
    who = f"{quote(name, safe='', errors='replace')}:{quote(password, safe='', errors='replace')}"
    return replace(place, url=urlunsplit(parts._replace(netloc=f"{who}@{parts.netloc}")), user=name)


def require_member(place: Server) -> Mapping[str, str]:
    """Connect once as a role, to see that its password is right and that it is a member; return its settings.

    Raises SignInRefused if not, ServerAway if the server does not answer, and QuizError for a class that needs
    another version, or a server that asks for no password from this machine.
    """
    try:
        store = open_store(place, place.user)
    except ServerAway:
        raise
    except QuizError as error:
        if error.__cause__ is None:  # found by this program after it had connected
            raise
        raise SignInRefused("The name or the password is wrong.") from None
    try:
        _check(store)
        return own_settings(store.query, store.learner)
    finally:
        store.close()


def _check(store: Store) -> None:
    driver = store.connection.connection.dbapi_connection
    if driver is None or not driver.pgconn.used_password:
        raise QuizError(
            f"{store.place}: the server lets roles in without their password, so nobody can sign in here.",
            "Its administrator sets scram-sha-256 for this machine in pg_hba.conf.",
            ExitCode.STORE,
        )
    with store.reading() as connection:
        belongs, unlimited = connection.execute(_STANDING).one()
    if unlimited:
        raise SignInRefused("The owner of a class and administrators do not sign in here: no policy limits them.")
    if not belongs:
        raise SignInRefused("The name or the password is wrong.")


def disconnect(store: Store) -> None:
    """Close the connection of a store that is idle. The next statement connects again."""
    if not store.connection.invalidated:
        store.connection.invalidate()
