"""The assignments of a learner."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.core.events import REVIEW, SUSPEND, UNDO, Event
from quizapp.store.classroom.assignments import Assigned, assigned
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, record
from tests.store.devices import START
from tests.store.installed_rows import put_card, put_deck

pytestmark = pytest.mark.file


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database of `me`."""
    made = open_store(tmp_path / "q 50%?#.db", "me")
    yield made
    made.close()


# The columns of a class that the queries read.
TABLES = (
    "CREATE TABLE assignments (assignment TEXT, deck TEXT, title TEXT, opens TEXT, due TEXT, audience TEXT)",
    "CREATE TABLE assigned_cards (assignment TEXT, card TEXT)",
    "CREATE TABLE class_groups (learner TEXT, name TEXT)",
)
DAY = "2026-03-02"


def record_event(store: Store, kind: str, card: str, rating: str = "good", **more: str) -> Event:
    """Record an event of a card."""
    payload = {"rating": rating} if kind == REVIEW else {}
    event, _ = record(store, EventDraft(kind, card, payload, now_ms=START, day=DAY, **more))  # type: ignore[arg-type]
    return event


@pytest.fixture
def classroom(store: Store) -> Store:
    """Assign decks `d` and `e` to all and `z` to the group `evening`; card `c` of each is retired."""
    with store.transaction() as connection:
        for each in TABLES:
            connection.exec_driver_sql(each)
    for deck, due, audience in (("d", "2026-04-02", ""), ("e", "2026-04-01", ""), ("z", "2026-04-03", "evening")):
        put_deck(store, deck)
        for place, name in enumerate("abc"):
            put_card(store, f"{deck}/c/{name}", place, retired=int(name == "c"))
        assign(store, deck, due, audience)
    return store


def assign(store: Store, deck: str, due: str, audience: str = "", opens: str = "") -> None:
    """Assign all cards of a deck."""
    with store.transaction() as connection:
        row = (deck, deck, deck.upper(), opens, due, audience)
        connection.exec_driver_sql("INSERT INTO assignments VALUES (?, ?, ?, ?, ?, ?)", row)
        cards = "INSERT INTO assigned_cards SELECT deck, card FROM cards WHERE deck = ?"
        connection.exec_driver_sql(cards, (deck,))


def left(store: Store, learner: str = "me", day: str = DAY) -> dict[str, int]:
    """Return how many cards are left of each open assignment, the most urgent first."""
    return {each.deck: each.left for each in assigned(store.query, learner, day)}


def test_assignments_are_listed_until_every_card_was_answered_right(classroom: Store) -> None:
    """The most urgent comes first, with the number of cards left. A wrong answer or a suspended card is not done."""
    record_event(classroom, REVIEW, "d/c/a")
    record_event(classroom, SUSPEND, "d/c/b")
    record_event(classroom, REVIEW, "e/c/a", "again")
    assert assigned(classroom.query, "me", DAY) == [
        Assigned(assignment="e", deck="e", title="E", opens="", due="2026-04-01", cards=2, left=2),
        Assigned(assignment="d", deck="d", title="D", opens="", due="2026-04-02", cards=2, left=1),
    ]
    record_event(classroom, REVIEW, "e/c/a", "hard")
    record_event(classroom, REVIEW, "e/c/b")
    assert left(classroom) == {"d": 1}
    assert left(classroom, "other") == {"e": 2, "d": 2}


def test_undone_answer_is_left_again(classroom: Store) -> None:
    answer = record_event(classroom, REVIEW, "d/c/a")
    assert left(classroom)["d"] == 1
    record_event(classroom, UNDO, "d/c/a", undoes=answer.id)
    assert left(classroom)["d"] == 2


def test_assignment_opens_on_its_day(classroom: Store) -> None:
    put_deck(classroom, "f")
    put_card(classroom, "f/c/a", 0)
    assign(classroom, "f", "2026-04-04", opens="2026-03-03")
    assert "f" not in left(classroom)
    assert left(classroom, day="2026-03-03")["f"] == 1


def test_assignment_of_a_group_is_for_its_members(classroom: Store) -> None:
    with classroom.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO class_groups VALUES ('other', 'evening')")
    assert "z" not in left(classroom)
    assert left(classroom, "other")["z"] == 2
