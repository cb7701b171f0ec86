"""A learner's connection cannot read or write another's rows: grants, policies and triggers refuse it."""

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
    " VALUES (%s, %s, 'd', 1, '', 'c', 'review', '{\"rating\": \"good\"}')"
)


def test_learner_reads_only_their_own_rows(classroom: Classroom, answer: Answer) -> None:
    """In every table with learners; the owner of the database sees all."""
    answer("a", 3)
    answer("b", 2)
    assert classroom.query("a", "SELECT DISTINCT learner FROM events") == [("a",)]
    assert classroom.query("a", "SELECT COUNT(*) FROM events WHERE learner = 'b'") == [(0,)]
    assert classroom.query("a", "SELECT COUNT(*) FROM review_log") == [(3,)]
    assert classroom.query("a", "SELECT COUNT(*) FROM card_status WHERE learner = 'b'") == [(0,)]
    assert classroom.query(OWNER, "SELECT COUNT(DISTINCT learner) FROM states") == [(2,)]
    for table in OWN:
        assert classroom.query("b", f"SELECT COUNT(*) FROM {table} WHERE learner <> 'b'") == [(0,)], table


def test_every_table_with_learners_has_row_level_security(classroom: Classroom) -> None:
    """A table added later without it fails here."""
    found = classroom.query(
        OWNER,
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c JOIN pg_attribute a"
        " ON a.attrelid = c.oid AND a.attname = 'learner'"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace",
    )
    assert {name for name, _ in found} == {*OWN, "members", "class_groups", "learner_settings"}
    assert all(guarded for _, guarded in found)


def test_learner_cannot_write_rows_of_others(classroom: Classroom, answer: Answer) -> None:
    """An insert for another is refused, an update of another's rows finds none, whatever role or setting is tried."""
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
        for table in ("states", "claims", "tallies", "calibrations", "tallied", "consents", "frontiers"):
            with pytest.raises(errors.InsufficientPrivilege):
                a.execute(f"DELETE FROM {table}")  # type: ignore[arg-type]
        a.execute("SELECT delete_derived('states', '')")
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            a.execute("INSERT INTO states SELECT 'b', 'c', 'new', 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 0, ''")
    assert classroom.query("b", "SELECT COUNT(*), MAX(lapses) FROM states") == [(1, 0)]


@pytest.mark.parametrize("statement", ["UPDATE events SET kind = 'x'", "DELETE FROM events", "TRUNCATE events"])
def test_log_is_append_only_by_grant_policy_and_trigger(classroom: Classroom, answer: Answer, statement: str) -> None:
    """Grants stop members and teachers, policies stop those with grants, triggers stop the owner."""
    answer("a", 2)
    for user in ("a", "me"):
        with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
            classroom.query(user, statement)
    for user in (OWNER, "postgres"):
        with pytest.raises(errors.RestrictViolation, match="append-only"):
            classroom.query(user, statement)
    if statement != "TRUNCATE events":
        classroom.query(OWNER, "GRANT UPDATE, DELETE ON events TO a")
        classroom.query(OWNER, "ALTER TABLE events DISABLE TRIGGER USER")
        with classroom.connect("a") as a:
            assert a.execute(statement).rowcount == 0  # type: ignore[arg-type]
    assert classroom.query("a", "SELECT COUNT(*) FROM events") == [(2,)]


def test_erasing_setting_gives_no_right_to_delete(classroom: Classroom, answer: Answer) -> None:
    """The setting that disables the trigger for an erasure grants nothing."""
    answer("a", 1)
    with classroom.connect("a") as a:
        a.execute("SET quizapp.erasing = 'yes'")
        with pytest.raises(errors.InsufficientPrivilege):
            a.execute("DELETE FROM events")


def test_group_role_sees_and_adds_no_rows(classroom: Classroom, answer: Answer) -> None:
    """SET ROLE to the group of learners shows no rows, and inserting for the group is refused."""
    answer("a", 1)
    with classroom.connect("a") as a:
        a.execute("SET ROLE quizapp_learner")
        assert a.execute("SELECT COUNT(*) FROM events").fetchone() == (0,)
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            a.execute(INSERT, ("quizapp_learner", "x"))


def test_only_teachers_change_decks_and_assignments(classroom: Classroom) -> None:
    """Members read them; nobody but the owner changes members."""
    for table in ("decks", "concepts", "cards", "assignments", "assigned_cards", "class_groups", "members", "meta"):
        classroom.query("a", f"SELECT * FROM {table}")
        with pytest.raises(errors.InsufficientPrivilege):
            classroom.query("a", f"DELETE FROM {table}")
    with pytest.raises(errors.InsufficientPrivilege):
        classroom.query("a", "UPDATE cards SET retired = 1")
    with pytest.raises(errors.InsufficientPrivilege):
        classroom.query("a", "INSERT INTO assignments VALUES ('d', '2026-01-01', 'a', 0)")
    for user in ("a", "me"):
        with pytest.raises(errors.InsufficientPrivilege):
            classroom.query(user, "UPDATE members SET teacher = 1")
    assert classroom.query("me", "UPDATE cards SET line = line RETURNING 1")
    assert classroom.query("a", "SELECT learner FROM members") == [("a",)]
    assert len(classroom.query("me", "SELECT learner FROM members")) == 4


