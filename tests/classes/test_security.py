"""One learner's connection cannot read or write what is another's: refused by grant, by policy and by trigger."""

import psycopg
import pytest
from psycopg import errors, sql
from server import OWNER

from quizapp.errors import ExitCode, QuizError
from quizapp.store.classroom.setup import add, check_name
from quizapp.store.location import parse_server
from tests.classes.conftest import Answer, Classroom

OWN = ("events", "states", "claims", "tallies", "calibrations", "tallied", "consents", "erasures", "frontiers")
INSERT = (
    "INSERT INTO events (learner, id, device, time_ms, day, card, kind, payload)"
    " VALUES (%s, %s, 'd', 1, '', 'c', 'review', '{}')"
)


def test_a_learner_reads_their_own_rows_alone(classroom: Classroom, answer: Answer) -> None:
    """Of every table that has a learner; the owner of the database sees that there are more."""
    answer("a", 3)
    answer("b", 2)
    assert classroom.asked("a", "SELECT DISTINCT learner FROM events") == [("a",)]
    assert classroom.asked("a", "SELECT COUNT(*) FROM events WHERE learner = 'b'") == [(0,)]
    assert classroom.asked("a", "SELECT COUNT(*) FROM review_log") == [(3,)]
    assert classroom.asked("a", "SELECT COUNT(*) FROM card_status WHERE learner = 'b'") == [(0,)]
    assert classroom.asked(OWNER, "SELECT COUNT(DISTINCT learner) FROM states") == [(2,)]
    for table in OWN:
        assert classroom.asked("b", f"SELECT COUNT(*) FROM {table} WHERE learner <> 'b'") == [(0,)], table


def test_every_table_with_a_learner_is_guarded(classroom: Classroom) -> None:
    """A table that is added later and forgotten fails here."""
    found = classroom.asked(
        OWNER,
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c JOIN pg_attribute a"
        " ON a.attrelid = c.oid AND a.attname = 'learner'"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace",
    )
    assert {name for name, _ in found} == {*OWN, "members"}
    assert all(guarded for _, guarded in found)


