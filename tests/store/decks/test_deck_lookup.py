"""Lists and concepts to read, and what is hidden of them when it is empty."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from quizapp.core.model import NO_SECTIONS
from quizapp.store.database import Store, open_store
from quizapp.store.decks.deck_lookup import deck_with_concepts, hide_empty_deck, retire_empty_lists, teaches
from quizapp.store.decks.deck_records import installed_concepts, installed_decks
from tests.store.installed_rows import put_card, put_concept, put_deck

pytestmark = pytest.mark.file


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database of `me`."""
    made = open_store(tmp_path / "q 50%?#.db", "me")
    yield made
    made.close()


def test_a_deck_teaches_if_it_has_sections(store: Store) -> None:
    """A deck of plain cards has no sections; retired concepts do not count."""
    put_deck(store, "d")
    empty = asdict(NO_SECTIONS)
    put_concept(store, "d", "list", body=json.dumps({"sections": empty}))
    put_concept(store, "d", "old", body=json.dumps({"sections": empty | {"what": "It is."}}), retired=1)
    put_concept(store, "e", "c", body=json.dumps({"sections": empty | {"what": "It is."}}))
    assert (teaches(store, "d"), teaches(store, "e"), teaches(store, "none")) == (False, True, False)


def test_a_deck_is_found_by_its_concepts(store: Store) -> None:
    """That which has the most of them; neither removed decks nor retired concepts count."""
    for deck, removed in (("d", 0), ("e", 0), ("gone", 1)):
        put_deck(store, deck, removed=removed)
        for name in ("a", "b", "c"):
            put_concept(store, deck, name, body="{}", retired=int((deck, name) == ("d", "b")))
    assert deck_with_concepts(store, ["a", "b", "x"]) == "e"
    assert deck_with_concepts(store, ["a"]) == "d"
    assert deck_with_concepts(store, ["x"]) is None
    assert deck_with_concepts(store, []) is None


def test_lists_without_cards_are_hidden(store: Store) -> None:
    """Those that are kept and concepts to read stay; a deck of which nothing is left is removed."""
    empty = json.dumps({"sections": asdict(NO_SECTIONS)})
    put_deck(store, "d")
    for name in ("full", "left", "kept"):
        put_concept(store, "d", name, body=empty)
    put_concept(store, "d", "read", body=json.dumps({"sections": asdict(NO_SECTIONS) | {"what": "It is."}}))
    put_card(store, "d/full/a")
    put_card(store, "d/left/a", retired=1)
    with store.transaction() as connection:
        retire_empty_lists(connection, "d", frozenset(["kept"]))
    assert {each.concept for each in installed_concepts(store)} == {"full", "kept", "read"}
    put_deck(store, "e")
    put_concept(store, "e", "list", body=empty)
    with store.transaction() as connection:
        hide_empty_deck(connection, "d")
        hide_empty_deck(connection, "e")
    assert [each.deck for each in installed_decks(store)] == ["d"]
    assert {each.concept for each in installed_concepts(store)} == {"full", "read"}
