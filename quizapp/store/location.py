"""Where a database is: in a file (a Path) or on a server. Imports no database library."""

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from quizapp.errors import ExitCode, QuizError

SCHEMES = ("postgresql+psycopg", "postgresql", "postgres")
EXAMPLE = "postgresql+psycopg://anna@db.example.org/class"


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a PostgreSQL server. As text it has no password."""

    url: str = field(repr=False)  # with the password, if it was given there
    user: str  # the role that connects; it is also the learner

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        host = parts.netloc.rsplit("@", 1)[-1] or parse_qs(parts.query).get("host", ["localhost"])[0]
        return f"postgresql://{host}/{parts.path.lstrip('/')}"


DatabaseLocation = Path | Server


def parse_server(text: str) -> Server:
    """Return the server that a URL names. Raises QuizError (exit code 2) if the URL is invalid."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises ValueError if the port is not a number
    except ValueError as error:
        raise _refusal("the URL", str(error)) from None
    if parts.scheme not in SCHEMES:
        raise QuizError(
            f"--db: `{parts.scheme}` databases are not supported.",
            f"Use a SQLite file, such as ~/quizapp.db, or a PostgreSQL server: {EXAMPLE}",
            ExitCode.USAGE,
        )
    if not parts.path.strip("/"):
        raise _refusal(f"{parts.scheme}://{parts.netloc.rsplit('@', 1)[-1]}", "the name of the database is missing")
    asked = parse_qs(parts.query).get("user", [""])[0]
    user = unquote(parts.username or "") or asked or os.environ.get("PGUSER") or _system_user()
    return Server(url=f"postgresql+psycopg{text[text.index('://') :]}", user=user)


def _system_user() -> str:
    import getpass

    return getpass.getuser()


def _refusal(where: str, why: str) -> QuizError:
    return QuizError(f"--db: {where}: {why}.", f"Write it like {EXAMPLE}", ExitCode.USAGE)


def file_of(place: DatabaseLocation, act: str, instead: str) -> Path:
    """Return the database's file. Raises QuizError (exit code 2) for a server, with the hint `instead`."""
    if isinstance(place, Server):
        raise QuizError(f"{place}: {act} works with databases in a file only.", instead, ExitCode.USAGE)
    return place


def home_of(place: DatabaseLocation) -> Path:
    """Return the folder for media and decks: that of the database file, or for a server a folder on this machine."""
    if isinstance(place, Path):
        return place.parent
    import platformdirs

    name = hashlib.sha256(str(place).encode()).hexdigest()[:16]
    return platformdirs.user_data_path("quizapp") / "servers" / name


def require_driver(server: Server) -> None:
    """Raise QuizError (exit code 2) if the PostgreSQL driver is not installed."""
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise QuizError(
            f"{server}: the PostgreSQL driver is not installed: {error}.",
            "Install it with: pip install 'quizapp[postgres]'",
            ExitCode.USAGE,
        ) from None
