"""The source of a deck, and whether it has sections to read."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from quizapp.core.model import NO_SECTIONS
from quizapp.store.database import Store, open_store
from quizapp.store.decks.deck_lookup import comes_from, teaches
from tests.store.installed_rows import put_concept, put_deck

pytestmark = pytest.mark.file


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database of `me`."""
    made = open_store(tmp_path / "q 50%?#.db", "me")
    yield made
    made.close()


def test_source_and_sections_of_a_deck(store: Store) -> None:
    """A deck of plain cards has no sections; retired concepts do not count."""
    put_deck(store, "d", source="/here")
    assert (comes_from(store, "d", "/here"), comes_from(store, "d", "/there")) == (True, False)
    assert comes_from(store, "none", "/there")
    empty = asdict(NO_SECTIONS)
    put_concept(store, "d", "list", body=json.dumps({"sections": empty}))
    put_concept(store, "d", "old", body=json.dumps({"sections": empty | {"what": "It is."}}), retired=1)
    put_concept(store, "e", "c", body=json.dumps({"sections": empty | {"what": "It is."}}))
    assert (teaches(store, "d"), teaches(store, "e"), teaches(store, "none")) == (False, True, False)
