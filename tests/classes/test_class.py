"""A class from an empty server to its first report."""

import json
import os
import re
import sys
from pathlib import Path

import pexpect
import pytest
from server import OWNER, Running

from quizapp.store.classroom.setup import add
from quizapp.store.location import parse_server
from tests.classes.conftest import Answer, Classroom


def report(classroom: Classroom, user: str) -> dict:  # type: ignore[type-arg]
    """Return what `class progress --json` prints for a user."""
    done = classroom.run(user, "class", "progress", "concurrency", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def right_answers(classroom: Classroom, user: str, cards: str) -> None:
    """Add one right answer to each card of a query to the log of a learner."""
    classroom.query(
        user,
        "INSERT INTO events (learner, id, device, time_ms, day, card, kind, payload) SELECT session_user,"
        " gen_random_uuid()::text, 'd', 1772000000000, '2026-03-02', card, 'review',"
        f" json_build_object('rating', 'good') FROM ({cards}) cards",
    )


def test_class_from_an_empty_database_to_a_first_answer(server: Running, classroom: Classroom) -> None:
    """The steps of docs/class.md: init, add, and the learner answers; a new password is shown once and works."""
    server.query("postgres", "CREATE DATABASE first")
    try:
        owner = {"QUIZAPP_DB": server.url("first")}
        done = classroom.run(OWNER, "status", **owner)
        assert (done.returncode, "quizapp db init" in done.stderr) == (4, True)
        for said in ("the class is set up", "the class is up to date"):
            done = classroom.run(OWNER, "db", "init", server.url("first"), QUIZAPP_DB="")
            assert (done.returncode, said in done.stdout) == (0, True), done.stderr
            assert server.password not in done.stdout
        done = classroom.run(OWNER, "db", "add", "anna", **owner)
        password = re.search(r"shown this once: (\S+)", done.stdout)
        assert password, done.stderr
        anna = {"QUIZAPP_DB": server.url("first", "anna").replace(server.password, password[1])}
        easy = '{"type": "rate", "rating": "easy"}\n'
        done = classroom.run("anna", "quiz", "--jsonl", "--limit", "1", stdin=easy, **anna)
        assert (done.returncode, '"graded"' in done.stdout) == (0, True), done.stderr
        again = classroom.run(OWNER, "db", "add", "anna", "--teacher", **owner)
        assert "its password was not changed" in again.stdout
        assert classroom.run("anna", "deck", "remove", "concurrency", "--yes", **anna).returncode == 0
        assert server.query(
            "first", "SELECT rolpassword LIKE 'SCRAM%' FROM pg_authid WHERE rolname = 'anna'", "postgres"
        ) == [(True,)]
    finally:
        server.query("postgres", "DROP DATABASE first WITH (FORCE)")
        server.query("postgres", "DROP ROLE IF EXISTS anna")


def test_learner_cannot_import_a_deck(classroom: Classroom, foreign_deck: object) -> None:
    """One clear error; the teacher's import is there for everyone."""
    done = classroom.run("a", "import", str(foreign_deck))
    assert (done.returncode, "Only a teacher" in done.stderr, "Traceback" in done.stderr) == (4, True, False)
    assert classroom.run("me", "import", str(foreign_deck)).returncode == 0
    assert '"mine"' in classroom.run("a", "deck", "list", "--json").stdout


def test_only_teachers_see_names(classroom: Classroom, answer: Answer) -> None:
    """Teachers see who is stuck where; others get no counts of a small class."""
    answer("a", 1, "easy")
    for _ in range(6):
        answer("b", 1, "again", "--cram")  # cramming changes no schedule, so nobody is stuck
    card = classroom.query("a", "SELECT card FROM states")[0][0]
    for hour in range(6):
        answer("b", 1, "again", QUIZAPP_NOW=f"2026-03-02T{12 + hour}:30:00+00:00")
    seen = report(classroom, "me")
    assert (seen["teacher"], seen["learners"]) == (True, 2)
    (first,) = [each for each in seen["sections"] if each["names"]]
    assert first["names"] == ["b"] and first["stuck"] == 1
    assert card.startswith(f"{first['deck']}/{first['concept']}/")
    shown = classroom.run("me", "class", "progress").stdout
    assert re.search(r"concurrency/\w+ \w+ +2 +\d +1  b", shown), shown
    theirs = report(classroom, "a")
    assert theirs == {"teacher": False, "learners": None, "sections": [], "assignments": []}


def test_learners_see_counts_of_five_or_more(classroom: Classroom, answer: Answer) -> None:
    """A single learner among them who is stuck, or has not met a section, is not counted separately."""
    for number in range(4):
        add(parse_server(classroom.url(OWNER)), f"more{number}", classroom.server.password, teacher=False)
    members = ["a", "b", *(f"more{number}" for number in range(4))]
    for user in members[:5]:
        answer(user, 1, "easy")
    (section,) = report(classroom, "b")["sections"]
    assert (section["learners"], section["learnt"], section["stuck"], section["names"]) == (None, None, None, None)
    assert report(classroom, "me")["sections"][0]["learners"] == 5
    answer(members[5], 1, "easy")
    (section,) = report(classroom, "b")["sections"]
    assert (section["learners"], section["stuck"], section["names"]) == (6, 0, None)
    for hour in range(6):
        classroom.run("more0", "undo")
        answer("more0", 1, "again", QUIZAPP_NOW=f"2026-03-02T{12 + hour}:30:00+00:00")
        answer("more1", 1, "again", QUIZAPP_NOW=f"2026-03-02T{12 + hour}:30:00+00:00")
    classroom.query("more1", "UPDATE states SET lapses = 3")
    section = report(classroom, "b")["sections"][0]
    assert (section["stuck"], section["names"]) == (None, None)
    assert "-" in classroom.run("b", "class", "progress").stdout
    assert report(classroom, "b")["learners"] == 6


def test_assignment_is_shown_to_learners_and_reported_to_the_teacher(classroom: Classroom, answer: Answer) -> None:
    """In status, as text and JSON; a learner is behind who has not met every card by the due date."""
    assert classroom.run("a", "class", "assign", "concurrency", "--due", "2026-03-05").returncode == 4
    assert classroom.run("me", "class", "assign", "concurrency", "--due", "soon").returncode == 2
    assert classroom.run("me", "class", "assign", "concurrency", "--due", "2026-03-05").returncode == 0
    cards = classroom.query("a", "SELECT COUNT(*) FROM cards WHERE retired = 0 AND deck = 'concurrency'")[0][0]
    answer("a", 2, "easy")
    (given,) = json.loads(classroom.run("a", "status", "--json").stdout)["assignments"]
    assert (given["deck"], given["due"], given["left"]) == ("concurrency", "2026-03-05", cards - 2)
    assert f"due Thursday (2026-03-05), {cards - 2} of {cards} cards left" in classroom.run("a", "status").stdout
    assert f"due Thursday (2026-03-05), {cards - 2} of" in classroom.run("a", "learn").stdout
    late = {"QUIZAPP_NOW": "2026-03-07T12:00:00+00:00"}
    assert "2 days ago" in classroom.run("b", "status", **late).stdout
    (seen,) = report(classroom, "me")["assignments"]
    assert (seen["learners"], seen["done"], seen["names"]) == (2, 0, ["a", "b"])
    assert "behind a, b" in classroom.run("me", "class", "progress", **late).stdout
    rest = "SELECT 'a', card, 'review', 0, 1, 1, 0, 0, 0, 1, 0, 0, '', 0, '' FROM cards WHERE retired = 0"
    classroom.query("a", f"INSERT INTO states {rest} ON CONFLICT DO NOTHING")  # a learner may write these
    assert report(classroom, "me")["assignments"][0]["names"] == ["a", "b"]
    right_answers(classroom, "a", "SELECT card FROM cards WHERE retired = 0")
    assert report(classroom, "me")["assignments"][0]["names"] == ["b"]
    assert "assignments" not in json.loads(classroom.run("a", "status", "--json").stdout)
    assert classroom.run("me", "class", "assign", "concurrency", "--withdraw").returncode == 0
    assert report(classroom, "me")["assignments"] == []


def test_commands_for_files_name_the_alternative_on_a_server(classroom: Classroom) -> None:
    """One line, with the exit code of wrong usage."""
    for words, instead in (
        (["backup"], "db dump"), (["backup", "--list"], "db dump"), (["restore", "x.db"], "db restore"),
        (["doctor", "--rebuild"], "db restore"),
    ):  # fmt: skip
        done = classroom.run("a", *words)
        assert (done.returncode, instead in done.stderr, "Traceback" in done.stderr) == (2, True, False), words
    done = classroom.run("a", "merge", QUIZAPP_SYNC_FOLDER=str(classroom.folder))
    assert (done.returncode, "merge OTHER.db" in done.stderr) == (2, True)


def test_doctor_on_a_server_names_what_helps_there(classroom: Classroom, answer: Answer) -> None:
    """A learner repairs their own states; triggers and policies are the owner's, and there is no file to rebuild."""
    answer("a", 1)
    classroom.query("a", "UPDATE states SET reviews = 9")
    done = classroom.run("a", "doctor")
    assert (done.returncode, "quizapp doctor --repair" in done.stdout) == (1, True), done.stdout
    done = classroom.run("a", "doctor", "--repair")
    assert (done.returncode, "Rebuilt the state of 1 card." in done.stdout) == (0, True), done.stdout
    classroom.query(OWNER, "DROP TRIGGER events_no_update ON events")
    done = classroom.run("a", "doctor")
    assert (done.returncode, "quizapp db init URL" in done.stdout, "--re" in done.stdout) == (1, True, False)


def test_database_file_is_merged_into_the_class(classroom: Classroom, answer: Answer) -> None:
    """A learner adds answers given at home under the same name; events of other learners are left out."""
    home = {"QUIZAPP_DB": str(classroom.folder / "home.db"), "QUIZAPP_LEARNER": "a"}
    rate = '{"type": "rate", "rating": "good"}\n'
    assert classroom.run("a", "quiz", "--jsonl", "--limit", "3", stdin=rate * 3, **home).returncode == 0
    for new in (3, 0):
        done = classroom.run("a", "merge", home["QUIZAPP_DB"])
        assert (done.returncode, f"{new} of them reviews" in done.stdout) == (0, True), done.stderr
    assert classroom.run("a", "doctor").returncode == 0
    done = classroom.run("b", "merge", home["QUIZAPP_DB"])
    assert "Traceback" not in done.stderr
    assert classroom.query("b", "SELECT COUNT(*) FROM events") == [(0,)]


def test_missing_psycopg_is_one_clear_error(classroom: Classroom, tmp_path: Path) -> None:
    """For every command; a database in a file does not need it."""
    (tmp_path / "psycopg.py").write_text("raise ImportError('not here')")
    without = {"PYTHONPATH": str(tmp_path)}
    for words in (["status"], ["quiz", "--jsonl"], ["db", "init"], ["class", "progress"]):
        done = classroom.run("a", *words, **without)
        assert (done.returncode, "pip install 'quizapp[postgres]'" in done.stderr) == (2, True), done.stderr
        assert "Traceback" not in done.stderr
    assert classroom.run("a", "status", QUIZAPP_DB=str(tmp_path / "q.db"), **without).returncode == 0


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://a@b/c", "PostgreSQL server"), ("postgresql://a@b", "name of the database"),
        ("postgresql://a@b:x/c", "Port"), ("postgresql://a@127.0.0.1:1/c", "Check that the server runs"),
        ("postgresql://a@no.such.host.invalid/c", "name of the server"),
    ],
)  # fmt: skip
def test_wrong_url_is_one_clear_error(classroom: Classroom, url: str, said: str) -> None:
    """What, where, and what to do."""
    done = classroom.run("a", "status", QUIZAPP_DB=url)
    assert (done.returncode in (2, 4), said in done.stderr, "Traceback" in done.stderr) == (True, True, False), (
        done.stderr
    )


