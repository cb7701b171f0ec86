"""The owner adds all members in a file at once, or none."""

import re
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import psycopg
import pytest
from server import OWNER

from tests.classes.conftest import Classroom

NAMES = ("mara", "noel", "tilde")


@pytest.fixture
def table(classroom: Classroom) -> Iterator[Path]:
    """Return a file with a learner, a learner with a password, and a teacher; drop their roles afterwards."""
    file = classroom.folder / "members.csv"
    file.write_text("\ufeffname;password;group;teacher\nmara;;red;\nnoel;secret-1;red blue;\ntilde;;;yes\n")
    yield file
    for name in NAMES:
        if classroom.query(OWNER, "SELECT 1 FROM pg_roles WHERE rolname = %s", name):
            classroom.query(OWNER, f"GRANT {name} TO {OWNER}")
            classroom.query(OWNER, f"DROP OWNED BY {name}")
            classroom.query(OWNER, f"DROP ROLE {name}")


def add(classroom: Classroom, *words: str) -> "CompletedProcess[str]":
    """Add members as the owner."""
    return classroom.run(OWNER, "db", "add", *words)


def sign_in(classroom: Classroom, name: str, password: str) -> None:
    """Connect as a member with a password."""
    url = classroom.url(name).replace("+psycopg", "").replace(classroom.server.password, password)
    psycopg.connect(url).close()


def test_members_sign_in_with_their_passwords(classroom: Classroom, table: Path) -> None:
    """A created password is shown once, a given one never."""
    done = add(classroom, "--from", str(table))
    assert done.returncode == 0, done.stderr
    shown = dict(re.findall(r"^(\w+) {2,}(\S+)$", done.stdout, re.MULTILINE))
    assert set(shown) == {"mara", "tilde"}
    for name, password in [*shown.items(), ("noel", "secret-1")]:
        sign_in(classroom, name, password)
    with pytest.raises(psycopg.OperationalError):
        sign_in(classroom, "noel", "secret-2")
    assert "secret-1" not in done.stdout + done.stderr
    groups = "SELECT name, learner FROM class_groups ORDER BY 1, 2"
    assert classroom.query(OWNER, groups) == [("blue", "noel"), ("red", "mara"), ("red", "noel")]
    assert classroom.query(OWNER, "SELECT teacher FROM members WHERE learner = 'tilde'") == [(1,)]


def test_passwords_are_written_to_a_private_file(classroom: Classroom, table: Path) -> None:
    """The file is new, and no password is on the terminal."""
    file = classroom.folder / "passwords"
    done = add(classroom, "--from", str(table), "--passwords", str(file))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    written = dict(line.split("\t") for line in file.read_text().splitlines())
    assert set(written) == {"mara", "tilde"}
    sign_in(classroom, "mara", written["mara"])
    assert not any(password in done.stdout + done.stderr for password in written.values())
    before = file.read_bytes()
    done = add(classroom, "--from", str(table), "--passwords", str(file))
    assert done.returncode == 0, done.stderr  # nobody needs a password, so that nothing is written
    assert file.read_bytes() == before


def test_one_wrong_row_adds_nobody(classroom: Classroom, table: Path) -> None:
    """Neither a wrong row in the file nor a role that the server refuses after the others were added."""
    before = classroom.query(OWNER, "SELECT learner FROM members ORDER BY 1")
    for row, code, word in [("pg_bad;;;", 3, f"{table}:5"), ("postgres;;;", 2, "bypasses")]:
        text = table.read_text()
        table.write_text(f"{text}{row}\n")
        file = classroom.folder / "passwords"
        done = add(classroom, "--from", str(table), "--passwords", str(file))
        assert (done.returncode, word in done.stderr, file.exists()) == (code, True, False), done.stderr
        assert classroom.query(OWNER, "SELECT learner FROM members ORDER BY 1") == before
        assert not classroom.query(OWNER, "SELECT 1 FROM pg_roles WHERE rolname = ANY(%s)", list(NAMES))
        table.write_text(text)


def test_file_that_exists_is_not_overwritten(classroom: Classroom, table: Path) -> None:
    """Its passwords may still be needed; nobody is added."""
    file = classroom.folder / "passwords"
    file.write_text("mine")
    done = add(classroom, "--from", str(table), "--passwords", str(file))
    assert (done.returncode, file.read_text()) == (2, "mine")
    assert not classroom.query(OWNER, "SELECT 1 FROM members WHERE learner = 'mara'")
    assert classroom.run("a", "db", "add", "--from", str(table)).returncode == 4
