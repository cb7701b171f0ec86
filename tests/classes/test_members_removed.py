"""A member who leaves has no access and no name; the history is kept under a pseudonym or erased."""

import json
import os
import sys
from collections.abc import Iterator

import pexpect
import psycopg
import pytest
from server import NAMES, OWNER, Running, fresh

from quizapp.core.events import LOG_COLUMNS
from quizapp.store.events.event_checks import checksum
from tests.classes.conftest import Answer, Classroom

NAME = "quentin"
COLUMNS = """SELECT table_name::text, column_name::text FROM information_schema.columns
WHERE table_schema = 'public' AND data_type = 'text'"""


@pytest.fixture
def member(classroom: Classroom, answer: Answer) -> Iterator[str]:
    """Add a member who answers, undoes, suspends and stores a large object; drop the role afterwards if needed."""
    classroom.query(OWNER, f"CREATE ROLE {NAME} LOGIN PASSWORD '{classroom.server.password}'")
    assert classroom.run(OWNER, "db", "add", NAME).returncode == 0
    assert classroom.run("me", "class", "group", "red", NAME, "b").returncode == 0
    answer(NAME, 4)
    assert classroom.run(NAME, "undo").returncode == 0
    classroom.query(NAME, "SELECT lo_create(0)")
    answer("b", 2)
    yield NAME
    if classroom.query(OWNER, "SELECT 1 FROM pg_roles WHERE rolname = %s", NAME):
        classroom.query(OWNER, f"GRANT {NAME} TO {OWNER}")
        classroom.query(OWNER, f"DROP OWNED BY {NAME}")
        classroom.query(OWNER, f"DROP ROLE {NAME}")


def traces(classroom: Classroom, name: str) -> list[tuple[str, str]]:
    """Return the columns of the class that have the name anywhere in a value."""
    found = classroom.query(OWNER, COLUMNS)
    assert len(found) > 50
    return [
        (table, column)
        for table, column in found
        if classroom.query(OWNER, f'SELECT 1 FROM "{table}" WHERE strpos("{column}", %s) > 0', name)
    ]


def test_nothing_is_removed_without_consent(classroom: Classroom, member: str) -> None:
    """What would be lost is shown first; only the owner can remove, and never themselves."""
    done = classroom.run(OWNER, "db", "remove", member)
    assert (done.returncode, "answers    3" in done.stderr, "groups     red" in done.stderr) == (2, True, True)
    assert "cards met  3" in done.stderr
    for user, whom in [("me", member), (member, "b"), (member, member)]:
        done = classroom.run(user, "db", "remove", whom, "--yes")
        assert (done.returncode, "the owner of the database" in done.stderr) == (4, True), done.stderr
    assert classroom.run(OWNER, "db", "remove", OWNER, "--yes").returncode == 2
    assert classroom.run(OWNER, "db", "remove", "nobody", "--yes").returncode == 2
    assert classroom.run(member, "status").returncode == 0
    assert len(traces(classroom, member)) > 5


@pytest.mark.parametrize(("answered", "removed"), [("n", False), ("", False), ("y", True)])
def test_removal_is_asked_for_on_a_terminal(classroom: Classroom, member: str, answered: str, removed: bool) -> None:
    """Their report comes first; only a yes removes, and Enter does not."""
    env = {"QUIZAPP_DB": classroom.url(OWNER), "QUIZAPP_CONFIG": "/dev/null", "PATH": os.environ["PATH"]}
    words = ["-m", "quizapp", "db", "remove", member]
    child = pexpect.spawn(sys.executable, words, env=env, encoding="utf-8", timeout=30, dimensions=(24, 100))
    child.expect_exact(f"Remove {member}?")
    shown = str(child.before)
    assert ("answers    3" in shown, "kept under a pseudonym" in shown) == (True, True), shown
    child.sendline(answered)
    child.expect(pexpect.EOF)
    child.close()
    said = "is no longer a member" if removed else "Nothing was changed"
    assert (child.exitstatus, said in str(child.before)) == (0, True), child.before
    known = classroom.query(OWNER, "SELECT 1 FROM members WHERE learner = %s", member)
    assert known == ([] if removed else [(1,)])


