"""Assignments: what the learner is asked first and sees, and what a teacher sees of it."""

import csv
import io
import json
from random import Random
from typing import Any

import pytest
from psycopg import errors

from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.questions.base import letters
from quizapp.questions.registry import kind_named, question_from
from quizapp.store.database import open_store
from quizapp.usecases.context import make_context
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits
from tests.classes.conftest import Answer, Classroom


def ran(classroom: Classroom, user: str, *words: str, **more: str) -> str:
    """Return what a command prints; it must succeed."""
    done = classroom.run(user, *words, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def asked(classroom: Classroom, user: str, count: int = 3, rating: str = "good", **more: str) -> list[str]:
    """Return the cards that a session asks first, after answering them."""
    rate = json.dumps({"type": "rate", "rating": rating}) + "\n"
    done = classroom.run(user, "quiz", "--jsonl", "--limit", str(count), stdin=rate * count, **more)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [line["card"] for line in lines if line["type"] == "question"]


def cards_of(classroom: Classroom, where: str) -> set[str]:
    return {card for (card,) in classroom.query("me", f"SELECT card FROM cards WHERE retired = 0 AND {where}")}


def assignments(classroom: Classroom, user: str, **more: str) -> list[dict[str, Any]]:
    return list(json.loads(ran(classroom, user, "status", "--json", **more)).get("assignments", []))


def last_concept(classroom: Classroom) -> str:
    """Return the concept that the deck introduces last: without an assignment it would not come for weeks."""
    return str(classroom.query("me", "SELECT concept FROM cards WHERE retired = 0 ORDER BY place DESC LIMIT 1")[0][0])


def test_assigned_cards_come_first(classroom: Classroom) -> None:
    """New cards of a late concept, whatever it requires; the others follow when they are done."""
    concept = last_concept(classroom)
    assert not set(asked(classroom, "a", rating="easy")) & cards_of(classroom, f"concept = '{concept}'")
    ran(classroom, "me", "class", "assign", f"concurrency/{concept}", "--due", "2026-03-05")
    wanted = cards_of(classroom, f"concept = '{concept}'")
    assert set(asked(classroom, "b")) <= wanted
    assert set(asked(classroom, "a", QUIZAPP_NOW="2026-03-03T12:00:00+00:00")) <= wanted


def test_wrong_answer_leaves_a_card_assigned(classroom: Classroom) -> None:
    """A right one, from the log, is what counts; undone it does not."""
    concept = last_concept(classroom)
    ran(classroom, "me", "class", "assign", concept, "--due", "2026-03-05")
    (before,) = assignments(classroom, "a")
    asked(classroom, "a", 1, "again")
    assert assignments(classroom, "a") == [before]
    asked(classroom, "a", 1, "good", QUIZAPP_NOW="2026-03-02T14:00:00+00:00")
    assert assignments(classroom, "a")[0]["left"] == before["left"] - 1
    ran(classroom, "a", "undo")
    assert assignments(classroom, "a") == [before]


def test_several_things_are_assigned_to_a_group_from_a_day_on(classroom: Classroom) -> None:
    """Concepts, a tag and a card; the others do not see it, and nobody before it opens."""
    (card,) = classroom.query("me", "SELECT card FROM cards WHERE retired = 0 ORDER BY place LIMIT 1")[0]
    for words in (["class", "group", "red", "a"], ["class", "group", "blue", "b"]):
        ran(classroom, "me", *words)
    what = [last_concept(classroom), str(card)]
    ran(classroom, "me", "class", "assign", *what, "--due", "2026-03-06", "--opens", "2026-03-03", "--group", "red",
        "--name", "week-1")  # fmt: skip
    opened = {"QUIZAPP_NOW": "2026-03-03T12:00:00+00:00"}
    assert assignments(classroom, "a") == []
    (given,) = assignments(classroom, "a", **opened)
    wanted = cards_of(classroom, f"concept = '{what[0]}' OR card = '{card}'")
    assert (given["assignment"], given["title"], given["opens"]) == ("week-1", "week-1", "2026-03-03")
    assert (given["cards"], given["left"]) == (len(wanted), len(wanted))
    assert assignments(classroom, "b", **opened) == []
    assert set(asked(classroom, "a", **opened)) <= wanted
    (seen,) = json.loads(ran(classroom, "me", "class", "progress", "--json"))["assignments"]
    assert (seen["group"], seen["learners"], seen["names"]) == ("red", 1, ["a"])
    assert "week-1 for red opens 2026-03-03" in ran(classroom, "me", "class", "progress")
    assert (
        classroom.run("me", "class", "assign", "concurrency", "--due", "2026-03-06", "--group", "reed").returncode == 2
    )
    ran(classroom, "me", "class", "group", "red", "a", "--remove")
    assert assignments(classroom, "a", **opened) == []


def test_assignment_is_frozen_when_the_deck_changes(classroom: Classroom) -> None:
    """A new card does not join it, one that is removed is not waited for; assigning again changes the dates only."""
    ran(classroom, "me", "class", "assign", "concurrency", "--due", "2026-03-05")
    (before,) = assignments(classroom, "a")
    classroom.query(
        "me",
        "INSERT INTO cards SELECT card || '-x', deck, concept, section, kind, tags, place + 1, digest, body, file,"
        " line, 0, siblings FROM cards ORDER BY place LIMIT 1",
    )
    assert assignments(classroom, "a") == [before]
    said = ran(classroom, "me", "class", "assign", "concurrency", "--due", "2026-03-20")
    assert "its cards stay the same" in said
    assert assignments(classroom, "a") == [before | {"due": "2026-03-20"}]
    classroom.query("me", "UPDATE cards SET retired = 1 WHERE place = (SELECT min(place) FROM cards)")
    assert assignments(classroom, "a")[0]["cards"] == before["cards"] - 1


def test_learner_sees_assignments_before_and_in_a_session(classroom: Classroom) -> None:
    """In `status`, `learn` and the header; the day in words."""
    ran(classroom, "me", "class", "assign", "concurrency", "--due", "2026-03-06")
    for words in (["status"], ["learn"]):
        assert "due Friday (2026-03-06)" in ran(classroom, "a", *words)
    context = make_context(classroom.url("a"), None, {"TZ": "UTC", "QUIZAPP_NOW": "2026-03-02T12:00:00+00:00"})
    session = Session(context, Scope(), SessionLimits(), store=open_store(context.db, "a"))
    try:
        assert session.greeting.lines[0].startswith("Assigned: ")
        left = assignments(classroom, "a")[0]["left"]
        for done in range(2):
            session.next()
            assert session.tally().assigned == f"assigned, due Friday, {left - done} left"
            session.rate(Rating.GOOD)
    finally:
        session.close()


def test_only_teachers_assign_and_see_single_learners(classroom: Classroom, answer: Answer) -> None:
    """Other members get one clear error, and no rows from the functions."""
    answer("b", 1)
    for words in (
        ["class", "assign", "concurrency", "--due", "2026-03-05"], ["class", "group", "red", "a"],
        ["class", "progress", "--csv"], ["class", "items"],
    ):  # fmt: skip
        done = classroom.run("a", *words)
        assert (done.returncode, "Traceback" in done.stderr) == (4, False), (words, done.stderr)
    for function in ("class_learners()", "class_work()", "class_items('')"):
        assert classroom.query("a", f"SELECT * FROM {function}") == []
    for statement in ("SELECT * FROM assigned_work()", "INSERT INTO class_groups VALUES ('a', 'red')",
                      "INSERT INTO assigned_cards VALUES ('x', 'y')"):  # fmt: skip
        with pytest.raises(errors.InsufficientPrivilege):
            classroom.query("a", statement)


def test_teacher_sees_each_learner(classroom: Classroom, answer: Answer) -> None:
    """As text, JSON and CSV: last seen, answers, learnt, and each assignment."""
    ran(classroom, "me", "class", "assign", "concurrency", "--due", "2026-03-05", "--name", "=all")
    answer("a", 2, "easy")
    answer("a", 1, "again")
    one = json.loads(ran(classroom, "me", "class", "progress", "a", "--json"))
    assert (one["learner"], one["last_seen"], one["answers"], one["right"]) == ("a", "2026-03-02", 3, 2)
    assert (one["learnt"], one["assignments"][0]["done"]) == (2, 2)
    assert "3, of which 2 right" in ran(classroom, "me", "class", "progress", "a")
    everyone = json.loads(ran(classroom, "me", "class", "progress", "--json"))["members"]
    assert [each["learner"] for each in everyone] == ["a", "b"]
    table = list(csv.DictReader(io.StringIO(ran(classroom, "me", "class", "progress", "--csv"))))
    assert [(row["learner"], row["answers"], row["last_seen"]) for row in table] == [
        ("a", "3", "2026-03-02"), ("b", "0", "")
    ]  # fmt: skip
    assert table[0]["'=all"].startswith("2/")
    assert classroom.run("me", "class", "progress", "nobody").returncode == 2


def test_wrong_answers_are_counted_with_the_option_that_was_picked(classroom: Classroom) -> None:
    """The option's text, not its letter: each learner saw them in another order."""
    (card, body) = classroom.query("me", "SELECT card, body FROM cards WHERE kind = 'choice' AND retired = 0 LIMIT 1")[
        0
    ]
    question = question_from(json.loads(body))
    wrong = question.distractors[0]  # type: ignore[attr-defined]
    shown = kind_named("choice").show(question, None, Random(f"{card}:0"))  # type: ignore[arg-type]
    letter = letters(len(shown.options))[shown.options.index(wrong)]
    payload = json.dumps({"rating": "again", "correct": False, "answer": letter})
    for user in ("a", "b"):
        classroom.query(
            user,
            "INSERT INTO events (learner, id, device, time_ms, day, card, kind, payload) VALUES"
            " (session_user, 'x', 'd', 1772000000000, '2026-03-02', %s, 'review', %s)",
            card, payload,
        )  # fmt: skip
    (item,) = json.loads(ran(classroom, "me", "class", "items", "--json"))["items"]
    assert (item["card"], item["answers"], item["wrong"]) == (card, 2, 2)
    assert item["picked"] == [{"answer": wrong, "times": 2}]
    assert f"2 x {wrong}" in ran(classroom, "me", "class", "items")
    assert wrong in ran(classroom, "me", "class", "items", "--csv")


def test_assignments_of_an_earlier_version_become_sets_of_cards(classroom: Classroom) -> None:
    """`db init` adds the cards that their decks have, and keeps the days."""
    with classroom.connect("head") as owner:
        for statement in (
            "DROP TABLE assigned_cards", "DROP FUNCTION class_assignments, assigned_work",
            "ALTER TABLE assignments DROP COLUMN assignment, DROP COLUMN title, DROP COLUMN opens,"
            " DROP COLUMN audience, ADD PRIMARY KEY (deck)",
            "INSERT INTO assignments VALUES ('concurrency', '2026-03-05', 'me', 0)",
        ):  # fmt: skip
            owner.execute(statement)  # type: ignore[arg-type]
        assert classroom.run("head", "db", "init").returncode == 0
        count = owner.execute("SELECT count(*) FROM cards WHERE deck = 'concurrency' AND retired = 0").fetchone()
        found = owner.execute(
            "SELECT assignment, due, opens, (SELECT count(*) FROM assigned_cards k WHERE k.assignment = a.assignment)"
            " FROM assignments a"
        ).fetchone()
        assert count and found == ("concurrency", "2026-03-05", "", count[0])
