"""A dump is restored completely or not at all: of an earlier version, on another server, after a kill."""

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from server import OWNER, Cluster, Running, started

from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.classroom.dump_format import ClassVersion, DumpWriter
from quizapp.store.classroom.restore import restore
from quizapp.store.engines import postgres
from quizapp.store.location import parse_server
from tests.classes.conftest import EVENTS, Answer, Classroom, dumped
from tests.classes.earlier_versions import upgrade, write_dump
from tests.classes.test_class_media import BLOB, CONTENT, DIGEST, FILE

ANYTHING = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
# What a class had in its first version, and an event that no limit refused then.
FIRST_ROWS = """
INSERT INTO members VALUES ('head', 1, 0), ('me', 1, 0), ('a', 0, 0);
INSERT INTO decks VALUES ('d', 'D', 'path', '', '', 0, 0, '{}');
INSERT INTO cards (card, deck, concept, section, kind, tags, place, digest, body, file, line, retired)
VALUES ('d/c/a', 'd', 'c', 'what', 'recall', '[]', 0, '', '{}', '', 0, 0);
INSERT INTO assignments VALUES ('d', '2026-03-05', 'me', 0);
INSERT INTO events (learner, id, device, time_ms, day, card, kind, payload)
SELECT 'a', format('019c9000-0000-7000-8000-%s', lpad(n::text, 12, '0')), 'd', 1772000000000 + n * 86400000::bigint,
       '2026-03-02', 'd/c/a', 'review', '{"rating":"good"}' FROM generate_series(1, 5) n;
INSERT INTO events (learner, id, device, time_ms, day, card, kind, payload)
VALUES ('b', 'absurd', 'd', 9000000000000000000, '9999999-01-01', 'd/c/a', 'review', '{}');
"""
REFUSED = """
INSERT INTO events (learner, id, device, time_ms, day, card, kind, payload)
VALUES ('a', 'new', 'd', 9000000000000000000, '', 'd/c/a', 'note', '{}')
"""
HISTORY = "SELECT learner, id, device, time_ms, day, card, kind, undoes, payload FROM events ORDER BY learner, id"


def test_a_damaged_dump_is_refused_and_nothing_is_written(
    server: Running, classroom: Classroom, answer: Answer, empty: str
) -> None:
    """A changed byte near the start, in the middle or at the end, a missing end, and bytes after the end."""
    answer("a", 1)
    file = dumped(classroom)
    sound = file.read_bytes()
    places = (2, 20, len(sound) // 2, len(sound) - 1)
    damaged = [sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :] for at in places]
    for content in (*damaged, sound[:-40], sound + b"x", b""):
        file.write_bytes(content)
        done = classroom.run(OWNER, "db", "restore", str(file), server.url(empty))
        assert (done.returncode, "cannot be restored" in done.stderr) == (3, True), done.stderr
    assert server.query(empty, ANYTHING) == [(0,)]


@pytest.mark.parametrize("version", ["0001", "0007"])
def test_dump_of_an_earlier_version_is_restored_and_upgraded(
    server: Running, classroom: Classroom, empty: str, version: str
) -> None:
    """Each event as it was, also one that is refused today; the assignment of a deck becomes one of its cards."""
    old, file = f"{empty}_old", classroom.folder / "old.dump"
    server.query("postgres", f"CREATE DATABASE {old} OWNER {OWNER}")
    try:
        upgrade(server.url(old), version)
        with psycopg.connect(server.url(old).replace("+psycopg", "")) as connection:
            connection.execute(Path(postgres.__file__).with_name("class_tables.sql").read_bytes())
            connection.execute(FIRST_ROWS)
        write_dump(server.url(old), file, ClassVersion(version, 0))
        before = server.query(old, HISTORY)
    finally:
        server.query("postgres", f"DROP DATABASE {old}")
    done = classroom.run(OWNER, "db", "restore", str(file), server.url(empty))
    assert done.returncode == 0, done.stderr
    assert server.query(empty, HISTORY) == before
    assert server.query(empty, "SELECT * FROM assigned_cards") == [("d", "d/c/a")]
    status = json.loads(classroom.run("me", "status", "--json", QUIZAPP_DB=server.url(empty, "me")).stdout)
    assert status["assignments"][0]["due"] == "2026-03-05"
    with pytest.raises(psycopg.errors.CheckViolation):
        server.query(empty, REFUSED, "a")


@pytest.mark.parametrize(
    "version", [ClassVersion("9999", 1), ClassVersion(schema.VERSION, int(postgres.CLASS) + 1)], ids=str
)
def test_dump_of_a_newer_version_is_refused(
    server: Running, classroom: Classroom, empty: str, version: ClassVersion
) -> None:
    """With one error that names both versions, before anything is written."""
    file = classroom.folder / "new.dump"
    with file.open("xb") as out:
        DumpWriter(out, version).finish()
    done = classroom.run(OWNER, "db", "restore", str(file), server.url(empty))
    assert (done.returncode, f"version {version}" in done.stderr) == (4, True), done.stderr
    assert "Install a newer quizapp" in done.stderr
    assert server.query(empty, ANYTHING) == [(0,)]


