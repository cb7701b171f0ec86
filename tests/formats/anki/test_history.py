"""Reviews and states of cards."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.core.model import Rating
from quizapp.formats.anki.collection import Collection, Row, read_collection
from quizapp.formats.anki.history import history_of
from quizapp.formats.anki.package import opened
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
    buried = cards["Science | Cells / Parts | note 3 | 2"].history
    assert buried is not None and buried.buried
    at_home = cards["Science | Science | note 4 | 1"].history
    assert at_home is not None and at_home.due_day == "2023-12-18"
    assert cards["Science | Cells / Parts | note 2 | 1"].history is None


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
        types={}, decks={}, notes={}, cards=[], reviews={}, faults=[],
    )  # fmt: skip
    row = Row(id=1, note=1, deck=1, ord=0, type=2, queue=2, due=30, interval=9, lapses=0, odue=0, odid=0, extra="")
    history = history_of(collection, row)
    expected = {None: "2023-12-15", 0: "2023-12-14", 300: "2023-12-14", -780: "2023-12-15"}
    assert history is not None and history.due_day == expected[west]
    assert history_of(collection, row._replace(due=10**9)) == replace(history, due_day="")


@pytest.mark.parametrize("generation", GENERATIONS)
def test_zone_of_a_collection_is_read_in_every_generation(tmp_path: Path, generation: str) -> None:
    """Each stores it elsewhere."""
    path = packed(tmp_path, generation)
    with opened(path) as package:
        assert read_collection(package.collection, path).west_minutes is None
        with sqlite3.connect(package.collection) as connection:
            connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
            if generation == "anki21b":
                connection.execute("INSERT INTO config VALUES ('creationOffset', 0, 0, ?)", (b"-60",))
            else:
                connection.execute("UPDATE col SET conf = json_set(conf, '$.creationOffset', -60)")
        connection.close()
        assert read_collection(package.collection, path).west_minutes == -60
