"""An assistant as the tutor of a member of a class: it acts as that member, and the database keeps it there."""

import json
import os
from typing import Any

from tests.classes.conftest import EVENTS, Classroom
from tests.conftest import NOON
from tests.mcp.client import connected

REVIEWS = "SELECT count(*) FROM events WHERE kind = 'review'"


def environ_of(classroom: Classroom, user: str) -> dict[str, str]:
    """Return the environment of a member's own machine."""
    own = {"QUIZAPP_DB": classroom.url(user), "XDG_DATA_HOME": str(classroom.folder / user), "QUIZAPP_NOW": NOON}
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    folder = str(classroom.folder)
    return (
        kept | own | {"QUIZAPP_CONFIG": f"{folder}/none.toml", "HOME": folder, "PYTHONUTF8": "1", "QUIZAPP_PATH": "all"}
    )


def test_member_is_asked_graded_and_rated_and_only_their_log_has_it(classroom: Classroom) -> None:
    with connected(environ_of(classroom, "a"), "--write") as client:
        shown = client.call("next_question", scope="concurrency")
        assert (
            "expected" not in json.dumps(shown) and "not answered" in client.call("rate", token=shown["token"])["error"]
        )
        revealed = client.call("reveal", token=shown["token"])
        assert revealed["expected"]
        rated = client.call("rate", token=shown["token"], rating="good")
        assert rated["card"] == revealed["card"]
        assert classroom.query("a", REVIEWS) == [(1,)] and classroom.query("b", REVIEWS) == [(0,)]
        assert client.call("progress")["reviews"] == 1
        undone = client.call("undo")
        assert undone["undone"] == f"Undone: review of {rated['card']}, rated good"
        assert undone["question"]["ask"] == shown["ask"]
        assert client.call("progress")["reviews"] == 0
    learners = {row[0] for row in classroom.query("a", EVENTS)}
    assert learners == {"a"}


def test_two_members_have_tutors_at_once_and_neither_sees_the_other(classroom: Classroom) -> None:
    with (
        connected(environ_of(classroom, "a"), "--write") as one,
        connected(environ_of(classroom, "b"), "--write") as two,
    ):
        for client in (one, two, one):
            shown = client.call("next_question", scope="concurrency")
            client.call("reveal", token=shown["token"])
            assert client.call("rate", token=shown["token"], rating="good")["rating"] == "good"
        assert (one.call("progress")["reviews"], two.call("progress")["reviews"]) == (2, 1)
        foreign = one.call("next_question", scope="concurrency")["token"]
        assert "token is not" in two.call("reveal", token=foreign)["error"]


def test_question_of_a_tutor_is_not_asked_again_elsewhere_meanwhile(classroom: Classroom) -> None:
    with (
        connected(environ_of(classroom, "a"), "--write") as one,
        connected(environ_of(classroom, "a"), "--write") as two,
    ):
        asks = {client.call("next_question", scope="concurrency")["ask"] for client in (one, two)}
        assert len(asks) == 2


def test_reading_tutor_records_nothing_in_a_class(classroom: Classroom) -> None:
    before = classroom.query("a", EVENTS)
    with connected(environ_of(classroom, "a")) as client:
        assert client.call("deck_status")["decks"][0]["deck"] == "concurrency"
        assert client.call("find_cards", scope="concurrency", limit=2)["total"] > 100
        assert client.call("plan", months=1)["days"] == 30
        assert "`concurrency`" in client.call("find_cards", scope="concurency")["hint"]
    assert classroom.query("a", EVENTS) == before


def test_cards_for_a_class_wait_in_a_draft_that_a_member_cannot_install(classroom: Classroom) -> None:
    """Decks of a class are its teachers': the draft is a folder on the member's own machine."""
    sent: list[dict[str, Any]] = [{"ask": f"{number} + 1?", "answer": str(number + 1)} for number in range(100)]
    environ = environ_of(classroom, "a")
    with connected(environ, "--write") as client:
        done = client.call("add_cards", deck="sums", create=True, cards=sent)
        assert (done["cards"], done["problems"]) == (100, [])
    refused = classroom.run("a", "deck", "accept", "sums", "--yes", XDG_DATA_HOME=environ["XDG_DATA_HOME"])
    assert refused.returncode == 4 and "Only a teacher may change decks" in refused.stderr
    assert classroom.query("me", "SELECT count(*) FROM decks WHERE deck = 'sums'") == [(0,)]
    with connected(environ, "--write") as client:  # what is not accepted can still be written to
        assert client.call("add_cards", deck="sums", cards=[{"ask": "new?", "answer": "yes"}])["cards"] == 1
        assert "1 card in the draft" in client.call("undo")["undone"]
