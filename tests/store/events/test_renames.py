"""The history of a card follows it where another device renamed it."""

import itertools
import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.core.events import IMPORT, REVIEW, UNDO
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import installed_cards
from quizapp.store.events.event_log import EventDraft, all_states, record
from quizapp.store.events.rebuild import rebuild
from quizapp.store.events.renames import renames
from quizapp.store.sync.shared_folder import merge_database
from tests.store.devices import START, device
from tests.store.installed_rows import put_card, put_concept, put_deck

pytestmark = pytest.mark.file
DAY = "2026-03-02"
OLD, NEW = "d/c/old", "d/c/new"


def opened(template: Path, path: Path, *cards: str) -> Store:
    """A device with a deck of these cards."""
    store = device(template, path, path.stem)
    put_deck(store, "d")
    put_concept(store, "d", "c")
    for place, card in enumerate(cards):
        put_card(store, card, place)
    return store


def review(store: Store, card: str, at: int) -> None:
    """Answer a card."""
    record(store, EventDraft(REVIEW, card, {"rating": "good"}, now_ms=START + at, day=DAY))


def rename(store: Store, pairs: dict[str, str], at: int = 0) -> None:
    """Record an import that renamed cards."""
    record(store, EventDraft(IMPORT, "", {"deck": "d", "renamed": pairs}, now_ms=START + at, day=DAY))


def content(store: Store) -> tuple[object, ...]:
    """The log but for its order, and the states."""
    log = sorted(tuple(row) for row in store.query("SELECT id, device, card, kind, undoes, payload FROM events", {}))
    return log, {card: state for card, state in all_states(store).items() if state.reviews}


def test_both_devices_end_with_the_same_history(template: Path, tmp_path: Path) -> None:
    """Whoever merges first, and merging again changes nothing; the database can be rebuilt with the same states."""
    for order in itertools.permutations(("one", "two")):
        with (
            closing(opened(template, tmp_path / "one.db", OLD)) as one,
            closing(opened(template, tmp_path / "two.db", NEW)) as two,
        ):
            review(one, OLD, 0)
            rename(one, {NEW: OLD}, 1)
            review(two, NEW, 86_400_000)
            stores = {"one": one, "two": two}
            for name in (*order, *order, *order):
                (other,) = stores.keys() - {name}
                merge_database(stores[name], tmp_path / f"{other}.db")
            assert content(one) == content(two)
            for store in (one, two):
                assert [(each.card, each.body["id"]) for each in installed_cards(store)] in (
                    [(OLD, "old")], [(OLD, "new")],
                )  # fmt: skip
                assert all_states(store)[OLD].reviews == 2
                assert rebuild(store)[1] == 0
        for name in ("one.db", "two.db"):
            (tmp_path / name).unlink()
        shutil.rmtree(tmp_path / "backups", ignore_errors=True)


def test_two_cards_that_are_here_both_stay_two(template: Path, tmp_path: Path) -> None:
    """What is installed under both ids is not merged."""
    with (
        closing(opened(template, tmp_path / "one.db", OLD)) as one,
        closing(opened(template, tmp_path / "two.db", OLD, NEW)) as two,
    ):
        rename(one, {NEW: OLD})
        review(two, NEW, 5)
        merge_database(two, tmp_path / "one.db")
        assert {card: state.reviews for card, state in all_states(two).items()} == {NEW: 1}
        assert {each.card for each in installed_cards(two)} == {OLD, NEW}


def test_names_lead_to_the_first_id(template: Path, tmp_path: Path) -> None:
    """Through several imports; a circle leads nowhere."""
    with closing(opened(template, tmp_path / "one.db")) as store:
        rename(store, {"d/c/2": "d/c/1"}, 1)
        rename(store, {"d/c/3": "d/c/2", "d/c/x": "d/c/y", "d/c/y": "d/c/x"}, 2)
        assert renames(store.query, "me") == {"d/c/2": "d/c/1", "d/c/3": "d/c/1"}
        assert renames(store.query, "another") == {}


def test_events_that_were_copied_twice_are_one(template: Path, tmp_path: Path) -> None:
    """A device that learns of two renames one after the other ends as one that learns of both at once."""
    found = []
    for late in (True, False):
        path = tmp_path / f"{'late' if late else 'once'}.db"
        with closing(opened(template, path, "d/c/3")) as store:
            row = ("me", "019c9000-0000-7000-8000-00000000000a", "z", START, DAY, "d/c/3", REVIEW, '{"rating":"good"}')
            with store.transaction() as connection:
                connection.exec_driver_sql(
                    "INSERT INTO events (learner, id, device, time_ms, day, card, kind, payload)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row,
                )  # fmt: skip
            for number, pairs in enumerate(({"d/c/3": "d/c/2"}, {"d/c/2": "d/c/1"})):
                with closing(opened(template, tmp_path / f"o{number}{late}.db")) as other:
                    rename(other, pairs, number)
            for name in (0, 1) if late else (1, 0):
                merge_database(store, tmp_path / f"o{name}{late}.db")
            rows = store.query("SELECT id, payload FROM events WHERE card = 'd/c/1'", {})
            found.append([(name, json.loads(payload)) for name, payload in rows])
            assert all_states(store)["d/c/1"].reviews == 1
    assert found[0] == found[1]


def test_answer_that_was_undone_does_not_come_back_under_the_first_id(template: Path, tmp_path: Path) -> None:
    """Only what counts is copied, however often the devices merge."""
    with (
        closing(opened(template, tmp_path / "one.db", OLD)) as one,
        closing(opened(template, tmp_path / "two.db", NEW)) as two,
    ):
        rename(one, {NEW: OLD})
        review(two, NEW, 5)
        last, _ = record(two, EventDraft(REVIEW, NEW, {"rating": "again"}, now_ms=START + 6, day=DAY))
        record(two, EventDraft(UNDO, NEW, {}, now_ms=START + 7, day=DAY, undoes=last.id))
        for _ in range(2):
            merge_database(two, tmp_path / "one.db")
            merge_database(one, tmp_path / "two.db")
            for store in (one, two):
                assert all_states(store)[OLD].reviews == 1


def test_history_of_a_card_that_is_not_installed_stays_as_it_is(template: Path, tmp_path: Path) -> None:
    """Under the id that it has in the log: its deck may be imported later under either id."""
    with (
        closing(opened(template, tmp_path / "one.db", OLD)) as one,
        closing(opened(template, tmp_path / "two.db")) as two,
    ):
        rename(one, {NEW: OLD})
        review(two, NEW, 5)
        merge_database(two, tmp_path / "one.db")
        assert {card: state.reviews for card, state in all_states(two).items()} == {NEW: 1}