def test_teacher_of_another_class_has_no_rights_here(classroom: Classroom) -> None:
    """The groups belong to the whole server, the list of members to the class."""
    classroom.query(OWNER, "GRANT quizapp_teacher TO b")
    try:
        with classroom.connect("b") as b:
            assert b.execute("UPDATE cards SET retired = 1").rowcount == 0
            with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
                b.execute("INSERT INTO assignments VALUES ('d', '2026-01-01', 'b', 0)")
            assert b.execute("SELECT teaches()").fetchone() == (False,)
    finally:
        classroom.query(OWNER, "REVOKE quizapp_teacher FROM b")


def test_owner_functions_ignore_the_caller_s_search_path(classroom: Classroom, answer: Answer) -> None:
    """Nobody can add objects to the schema, and temporary tables of the same names are not read."""
    answer("a", 1)
    with classroom.connect("b") as b:
        with pytest.raises(errors.InsufficientPrivilege):
            b.execute("CREATE TABLE public.mine (x int)")
        with pytest.raises(errors.InsufficientPrivilege):
            b.execute("CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql RETURN 1")
        b.execute("SET search_path = pg_temp, public")
        b.execute("SELECT erase_history(ARRAY(SELECT card FROM cards))")
        assert b.execute("SELECT teaches()").fetchone() == (False,)
    assert classroom.query("a", "SELECT COUNT(*) FROM events") == [(1,)]


def test_erasure_removes_only_the_learner_s_events(classroom: Classroom, answer: Answer) -> None:
    """The same cards of another learner stay; erased events are not merged again."""
    for user in ("a", "b"):
        answer(user, 3)
    done = classroom.run("a", "forget", "concurrency", "--erase", "--yes")
    assert (done.returncode, "3 events of 3 cards were erased" in done.stdout) == (0, True), done.stderr
    for user, left in (("a", 0), ("b", 3)):
        assert classroom.query(user, "SELECT COUNT(*) FROM events WHERE card <> ''") == [(left,)]
        assert classroom.query(user, "SELECT COUNT(*) FROM states") == [(left,)]
    assert classroom.query("a", "SELECT COUNT(*) FROM erasures") == [(3,)]
    with pytest.raises(errors.RestrictViolation):
        classroom.query(OWNER, "DELETE FROM events")


def test_other_learner_s_name_is_refused(classroom: Classroom) -> None:
    """With the exit code of wrong usage; the error about a wrong password does not contain it."""
    done = classroom.run("a", "--learner", "b", "status")
    assert (done.returncode, "each learner is a database role" in done.stderr) == (2, True)
    assert classroom.run("a", "--learner", "a", "status").returncode == 0
    wrong = classroom.url("a").replace(classroom.server.password, "not-the-word")
    done = classroom.run("a", "status", QUIZAPP_DB=wrong)
    assert (done.returncode, "not-the-word" in done.stderr, "Traceback" in done.stderr) == (4, False, False)
    assert "PGPASSWORD" in done.stderr


NAMES = ['o"brien', "Zoë", "李雷", "a b", "x'; DROP TABLE events; --", "$owner", "%s {0}", "é" * 31]


@pytest.mark.parametrize("name", NAMES)
def test_learner_names_may_have_any_characters(classroom: Classroom, name: str) -> None:
    """Quotes, spaces, other scripts: such a learner is added, connects and answers, and others do not see it."""
    place = parse_server(classroom.url(OWNER))
    add(place, name, classroom.server.password, teacher=False)
    try:
        done = classroom.run(name, "quiz", "--jsonl", "--limit", "1", stdin='{"type": "rate", "rating": "easy"}\n')
        assert done.returncode == 0, done.stderr
        assert classroom.query(name, "SELECT DISTINCT learner FROM events") == [(name,)]
        assert classroom.query("a", "SELECT COUNT(*) FROM events") == [(0,)]
    finally:
        with classroom.connect("postgres") as connection:
            connection.execute(sql.SQL("DROP OWNED BY {role}; DROP ROLE {role}").format(role=sql.Identifier(name)))


@pytest.mark.parametrize("name", ["", "é" * 32, "pg_read_all_data", "quizapp_teacher", "public", " a", "a\nb", "a\0b"])
def test_invalid_name_is_refused(name: str) -> None:
    """Before anything is sent."""
    with pytest.raises(QuizError) as caught:
        check_name(name)
    assert caught.value.exit_code == ExitCode.USAGE


def test_only_the_owner_adds_members(classroom: Classroom) -> None:
    """And only the owner sets the class up; the error says who may."""
    for words in (["db", "add", "friend"], ["db", "init"]):
        done = classroom.run("me", *words)
        assert (done.returncode, "as the owner" in done.stderr, "Traceback" in done.stderr) == (4, True, False), words
    assert classroom.query(OWNER, "SELECT COUNT(*) FROM pg_roles WHERE rolname = 'friend'") == [(0,)]


def test_superuser_cannot_become_a_learner(classroom: Classroom) -> None:
    """Row-level security does not apply to superusers."""
    with pytest.raises(QuizError, match="bypasses the row-level security"):
        add(parse_server(classroom.url(OWNER)), "postgres", None, teacher=False)


def test_role_that_is_no_member_cannot_connect(classroom: Classroom) -> None:
    """Even with a password on the same server."""
    classroom.query(OWNER, f"CREATE ROLE stranger LOGIN PASSWORD '{classroom.server.password}'")
    try:
        assert classroom.run(OWNER, "db", "init").returncode == 0
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            classroom.connect("stranger")
        done = classroom.run("stranger", "status")
        assert (done.returncode, "Ask the owner of the class" in done.stderr) == (4, True), done.stderr
    finally:
        classroom.query(OWNER, "DROP ROLE stranger")
