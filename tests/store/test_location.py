"""What a database URL means, and the errors of incomplete ones."""

from pathlib import Path

import pytest

from quizapp.errors import ExitCode, QuizError
from quizapp.store.location import EXAMPLE, DatabaseLocation, Server, file_of, home_of, parse_server


@pytest.mark.parametrize(
    ("url", "user", "shown"),
    [
        ("postgres://anna:secret@db.example.org:6543/class", "anna", "postgresql://db.example.org:6543/class"),
        ("postgresql://anna@db.example.org/class", "anna", "postgresql://db.example.org/class"),
        ("postgresql+psycopg://a%40b@db/class?sslmode=require", "a@b", "postgresql://db/class"),
        ("postgresql://a:x@y@db/class", "a", "postgresql://db/class"),
        ("postgresql:///class?host=/run/pg&user=ben", "ben", "postgresql:///run/pg/class"),
        ("postgresql:///class?user=ben", "ben", "postgresql://localhost/class"),
        ("postgresql://anna@db/class?user=ben", "anna", "postgresql://db/class"),
    ],
    ids=["port", "plain", "encoded", "two-ats", "folder", "nowhere", "twice"],
)
def test_url_has_a_server_and_a_user(url: str, user: str, shown: str) -> None:
    """Every spelling becomes the driver's; printed, it has no password."""
    found = parse_server(url)
    assert (found.user, str(found)) == (user, shown)
    assert found.url == "postgresql+psycopg://" + url.split("://", 1)[1]


def test_user_comes_from_the_environment_without_one_in_the_url(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in libpq: PGUSER, then the login name."""
    monkeypatch.setenv("PGUSER", "clara")
    assert parse_server("postgresql://db/class").user == "clara"
    monkeypatch.delenv("PGUSER")
    monkeypatch.setenv("LOGNAME", "dora")
    assert parse_server("postgresql://db/class").user == "dora"


@pytest.mark.parametrize(
    ("url", "message", "hint"),
    [
        (
            "mysql://anna@db/class",
            "--db: `mysql` databases are not supported.",
            f"Use a SQLite file, such as ~/quizapp.db, or a PostgreSQL server: {EXAMPLE}",
        ),
        (
            "postgresql://a:b@c@db/",
            "--db: postgresql://db: the name of the database is missing.",
            f"Write it like {EXAMPLE}",
        ),
        (
            "postgresql://db",
            "--db: postgresql://db: the name of the database is missing.",
            f"Write it like {EXAMPLE}",
        ),
        (
            "postgresql://anna:secret@db:port/class",
            "--db: the URL: Port could not be cast to integer value as 'port'.",
            f"Write it like {EXAMPLE}",
        ),
    ],
    ids=["another-kind", "no-name", "nothing-else", "no-port"],
)
def test_url_without_a_database_is_refused(url: str, message: str, hint: str) -> None:
    """The error does not repeat the password."""
    with pytest.raises(QuizError) as caught:
        parse_server(url)
    assert (caught.value.message, caught.value.hint, caught.value.exit_code) == (message, hint, ExitCode.USAGE)


def test_file_commands_refuse_a_server(tmp_path: Path) -> None:
    """With what to use instead."""
    assert file_of(tmp_path / "q.db", "this", "that") == tmp_path / "q.db"
    with pytest.raises(QuizError) as caught:
        file_of(parse_server("postgresql://anna:secret@db/class"), "`quizapp backup`", "Ask its owner.")
    assert caught.value.message == "postgresql://db/class: `quizapp backup` works with databases in a file only."
    assert (caught.value.hint, caught.value.exit_code) == ("Ask its owner.", ExitCode.USAGE)


def test_each_database_has_a_folder_for_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file's own folder; for a server one per database on this machine."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert home_of(tmp_path / "x" / "q.db") == tmp_path / "x"
    places: list[DatabaseLocation] = [
        parse_server(f"postgresql://{user}@db/{name}") for user, name in ("ax", "bx", "ay")
    ]
    first, same, other = map(home_of, places)
    assert first == same != other
    assert first == tmp_path / "quizapp" / "servers" / "19341318d8429616"
    assert isinstance(places[0], Server)