KILLED = """
import os, signal, sys
from pathlib import Path
from quizapp.store.classroom.restore import restore
from quizapp.store.location import parse_server
restore(parse_server(sys.argv[1]), Path(sys.argv[2]), lambda table: table == sys.argv[3] and os.kill(os.getpid(), 9))
"""


def test_restore_that_is_killed_leaves_nothing_and_can_be_repeated(
    server: Running, classroom: Classroom, answer: Answer, empty: str
) -> None:
    """No table of it is there; the next restore ends with equal histories."""
    answer("a", 2)
    file = dumped(classroom)
    done = subprocess.run([sys.executable, "-c", KILLED, server.url(empty), str(file), "states"])
    assert done.returncode == -9
    assert server.query(empty, ANYTHING) == [(0,)]
    assert classroom.run(OWNER, "db", "restore", str(file), server.url(empty)).returncode == 0
    assert server.query(empty, EVENTS) == classroom.query(OWNER, EVENTS)


def test_server_that_goes_away_ends_a_restore_without_a_table(
    server: Running, classroom: Classroom, empty: str
) -> None:
    """One error of the store."""
    file = dumped(classroom)
    end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = %s"

    def interrupt(name: str) -> None:
        if name == "cards":
            classroom.query("postgres", end, empty, OWNER)

    with pytest.raises(QuizError) as caught:
        restore(parse_server(server.url(empty)), file, interrupt)
    assert caught.value.exit_code == ExitCode.STORE
    assert server.query(empty, ANYTHING) == [(0,)]


SAME = {
    "events": EVENTS, "groups": "SELECT * FROM class_groups ORDER BY 1, 2",
    "cards": "SELECT * FROM cards ORDER BY card",
    "assignments": "SELECT * FROM assignments JOIN assigned_cards USING (assignment) ORDER BY card",
    "states": "SELECT * FROM states ORDER BY learner, card",
    "media": "SELECT * FROM media_files JOIN media_blobs USING (digest)",
}  # fmt: skip


def test_class_moves_to_another_server(classroom: Classroom, answer: Answer, tmp_path: Path) -> None:
    """One with another superuser, owner and locale; the members sign in there with new passwords, and go on."""
    assert classroom.run("me", "class", "group", "red", "a").returncode == 0
    assign = ("class", "assign", "concurrency", "--due", "2026-03-31", "--group", "red")
    assert classroom.run("me", *assign).returncode == 0
    classroom.query("me", BLOB, DIGEST, CONTENT)
    classroom.query("me", FILE, DIGEST)
    answer("a", 3)
    answer("b", 2)
    assert classroom.run("a", "undo").returncode == 0
    file, passwords = dumped(classroom), tmp_path / "new.txt"
    locale = ("--locale-provider=icu", "--icu-locale=sv-SE", "--locale=C.UTF-8")
    with started(cluster=Cluster("admin", locale)) as other:
        for statement in (
            f"CREATE ROLE boss LOGIN CREATEROLE PASSWORD '{other.password}'", "CREATE DATABASE moved OWNER boss",
        ):  # fmt: skip
            other.query("postgres", statement, "admin")
        owner = {"QUIZAPP_DB": other.url("moved", "boss")}
        done = classroom.run("boss", "db", "restore", str(file), **owner)
        assert (done.returncode, "connect: a, b, me" in done.stdout) == (0, True), done.stdout + done.stderr
        done = classroom.run("boss", "db", "password", "--missing", "--passwords", str(passwords), **owner)
        assert (done.returncode, passwords.stat().st_mode & 0o077) == (0, 0), done.stderr
        for name, query in SAME.items():
            assert other.query("moved", query, "boss") == classroom.query(OWNER, query), name
        given = dict(line.split("\t") for line in passwords.read_text().splitlines())
        for name, password in given.items():
            own = {"QUIZAPP_DB": other.url("moved", name).replace(other.password, password)}
            assert classroom.run(name, "doctor", **own).returncode == 0
            seen = json.loads(classroom.run(name, "class", "progress", "--json", **own).stdout)
            assert seen["teacher"] == (name == "me")
        answer("a", 1, QUIZAPP_DB=other.url("moved", "a").replace(other.password, given["a"]))
        assert classroom.run("boss", "doctor", **owner).returncode == 0
        done = classroom.run("boss", "db", "password", "--missing", **owner)
        assert (done.returncode, "Every member has a role" in done.stdout) == (0, True)
