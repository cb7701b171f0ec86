"""Reviews and states of cards."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.core.model import Rating, State
from quizapp.formats.anki.card_stream import Row
from quizapp.formats.anki.collection import Collection, read_collection
from quizapp.formats.anki.history import history_of, memory_of
from quizapp.formats.anki.package import opened
from quizapp.formats.anki.untrusted_database import connected
from quizapp.formats.common.card_deck import ImportedReview
from tests.formats.anki.packages import CREATED, GENERATIONS, cards_of, packed


@pytest.mark.parametrize("generation", GENERATIONS)
def test_reviews_and_states_are_imported(tmp_path: Path, generation: str) -> None:
    """Without manual changes and cramming; with due days, intervals, FSRS memory and suspension."""
    cards = cards_of(packed(tmp_path, generation))
    past = cards["Science | Science | note 1 | 1"].history
    assert past is not None
    assert [(review.rating, review.seconds) for review in past.reviews] == [
        (Rating.HARD, 4.0), (Rating.GOOD, 5.0), (Rating.AGAIN, 600.0),
    ]  # fmt: skip
    assert (past.stability, past.difficulty, past.lapses, past.interval_days) == (14.5, 6.1, 1, 12)
    assert (past.due_day, past.due_ms) == ("2023-12-15", None)
    suspended = cards["Science | Cells / Parts | note 2 | 2"].history
    assert suspended is not None and suspended.suspended and not suspended.reviews
    learning = cards["Science | Cells / Parts | note 3 | 1"].history
    assert learning is not None
    assert learning.due_day == ""
    assert (learning.due_ms, learning.interval_days) == ((CREATED + 600) * 1000, 600 / 86_400)
    assert (past.state, learning.state) == (State.REVIEW, State.LEARNING)
    buried = cards["Science | Cells / Parts | note 3 | 2"].history
    assert buried is not None and buried.buried
    at_home = cards["Science | Science | note 4 | 1"].history
    assert at_home is not None and at_home.due_day == "2023-12-18"
    assert cards["Science | Cells / Parts | note 2 | 1"].history is None


@pytest.mark.parametrize("generation", GENERATIONS)
def test_crammed_reviews_are_kept_apart(tmp_path: Path, generation: str) -> None:
    """Those of a filtered deck that does not reschedule; early reviews in one that does are reviews."""
    crammed = (1_700_000_450_000, 100, 4, 1, 1, 0, 3000, 3)
    early = (1_700_000_460_000, 100, 3, 1, 1, 2500, 2000, 3)
    cards = cards_of(packed(tmp_path, generation, revlog=[crammed, early]))
    past = cards["Science | Science | note 1 | 1"].history
    assert past is not None
    assert past.crammed == (ImportedReview(time_ms=crammed[0], rating=Rating.EASY, seconds=3.0),)
    assert past.reviews == (ImportedReview(time_ms=early[0], rating=Rating.GOOD, seconds=2.0),)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_card_that_was_reset_is_forgotten_then(tmp_path: Path, generation: str) -> None:
    """At the entry of the reset; a due date set by hand is no reset, and a new card with reviews was reset unlogged."""
    learnt, reset, due_set = (
        (1_700_000_100_000, 105, 3, 1, 0, 2500, 4000, 0),
        (1_700_000_200_000, 105, 0, 0, 1, 0, 0, 4),
        (1_700_000_150_000, 105, 0, 9, 3, 2500, 0, 4),
    )  # fmt: skip
    name = "Science | Science | note 4 | 1"

    def forgotten(*revlog: tuple[int, ...], kind: int = 0) -> tuple[int, ...]:
        cards = [(105, 4, 10, 0, kind, kind, 3, 0, 0, 0, 0, 0, 0, "")]
        past = cards_of(packed(tmp_path, generation, revlog=revlog, cards=cards))[name].history
        assert past is not None
        return past.forgotten_ms

    assert forgotten(learnt, reset) == (reset[0],)
    assert forgotten(learnt, due_set) == forgotten(learnt) == (learnt[0] + 1,)
    assert forgotten(learnt, due_set, kind=2) == ()
    again = (1_700_000_300_000, *learnt[1:])
    assert forgotten(learnt, reset, again, kind=2) == (reset[0],)
    assert forgotten(learnt, reset, again) == (reset[0], again[0] + 1)


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("version", [None, 1])
def test_learning_buttons_of_scheduler_version_1(tmp_path: Path, generation: str, version: int | None) -> None:
    """There 2 means Good and 3 means Easy, only for learning and relearning; a missing version is version 1."""
    cards = cards_of(packed(tmp_path, generation, version=version))
    past, learning = (cards[f"Science | {name} | 1"].history for name in ("Science | note 1", "Cells / Parts | note 3"))
    assert past is not None and learning is not None
    assert [review.rating for review in past.reviews] == [Rating.GOOD, Rating.GOOD, Rating.AGAIN]
    assert [review.rating for review in learning.reviews] == [Rating.EASY]


@pytest.mark.parametrize("west", [None, 0, 300, -780])
def test_due_day_is_counted_in_the_zone_of_the_collection(tmp_path: Path, west: int | None) -> None:
    """The stored zone, or the one in which the collection was created at four o'clock."""
    collection = Collection(
        created=CREATED, west_minutes=west, version_1=False,
        types={}, decks={}, reviews={}, faults=[],
    )  # fmt: skip
    row = Row(
        id=1,
        note=1,
        deck=1,
        ord=0,
        type=2,
        queue=2,
        due=30,
        interval=9,
        lapses=0,
        odue=0,
        odid=0,
        left=0,
        changed=0,
        extra="",
    )
    history = history_of(collection, row)
    expected = {None: "2023-12-15", 0: "2023-12-14", 300: "2023-12-14", -780: "2023-12-15"}
    assert history is not None and history.due_day == expected[west]
    assert history_of(collection, row._replace(due=10**9)) == replace(history, due_day="")
    overdue = history_of(collection, row._replace(due=-5))  # since before the collection was created
    expected = {None: "2023-11-10", 0: "2023-11-09", 300: "2023-11-09", -780: "2023-11-10"}
    assert overdue is not None and overdue.due_day == expected[west]


