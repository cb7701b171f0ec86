"""The answers of a learner to whether code may run."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.store.database import Store, open_store
from quizapp.store.events.consents import answer_to, remember
from tests.store.devices import START

pytestmark = pytest.mark.file


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database of `me`."""
    made = open_store(tmp_path / "q 50%?#.db", "me")
    yield made
    made.close()


def test_last_answer_of_a_learner_to_a_code_counts(store: Store) -> None:
    """It is stored with its subject and time."""
    with closing(open_store(store.path, "other")) as other:
        assert answer_to(store, "f") is None
        remember(store, "f", "a run", "agreed", now_ms=START)
        remember(store, "g", "another", "refused", now_ms=START)
        assert (answer_to(store, "f"), answer_to(store, "g"), answer_to(other, "f")) == ("agreed", "refused", None)
        remember(store, "f", "the run", "refused", now_ms=START + 1)
        remember(other, "f", "the run", "agreed", now_ms=START + 2)
        assert (answer_to(store, "f"), answer_to(other, "f")) == ("refused", "agreed")
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM consents ORDER BY 1, 2").all()
    assert [tuple(row) for row in rows] == [
        ("me", "f", "the run", "refused", START + 1),
        ("me", "g", "another", "refused", START),
        ("other", "f", "the run", "agreed", START + 2),
    ]