def test_history_is_kept_under_a_pseudonym(classroom: Classroom, member: str) -> None:
    """No column has the name, every checksum holds, the states still equal the fold, and others keep their rows."""
    count = "SELECT count(*) FROM events WHERE learner = %s"
    (before,), others = classroom.query(OWNER, count, member)[0], classroom.query(OWNER, count, "b")
    states = "SELECT card, state, stability, due_ms FROM states WHERE learner = %s ORDER BY 1"
    folded = classroom.query(OWNER, states, member)
    done = classroom.run(OWNER, "db", "remove", member, "--yes")
    assert done.returncode == 0, done.stderr
    assert "Backups of the class" in done.stdout
    assert traces(classroom, member) == []
    (pseudonym,) = {each[0] for each in classroom.query(OWNER, "SELECT learner FROM events")} - {*NAMES, OWNER}
    assert str(pseudonym).startswith("removed-") and str(pseudonym) in done.stdout
    events = classroom.query(
        OWNER, f"SELECT {', '.join(LOG_COLUMNS)}, checksum FROM events WHERE learner = %s", pseudonym
    )
    assert len(events) == before > 4
    for *values, stored in events:
        assert stored == checksum(dict(zip(LOG_COLUMNS, values, strict=True)))
    assert classroom.query(OWNER, states, pseudonym) == folded
    assert classroom.query(OWNER, count, "b") == others
    assert classroom.run(OWNER, "doctor").returncode == 0


def test_history_is_erased(classroom: Classroom, member: str) -> None:
    """Not a row is left, under any name."""
    done = classroom.run(OWNER, "db", "remove", member, "--erase", "--yes")
    assert done.returncode == 0, done.stderr
    assert traces(classroom, member) == traces(classroom, "removed-") == []
    assert {each[0] for each in classroom.query(OWNER, "SELECT learner FROM events")} <= {*NAMES, OWNER}
    assert classroom.run(OWNER, "doctor").returncode == 0


def test_removed_member_cannot_return(classroom: Classroom, member: str) -> None:
    """An open session ends, the role is gone, and neither `db init` nor a role of the same name lets anybody in."""
    session = classroom.connect(member)
    assert classroom.run(OWNER, "db", "remove", member, "--yes").returncode == 0
    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")
    session.close()
    assert not classroom.query(OWNER, "SELECT 1 FROM pg_roles WHERE rolname = %s", member)
    classroom.query(OWNER, f"CREATE ROLE {member} LOGIN PASSWORD '{classroom.server.password}'")
    done = classroom.run(OWNER, "db", "init")
    assert (done.returncode, member in done.stdout) == (0, False), done.stderr
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        classroom.connect(member)


def test_reports_no_longer_count_them(classroom: Classroom, member: str) -> None:
    """Neither the progress of the class nor its list of members, also where the history is kept."""
    report = json.loads(classroom.run("me", "class", "progress", "--json").stdout)
    assert (report["learners"], len(report["members"])) == (3, 3)
    assert classroom.run(OWNER, "db", "remove", member, "--yes").returncode == 0
    report = json.loads(classroom.run("me", "class", "progress", "--json").stdout)
    assert (report["learners"], {each["learner"] for each in report["members"]}) == (2, {"a", "b"})
    assert max(each["learners"] for each in report["sections"]) == 1
    assert len(json.loads(classroom.run(OWNER, "db", "list", "--json").stdout)) == 4


def test_role_of_another_class_stays(server: Running, classroom: Classroom, member: str) -> None:
    """The same person learns in two classes of one server: removed from one, they go on in the other."""
    assert classroom.run(OWNER, "db", "init").returncode == 0  # closes the copied database to other roles
    with fresh(server) as other:
        assert classroom.run(OWNER, "--db", server.url(other), "db", "add", member).returncode == 0
        done = classroom.run(OWNER, "db", "remove", member, "--yes")
        assert (done.returncode, "stays on the server" in done.stdout) == (0, True), done.stderr
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            classroom.connect(member)
        assert classroom.run(member, "--db", server.url(other, member), "status").returncode == 0
        assert classroom.run(OWNER, "--db", server.url(other), "db", "remove", member, "--yes").returncode == 0
    assert not server.query("postgres", f"SELECT 1 FROM pg_roles WHERE rolname = '{member}'")


def test_event_beyond_the_limits_does_not_keep_a_member(classroom: Classroom, member: str) -> None:
    """An earlier version stored such events: it is erased, and all others are kept."""
    limit = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'events_time'"
    ((rule,),) = classroom.query(OWNER, limit)
    classroom.query(OWNER, "ALTER TABLE events DROP CONSTRAINT events_time")
    classroom.query(
        OWNER, "INSERT INTO events VALUES (%s, '0199', 'd', 9000000000000000, '', '', 'note', NULL, '{}', NULL)", member
    )
    classroom.query(OWNER, f"ALTER TABLE events ADD CONSTRAINT events_time {rule}")
    ((before,),) = classroom.query(OWNER, "SELECT count(*) FROM events WHERE learner = %s", member)
    done = classroom.run(OWNER, "db", "remove", member, "--yes")
    assert (done.returncode, "1 event beyond" in done.stdout) == (0, True), done.stderr
    assert classroom.query(OWNER, "SELECT count(*) FROM events WHERE learner LIKE 'removed-%%' AND 1 = %s", 1) == [
        (before - 1,)
    ]