@pytest.mark.parametrize(
    ("kind", "queue", "expected"),
    [
        (1, 1, State.LEARNING), (1, 3, State.LEARNING), (3, 1, State.RELEARNING), (2, 2, State.REVIEW),
        (2, -1, State.REVIEW), (2, 1, State.RELEARNING), (3, -2, State.RELEARNING),
    ],
)  # fmt: skip
def test_the_state_of_a_card(kind: int, queue: int, expected: State) -> None:
    """By its type; under the first scheduler a forgotten card in its steps keeps the type of a review card."""
    row = Row(id=1, note=1, deck=1, ord=0, type=kind, queue=queue, due=30, interval=9, lapses=2, odue=0, odid=0,
              left=2002, changed=0, extra='{"s":8.5,"d":5.5,"dr":0.88,"lrt":1700000000}')  # fmt: skip
    collection = Collection(created=CREATED, west_minutes=0, version_1=False, types={}, decks={}, reviews={}, faults=[])
    past = history_of(collection, row)
    assert past is not None and (past.state, past.steps_left, past.lapses) == (expected, 2, 2)
    assert (past.stability, past.difficulty, past.retention, past.last_ms) == (8.5, 5.5, 0.88, 1_700_000_000_000)


@pytest.mark.parametrize(
    "extra", ["", "[]", "{", '{"s":1}', '{"s":0,"d":5}', '{"s":1e999,"d":5}', '{"s":5,"d":11}', '{"s":true,"d":5}']
)
def test_what_is_no_memory_state_is_none(extra: str) -> None:
    """Half of one, one out of bounds, or text that is no JSON."""
    assert memory_of(extra)[:2] == (None, None)


def west_minutes(path: Path) -> int | None:
    with connected(path, path) as connection:
        return read_collection(connection, path).west_minutes


@pytest.mark.parametrize("generation", GENERATIONS)
def test_zone_of_a_collection_is_read_in_every_generation(tmp_path: Path, generation: str) -> None:
    """Each stores it elsewhere."""
    path = packed(tmp_path, generation)
    with opened(path) as package:
        assert west_minutes(package.collection) is None
        with sqlite3.connect(package.collection) as connection:
            connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
            if generation == "anki21b":
                connection.execute("INSERT INTO config VALUES ('creationOffset', 0, 0, ?)", (b"-60",))
            else:
                connection.execute("UPDATE col SET conf = json_set(conf, '$.creationOffset', -60)")
        connection.close()
        assert west_minutes(package.collection) == -60