def test_a_learner_writes_for_nobody_else(classroom: Classroom, answer: Answer) -> None:
    """An insert in another's name is refused; an update of another's rows finds none, whatever is set or asked."""
    answer("b", 1)
    with classroom.connect("a") as a:
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            a.execute(INSERT, ("b", "x"))
        a.execute(INSERT, ("a", "x"))
        for statement in (
            "SET ROLE b",
            "SET SESSION AUTHORIZATION b",
            f"SET ROLE {OWNER}",
            "SET row_security = off; SELECT * FROM events",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                a.execute(statement)  # type: ignore[arg-type]
        a.execute("SET row_security = on")
        assert a.execute("UPDATE states SET lapses = 9").rowcount == 0
        assert a.execute("DELETE FROM states").rowcount == 0
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            a.execute("INSERT INTO states SELECT 'b', 'c', 'new', 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 0, ''")
    assert classroom.asked("b", "SELECT COUNT(*), MAX(lapses) FROM states") == [(1, 0)]


@pytest.mark.parametrize("statement", ["UPDATE events SET kind = 'x'", "DELETE FROM events", "TRUNCATE events"])
def test_the_log_is_append_only_three_times(classroom: Classroom, answer: Answer, statement: str) -> None:
    """By grant for members, the teacher among them; by policy where the grant is there; by trigger for the owner."""
    answer("a", 2)
    for user in ("a", "me"):
        with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
            classroom.asked(user, statement)
    for user in (OWNER, "postgres"):
        with pytest.raises(errors.RestrictViolation, match="append-only"):
            classroom.asked(user, statement)
    if statement != "TRUNCATE events":
        classroom.asked(OWNER, "GRANT UPDATE, DELETE ON events TO a")
        classroom.asked(OWNER, "ALTER TABLE events DISABLE TRIGGER USER")
        with classroom.connect("a") as a:
            assert a.execute(statement).rowcount == 0  # type: ignore[arg-type]
    assert classroom.asked("a", "SELECT COUNT(*) FROM events") == [(2,)]


def test_a_deleted_refusal_cannot_be_spoofed(classroom: Classroom, answer: Answer) -> None:
    """What lifts the trigger for an erasure gives no right to delete."""
    answer("a", 1)
    with classroom.connect("a") as a:
        a.execute("SET quizapp.erasing = 'yes'")
        with pytest.raises(errors.InsufficientPrivilege):
            a.execute("DELETE FROM events")


def test_a_group_is_nobody(classroom: Classroom, answer: Answer) -> None:
    """Whoever takes on the role of the learners' group sees no rows, and leaves none for others."""
    answer("a", 1)
    with classroom.connect("a") as a:
        a.execute("SET ROLE quizapp_learner")
        assert a.execute("SELECT COUNT(*) FROM events").fetchone() == (0,)
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            a.execute(INSERT, ("quizapp_learner", "x"))


def test_decks_are_the_teachers(classroom: Classroom) -> None:
    """Members read them; a learner changes, assigns and admits nothing, a teacher does the first two."""
    for table in ("decks", "concepts", "cards", "assignments", "members", "meta"):
        classroom.asked("a", f"SELECT * FROM {table}")
        with pytest.raises(errors.InsufficientPrivilege):
            classroom.asked("a", f"DELETE FROM {table}")
    with pytest.raises(errors.InsufficientPrivilege):
        classroom.asked("a", "UPDATE cards SET retired = 1")
    with pytest.raises(errors.InsufficientPrivilege):
        classroom.asked("a", "INSERT INTO assignments VALUES ('d', '2026-01-01', 'a', 0)")
    for user in ("a", "me"):
        with pytest.raises(errors.InsufficientPrivilege):
            classroom.asked(user, "UPDATE members SET teacher = 1")
    assert classroom.asked("me", "UPDATE cards SET line = line RETURNING 1")
    assert classroom.asked("a", "SELECT learner FROM members") == [("a",)]
    assert len(classroom.asked("me", "SELECT learner FROM members")) == 4


def test_who_teaches_elsewhere_does_not_teach_here(classroom: Classroom) -> None:
    """The groups are the whole server's; the list of members is the class's."""
    classroom.asked(OWNER, "GRANT quizapp_teacher TO b")
    try:
        with classroom.connect("b") as b:
            assert b.execute("UPDATE cards SET retired = 1").rowcount == 0
            with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
                b.execute("INSERT INTO assignments VALUES ('d', '2026-01-01', 'b', 0)")
            assert b.execute("SELECT teaches()").fetchone() == (False,)
    finally:
        classroom.asked(OWNER, "REVOKE quizapp_teacher FROM b")


def test_functions_of_the_owner_are_not_led_astray(classroom: Classroom, answer: Answer) -> None:
    """A table of one's own of the same name is not what a report or an erasure reads; nobody adds to the schema."""
    answer("a", 1)
    with classroom.connect("b") as b:
        with pytest.raises(errors.InsufficientPrivilege):
            b.execute("CREATE TABLE public.mine (x int)")
        with pytest.raises(errors.InsufficientPrivilege):
            b.execute("CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql RETURN 1")
        b.execute("SET search_path = pg_temp, public")
        b.execute("SELECT erase_history(ARRAY(SELECT card FROM cards))")
        assert b.execute("SELECT teaches()").fetchone() == (False,)
    assert classroom.asked("a", "SELECT COUNT(*) FROM events") == [(1,)]


def test_an_erasure_is_one_s_own(classroom: Classroom, answer: Answer) -> None:
    """The same cards of somebody else stay; what was erased is not merged in again."""
    for user in ("a", "b"):
        answer(user, 3)
    done = classroom.run("a", "forget", "concurrency", "--erase", "--yes")
    assert (done.returncode, "3 events of 3 cards were erased" in done.stdout) == (0, True), done.stderr
    for user, left in (("a", 0), ("b", 3)):
        assert classroom.asked(user, "SELECT COUNT(*) FROM events WHERE card <> ''") == [(left,)]
        assert classroom.asked(user, "SELECT COUNT(*) FROM states") == [(left,)]
    assert classroom.asked("a", "SELECT COUNT(*) FROM erasures") == [(3,)]
    with pytest.raises(errors.RestrictViolation):
        classroom.asked(OWNER, "DELETE FROM events")


def test_another_s_name_is_refused_before_and_after_connecting(classroom: Classroom) -> None:
    """With the exit code of a wrong line; and a wrong password is one clear error without the password in it."""
    done = classroom.run("a", "--learner", "b", "status")
    assert (done.returncode, "each learner is a database role" in done.stderr) == (2, True)
    assert classroom.run("a", "--learner", "a", "status").returncode == 0
    wrong = classroom.url("a").replace(classroom.server.password, "not-the-word")
    done = classroom.run("a", "status", QUIZAPP_DB=wrong)
    assert (done.returncode, "not-the-word" in done.stderr, "Traceback" in done.stderr) == (4, False, False)
    assert "PGPASSWORD" in done.stderr


NAMES = ['o"brien', "Zoë", "李雷", "a b", "x'; DROP TABLE events; --", "$owner", "%s {0}", "é" * 31]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_a_name(classroom: Classroom, name: str) -> None:
    """Quotes, spaces, other scripts: added, connected, answered, seen by nobody else."""
    place = parse_server(classroom.url(OWNER))
    add(place, name, classroom.server.password, teacher=False)
    try:
        done = classroom.run(name, "quiz", "--jsonl", "--limit", "1", stdin='{"type": "rate", "rating": "easy"}\n')
        assert done.returncode == 0, done.stderr
        assert classroom.asked(name, "SELECT DISTINCT learner FROM events") == [(name,)]
        assert classroom.asked("a", "SELECT COUNT(*) FROM events") == [(0,)]
    finally:
        with classroom.connect("postgres") as connection:
            connection.execute(sql.SQL("DROP OWNED BY {role}; DROP ROLE {role}").format(role=sql.Identifier(name)))


@pytest.mark.parametrize("name", ["", "é" * 32, "pg_read_all_data", "quizapp_teacher", "public", " a", "a\nb", "a\0b"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    """Before anything is sent."""
    with pytest.raises(QuizError) as caught:
        check_name(name)
    assert caught.value.exit_code == ExitCode.USAGE


def test_who_does_not_own_the_class_adds_nobody(classroom: Classroom) -> None:
    """Nor sets it up again; the error says who may."""
    for words in (["db", "add", "friend"], ["db", "init"]):
        done = classroom.run("me", *words)
        assert (done.returncode, "as the owner" in done.stderr, "Traceback" in done.stderr) == (4, True, False), words
    assert classroom.asked(OWNER, "SELECT COUNT(*) FROM pg_roles WHERE rolname = 'friend'") == [(0,)]


def test_the_mighty_are_not_made_learners(classroom: Classroom) -> None:
    """Row-level security does not hold for them."""
    with pytest.raises(QuizError, match="bypasses the row-level security"):
        add(parse_server(classroom.url(OWNER)), "postgres", None, teacher=False)


def test_who_is_no_member_stays_out(classroom: Classroom) -> None:
    """A role of the server that was not added may not even connect to a class that was set up in its place."""
    classroom.asked(OWNER, f"CREATE ROLE stranger LOGIN PASSWORD '{classroom.server.password}'")
    try:
        assert classroom.run(OWNER, "db", "init").returncode == 0
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            classroom.connect("stranger")
        done = classroom.run("stranger", "status")
        assert (done.returncode, "Ask the owner of the class" in done.stderr) == (4, True), done.stderr
    finally:
        classroom.asked(OWNER, "DROP ROLE stranger")