def test_class_commands_refuse_a_database_file(classroom: Classroom, tmp_path: Path) -> None:
    """With a hint to use a server."""
    for words in (["class", "progress"], ["class", "assign", "concurrency", "--due", "2026-01-01"], ["db", "add", "x"]):
        done = classroom.run("a", *words, QUIZAPP_DB=str(tmp_path / "q.db"))
        assert (done.returncode, "PostgreSQL server" in done.stderr) == (2, True), words


@pytest.mark.parametrize(("again", "code"), [("open sesame", 0), ("open sesam", 2)])
def test_password_is_asked_for_twice_on_a_terminal(classroom: Classroom, again: str, code: int) -> None:
    """It is not echoed, and works; two different passwords add no user."""
    env = {"QUIZAPP_DB": classroom.url(OWNER), "QUIZAPP_CONFIG": "/dev/null", "PATH": os.environ["PATH"]}
    words = ["-m", "quizapp", "db", "add", "zora"]
    child = pexpect.spawn(sys.executable, words, env=env, encoding="utf-8", timeout=30)
    for prompt, answered in (("Password: ", "open sesame"), ("Again: ", again)):
        child.expect(prompt)
        child.sendline(answered)
    child.expect(pexpect.EOF)
    shown = str(child.before)
    child.close()
    try:
        assert (child.exitstatus, "sesam" in shown) == (code, False), shown
        known = classroom.query(OWNER, "SELECT COUNT(*) FROM pg_roles WHERE rolname = 'zora'")
        assert known == [(0 if code else 1,)]
        if not code:
            url = classroom.url("zora").replace(classroom.server.password, "open%20sesame")
            assert classroom.run("zora", "status", QUIZAPP_DB=url).returncode == 0
    finally:
        if not code:
            classroom.query("postgres", "DROP OWNED BY zora; DROP ROLE zora")
