"""The teacher's pages: what the database lets a teacher see, and nobody else."""

import csv
import io

from quizapp.web.classroom.progress import as_csv
from tests.web.classroom.conftest import ServedClass
from tests.web.classroom.test_learners import answered


def test_teacher_sees_the_class_and_a_learner(class_pages: ServedClass) -> None:
    class_pages.start()
    answered(class_pages.signed_in("a"), 2)
    teacher = class_pages.signed_in("me")
    page = teacher.get("/class")
    assert "Learners: 2" in page.text and "/class/learner?name=a" in page.html
    assert "a" in teacher.get("/class/learner?name=a").text
    assert "answers2" in teacher.get("/class/learner?name=a").text.replace("answers 2", "answers2")
    assert teacher.get("/class/items").status == 200
    assert "is no learner" in teacher.get("/class/learner?name=%3Cb%3E").text
    table = teacher.get("/class/results")
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(table.html)))
    assert rows[0][:6] == ["learner", "groups", "last_seen", "answers", "right", "learnt"]
    assert [(row[0], row[3]) for row in rows[1:]] == [("a", "2"), ("b", "0")]


def test_learner_is_refused_by_the_database(class_pages: ServedClass) -> None:
    """The pages do not compare names: they ask as the learner's role."""
    class_pages.start()
    answered(class_pages.signed_in("a"), 1)
    learner = class_pages.signed_in("b")
    shown = learner.get("/class")
    assert "Learners: –" in shown.text and "/class/learner" not in shown.html and "stuck on" not in shown.text
    for address in ("/class/learner?name=a", "/class/items", "/class/results", "/class/assignments"):
        page = learner.get(address)
        assert page.status == 400 and "Only teachers" in page.text
    token = learner.form_token()
    fields = [("form", token), ("what", "concurrency"), ("due", "2026-04-01")]
    page = learner.send("POST", "/class/assign", fields)
    assert page.status == 400 and "permission denied" in page.text
    assert learner.send("POST", "/class/withdraw", [("form", token), ("name", "x")]).status == 400
    assert class_pages.query("SELECT count(*) FROM assignments") == [(0,)]


def test_teacher_assigns_changes_dates_and_withdraws(class_pages: ServedClass) -> None:
    class_pages.start()
    teacher, learner = class_pages.signed_in("me"), class_pages.signed_in("a")
    form = next(form for form in teacher.get("/class/assignments").found.forms if "what" in form.choices)
    page = teacher.submit(form, what="concurrency", due="2026-03-31", opens="", group="", name="week 3")
    assert "week 3 is assigned until 2026-03-31" in page.text
    assert "Assigned: week 3" in learner.get("/").text
    change = next(each for each in page.found.forms if each.action == "/class/assign" and "what" not in each.choices)
    assert "until 2026-04-10" in teacher.submit(change, due="2026-04-10").text
    assert class_pages.query("SELECT assignment, due FROM assignments") == [("week 3", "2026-04-10")]
    assert "not a date" in teacher.submit(change, due="soon").text
    assert "first day is after" in teacher.submit(change, opens="2026-05-01").text
    gone = teacher.submit(page.form("/class/withdraw"))
    assert "no longer assigned" in gone.text and "Assigned" not in learner.get("/").text


def test_table_has_no_formula_and_no_control_character() -> None:
    rows = list(csv.reader(io.StringIO(as_csv([["=1+1", "a\x1b[0m", 3], ["-x", "plain", ""]]))))
    assert rows[0][0] == "'=1+1" and "\x1b" not in rows[0][1] and rows[1][0] == "'-x"
