"""A real PostgreSQL server for the tests: on loopback, in a temporary folder, stopped at the end."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

from quizapp.store.classroom.setup import add, set_up
from quizapp.store.database import open_store
from quizapp.store.location import parse_server
from quizapp.usecases.bootstrap import install_shipped
from quizapp.usecases.context import make_context

EVE = "2026-03-01T12:00:00+00:00"  # when the template was created
REQUIRED = "QUIZAPP_TEST_POSTGRES"  # if set, a missing server is a failure, as in .ci/run
OWNER = "head"  # owns the databases; not a superuser
TEMPLATE = "a_class"
NAMES = {"me": True, "a": False, "b": False}  # the members of the template, and whether they teach


@dataclass(frozen=True, slots=True)
class Cluster:
    """What `initdb` gets: the name of the superuser, and the words for the locale."""

    superuser: str = "postgres"
    locale: tuple[str, ...] = ("--locale=C.UTF-8",)


@dataclass(frozen=True, slots=True)
class Running:
    """A running server."""

    folder: Path
    port: int
    password: str  # of every user
    superuser: str = "postgres"

    def url(self, database: str, user: str = OWNER) -> str:
        """Return the URL of a database for a user."""
        who = f"{quote(user, safe='')}:{self.password}"
        return f"postgresql+psycopg://{who}@127.0.0.1:{self.port}/{quote(database, safe='')}"

    def query(self, database: str, statement: str, user: str = OWNER) -> list[tuple[object, ...]]:
        """Return the rows of a statement."""
        words = {"host": "127.0.0.1", "port": self.port, "password": self.password, "dbname": database, "user": user}
        words |= {"connect_timeout": 60, "options": "-c statement_timeout=100s"}
        with psycopg.connect(**words, autocommit=True) as connection:  # type: ignore[arg-type]
            found = connection.execute(statement)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []

    def control(self, *words: str) -> None:
        """Start, stop or restart the server with pg_ctl."""
        _run(self.folder, "pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), *words)


@cache
def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, or None where no server is installed."""
    found = shutil.which("pg_config")
    places = []
    if found:
        done = subprocess.run([found, "--bindir"], capture_output=True, text=True, check=False)
        places.append(Path(done.stdout.strip()))
    versions = Path("/usr/lib/postgresql")
    if versions.is_dir():
        places += sorted((each / "bin" for each in versions.iterdir()), key=lambda each: -int(each.parent.name))
    return next((each for each in places if (each / "initdb").is_file()), None)


def _account() -> str | None:
    """Return the account that the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run(folder: Path, program: str, *words: str) -> None:
    home = programs()
    assert home
    with (folder / "output").open("ab") as out:  # the server would keep a pipe open
        subprocess.run([home / program, *words], check=True, user=_account(), stdin=subprocess.DEVNULL,
                       stdout=out, stderr=out, cwd=folder, timeout=120)  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(*settings: str, cluster: Cluster = Cluster()) -> Iterator[Running]:
    """Run a fresh server; settings are `name=value`."""
    folder = Path(tempfile.mkdtemp(prefix="quizapp-server-"))
    server = Running(folder, _free_port(), secrets.token_hex(8), cluster.superuser)
    (folder / "password").write_text(server.password)
    if account := _account():
        entry = pwd.getpwnam(account)
        for each in (folder, folder / "password"):
            os.chown(each, entry.pw_uid, entry.pw_gid)
    words = ("-A", "scram-sha-256", "-E", "UTF8", "-U", cluster.superuser, f"--pwfile={folder}/password")
    _run(folder, "initdb", "-D", f"{folder}/data", *words, *cluster.locale)
    more = (f"port={server.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *settings)
    with (folder / "data/postgresql.conf").open("a") as out:
        # No setting makes commits less durable, so a lost statement is always our error.
        out.write("".join(f"{name} = '{value}'\n" for name, _, value in (each.partition("=") for each in more)))
    with _watched(folder):
        try:
            server.control("start")
            _create_owner(server)
            yield server
        finally:
            server.control("stop", "-m", "immediate")
    shutil.rmtree(folder)


@contextmanager
def _watched(folder: Path) -> Iterator[None]:
    """Stop the server and delete its folder when this process ends, even if it is killed."""
    stop = f"cat; '{programs()}/pg_ctl' -D '{folder}/data' stop -m immediate; rm -rf '{folder}'/*"
    watcher = subprocess.Popen(
        ["sh", "-c", stop], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        user=_account(), cwd="/", start_new_session=True,
    )  # fmt: skip
    try:
        yield
    finally:
        assert watcher.stdin
        watcher.stdin.close()
        try:
            watcher.wait(60)
        except subprocess.TimeoutExpired:  # another process may hold its input; the server itself has been stopped
            watcher.kill()
            watcher.wait(60)


def _create_owner(server: Running) -> None:
    create = f"CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE PASSWORD '{server.password}'"
    server.query("postgres", create, server.superuser)


def make_template(server: Running) -> None:
    """Create a class with the shipped decks and some members, from which fresh databases are copied."""
    server.query("postgres", f"CREATE DATABASE {TEMPLATE}")
    place = parse_server(server.url(TEMPLATE))
    set_up(place)
    for name, teacher in NAMES.items():
        add(place, name, server.password, teacher=teacher)
    context = make_context(server.url(TEMPLATE), None, {"TZ": "UTC", "QUIZAPP_NOW": EVE})
    store = open_store(place, OWNER)
    install_shipped(context, store)
    store.close()


@contextmanager
def fresh(server: Running, template: str = TEMPLATE) -> Iterator[str]:
    """Copy the template; yield the name of the copy."""
    name = f"c_{secrets.token_hex(6)}"
    server.query("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield name
    finally:
        server.query("postgres", f"DROP DATABASE {name} WITH (FORCE)", "postgres")


def require() -> None:
    """Skip where no server is installed; fail where the environment requires one."""
    if programs() is None:
        reason = "no PostgreSQL server is installed here (initdb was not found)"
        pytest.fail(reason) if os.environ.get(REQUIRED) else pytest.skip(reason)


def identifier(name: str) -> str:
    """Return a quoted SQL identifier."""
    return sql.Identifier(name).as_string()
