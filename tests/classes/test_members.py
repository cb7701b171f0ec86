"""The owner lists members and changes passwords; members of a restored class can connect, and nobody else can."""

import json
import re
import subprocess

import psycopg
import pytest
from server import OWNER, Running, programs

from tests.classes.conftest import Answer, Classroom


def test_members_are_listed_with_their_answers(classroom: Classroom, answer: Answer) -> None:
    """An answer that was undone is not counted; a learner sees only their own row."""
    answer("a", 3)
    assert classroom.run("a", "undo").returncode == 0
    done = classroom.run(OWNER, "db", "list", "--json")
    assert done.returncode == 0, done.stderr
    seen = {each["learner"]: each for each in json.loads(done.stdout)}
    assert {name: each["answers"] for name, each in seen.items()} == {"a": 2, "b": 0, "head": 0, "me": 0}
    assert [name for name, each in seen.items() if each["teacher"]] == ["head", "me"]
    assert all(each["can_connect"] for each in seen.values())
    assert seen["a"]["last_seen"] and seen["b"]["last_seen"] is None
    assert re.search(r"^b +learner +never +0$", classroom.run(OWNER, "db", "list").stdout, re.MULTILINE)
    own = json.loads(classroom.run("a", "db", "list", "--json").stdout)
    assert [(each["learner"], each["answers"]) for each in own] == [("a", 2)]


def test_new_password_replaces_the_old_one(server: Running, classroom: Classroom) -> None:
    """It is shown once, only by the owner and for a member, and ends what was connected with the old one."""
    classroom.query(OWNER, f"CREATE ROLE quentin LOGIN PASSWORD '{server.password}'")
    try:
        done = classroom.run(OWNER, "db", "password", "quentin")
        assert (done.returncode, "not a member" in done.stderr) == (2, True)
        assert classroom.run(OWNER, "db", "add", "quentin").returncode == 0
        assert classroom.run("a", "db", "password", "quentin").returncode != 0
        member = "SELECT pg_has_role(current_user, 'quentin', 'MEMBER')"
        was = classroom.query(OWNER, member)
        before = [
            classroom.connect("quentin"),
            psycopg.connect(server.url("postgres", "quentin").replace("+psycopg", "")),
        ]
        done = classroom.run(OWNER, "db", "password", "quentin")
        shown = re.search(r"shown this once: (\S+)", done.stdout)
        assert shown, done.stderr
        assert "connections that were opened before are closed" in done.stdout
        for connection in before:  # to the class, and to another database of the server
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        assert classroom.query(OWNER, member) == was
        with pytest.raises(psycopg.OperationalError, match="password"):
            classroom.connect("quentin")
        url = classroom.url("quentin").replace("+psycopg", "").replace(server.password, shown[1])
        psycopg.connect(url).close()
    finally:
        classroom.query(OWNER, f"REVOKE ALL ON DATABASE {classroom.database} FROM quentin")
        classroom.query(OWNER, "DROP ROLE quentin")


def test_members_can_connect_to_a_restored_class_and_others_cannot(
    server: Running, classroom: Classroom, answer: Answer
) -> None:
    """As docs/class.md describes it: pg_dump and pg_restore by a superuser, then `db init` by the owner."""
    answer("a", 2)
    classroom.query("a", "SELECT lo_create(0)")  # the owner may not read a large object of a member
    restored, file = f"{classroom.database}_r", classroom.folder / "class.dump"
    home = programs()
    assert home
    where = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres"]
    env = {"PGPASSWORD": server.password}
    subprocess.run([home / "pg_dump", *where, "-Fc", "-f", file, classroom.database], env=env, check=True, timeout=120)
    server.query("postgres", f"CREATE DATABASE {restored} OWNER {OWNER}")
    try:
        subprocess.run([home / "pg_restore", *where, "-d", restored, file], env=env, check=True, timeout=120)
        server.query(restored, "INSERT INTO members VALUES ('gone', 0, 0)")
        server.query("postgres", f"CREATE ROLE stranger LOGIN PASSWORD '{server.password}'")
        done = classroom.run(OWNER, "db", "init", server.url(restored))
        assert (done.returncode, "cannot connect: gone\n" in done.stdout) == (0, True), done.stderr
        counted = "SELECT learner, count(*) FROM events GROUP BY learner ORDER BY learner"
        assert server.query(restored, counted, "a") == classroom.query("a", counted)
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            server.query(restored, "SELECT 1", "stranger")
    finally:
        server.query("postgres", f"DROP DATABASE {restored} WITH (FORCE)", "postgres")
        server.query("postgres", "DROP ROLE IF EXISTS stranger")


def test_no_policy_contains_a_subquery(classroom: Classroom) -> None:
    """An extension that distributes tables refuses such policies (docs/scale.md)."""
    policies = "SELECT coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies WHERE schemaname = 'public'"
    found = [str(text) for (text,) in classroom.query(OWNER, policies)]
    assert len(found) > 20
    assert [each for each in found if "SELECT" in each] == []
