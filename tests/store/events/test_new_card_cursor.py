"""The cursor of the search for new cards is never past a new card."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.card import Card
from quizapp.core.events import BURY, FORGET, REVIEW, SUSPEND, UNDO, UNSUSPEND, Event
from quizapp.core.model import NO_SECTIONS, Concept, Deck, DeckInfo
from quizapp.core.scope import Moment, Scope
from quizapp.store.daily_candidates import candidates
from quizapp.store.database import Store, open_store
from quizapp.store.decks import deck_repository
from quizapp.store.decks.card_rows import all_written
from quizapp.store.decks.import_diff import Source
from quizapp.store.events import new_card_cursor
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.events.rebuild import rebuild, refold
from quizapp.store.events.undoable import last_undoable
from quizapp.store.maintenance.erase import erase
from quizapp.store.metadata import read_facts
from quizapp.store.sync.shared_folder import merge_database
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context, make_context
from tests.store.devices import START
from tests.store.installed_rows import put_card

pytestmark = pytest.mark.file
CARDS = [f"d/c/{name}" for name in "abcd"]
DAY = "2026-03-02"
MOMENT = Moment(learner="me", now=10**12, day=DAY, day_start=10**12 - 10**6, day_end=10**12 + 10**6)
KINDS = (REVIEW, REVIEW, SUSPEND, UNSUSPEND, BURY, FORGET, UNDO, "install", "erase", "rebuild", "merge")


def install(store: Store, order: list[str]) -> None:
    """Install the deck with these cards in this order; other cards are retired."""
    deck = Deck(
        info=DeckInfo(format=1, deck="d", title="D"), concepts=[Concept(concept="c", title="C", sections=NO_SECTIONS)]
    )
    cards = [
        Card(
            card=card,
            deck="d",
            concept="c",
            section="what",
            kind="recall",
            position=place,
            siblings=card,
            body={"id": card[-1], "kind": "recall", "section": "what", "ask": card, "answer": "x"},
            file="",
            line=1,
        )
        for place, card in enumerate(order)
    ]
    source = Source(origin="path", path="", digest=str(order))
    deck_repository.install(
        store, deck, all_written(deck, cards), source, deck_repository.Installation(now_ms=10**12, day=DAY)
    )


@pytest.fixture(scope="module")
def home_with_decks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Create a database with the deck, and another device's database in which a card was forgotten."""
    home = tmp_path_factory.mktemp("frontier")
    for name in ("q.db", "other.db"):
        with closing(open_app(context_at(home / name))) as store:
            deck_repository.remove(store, "concurrency")
            install(store, CARDS)
            if name == "other.db":
                record(store, EventDraft(REVIEW, CARDS[3], {"rating": "good"}, now_ms=10**12, day=DAY))
                record(store, EventDraft(FORGET, CARDS[1], {}, now_ms=10**12 + 5, day=DAY))
    yield home


def context_at(path: Path) -> Context:
    """Return a context without the machine's settings."""
    return make_context(str(path), "me", {})


def new_cards(store: Store) -> list[str]:
    """Return today's new cards, as the quiz finds them."""
    found = candidates(store.query, MOMENT, Scope(deck="d"), 12)
    return [card.card for card in found.fresh]


def perform(store: Store, kind: str, card: str, order: list[str], now: int, other: Path) -> None:
    """Perform one action."""
    if kind == "install":
        install(store, order)
    elif kind == "erase":
        erase(store, [card])
    elif kind == "rebuild":
        rebuild(store)
    elif kind == "merge":
        merge_database(store, other)
    elif kind == UNDO:
        if last := last_undoable(store):
            record(store, EventDraft(UNDO, last.card, {}, now_ms=now, day=DAY, undoes=last.id))
    else:
        payload = {REVIEW: {"rating": "good"}, BURY: {"day": DAY}}.get(kind, {})
        event: Event = record(store, EventDraft(kind, card, payload, now_ms=now, day=DAY))[0]
        assert event.card == card


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(CARDS), st.permutations(CARDS)), max_size=12))
def test_cursor_never_hides_a_new_card(home_with_decks: Path, actions: list[tuple[str, str, list[str]]]) -> None:
    """After any actions the search from the cursor finds the same new cards as the search of all cards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "q.db")
        shutil.copyfile(home_with_decks / "q.db", path)
        with closing(open_app(context_at(path))) as store:
            for card in CARDS[:3]:
                perform(store, REVIEW, card, CARDS, 10**12, path)
            for number, (kind, card, order) in enumerate(actions):
                with store.transaction() as connection:
                    new_card_cursor.advance(connection, "me")
                perform(store, kind, card, order, 10**12 + number, home_with_decks / "other.db")
                found = new_cards(store)
                with store.transaction() as connection:
                    kept = connection.exec_driver_sql("SELECT * FROM frontiers").all()
                    new_card_cursor.reset(connection)
                assert found == new_cards(store), (kind, card, kept)
                with store.transaction() as connection:
                    for row in kept:
                        connection.exec_driver_sql("INSERT INTO frontiers VALUES (?, ?, ?)", tuple(row))


def test_cursor_moves_past_cards_that_were_met(home_with_decks: Path, tmp_path: Path) -> None:
    """The end of a session moves it; it stops at a new card, though later ones were met."""
    path = tmp_path / "q.db"
    shutil.copyfile(home_with_decks / "q.db", path)
    with closing(open_app(context_at(path))) as store:

        def place() -> int:
            with store.transaction() as connection:
                new_card_cursor.advance(connection, "me")
                return int(connection.exec_driver_sql("SELECT place FROM frontiers").scalar() or 0)

        first = place()
        record(store, EventDraft(REVIEW, "d/c/b", {"rating": "good"}, now_ms=10**12, day=DAY))
        assert place() == first
        record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=10**12, day=DAY))
        assert place() == first + 2
        for card in "cd":
            record(store, EventDraft(REVIEW, f"d/c/{card}", {"rating": "good"}, now_ms=10**12, day=DAY))
        assert place() == new_card_cursor.BEYOND
        record(store, EventDraft(FORGET, "d/c/c", {}, now_ms=10**12 + 1, day=DAY))
        assert new_cards(store) == ["d/c/c"]


def record_event(store: Store, kind: str, card: str, at: int = 0) -> None:
    """Record an event of a card."""
    payload = {"rating": "good"} if kind == REVIEW else {}
    record(store, EventDraft(kind, card, payload, now_ms=START + at, day="2026-03-02"))


def cursors(store: Store) -> dict[str, int]:
    """Return where the search for new cards begins, by learner."""
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT learner, place FROM frontiers").all()
        return {row[0]: row[1] for row in rows}


def advance(store: Store) -> int | None:
    """Move the cursor; return where the learner's search begins."""
    with store.transaction() as connection:
        new_card_cursor.advance(connection, store.learner)
    return cursors(store).get(store.learner)


def test_each_learner_has_a_cursor(store: Store) -> None:
    """Answers move it, forgetting a card moves it back, and rebuilding the states deletes it."""
    other = open_store(store.path, "other")
    for place, name in enumerate("abcd", 5):
        put_card(store, f"d/c/{name}", place, retired=int(name == "c"))
    assert advance(store) == 5
    for name in "abd":
        record_event(store, REVIEW, f"d/c/{name}")
        record_event(other, REVIEW, f"d/c/{name}")
    assert (advance(store), advance(other)) == (new_card_cursor.BEYOND, new_card_cursor.BEYOND)
    record_event(store, FORGET, "d/c/d", 9)
    assert cursors(store) == {"me": 8, "other": new_card_cursor.BEYOND}
    record_event(store, FORGET, "d/c/b", 9)
    assert cursors(store)["me"] == 6
    record_event(store, FORGET, "d/c/a", 9)
    record_event(store, FORGET, "d/c/d", 10)
    assert (cursors(store)["me"], advance(store)) == (5, 5)
    with store.transaction() as connection:
        refold(connection, "me")
    assert cursors(store) == {"other": new_card_cursor.BEYOND}
    advance(store)
    with store.transaction() as connection:
        new_card_cursor.reset(connection)
    assert cursors(store) == {}
    other.close()


def test_card_suspended_before_it_was_met_is_new(store: Store) -> None:
    """It has a state and is new nevertheless, so the search begins at it."""
    for place, name in enumerate("ab", 5):
        put_card(store, f"d/c/{name}", place)
    record_event(store, SUSPEND, "d/c/a")
    assert advance(store) == 5
    record_event(store, REVIEW, "d/c/a", 1)
    assert advance(store) == 6


def test_cursor_is_reset_once_when_cards_change(store: Store) -> None:
    """Where nothing changed, the search begins where it was."""
    for place, name in enumerate("ab", 5):
        put_card(store, f"d/c/{name}", place)
    record_event(store, REVIEW, "d/c/a")
    assert advance(store) == 6
    put_card(store, "d/c/first", 1)
    assert advance(store) == 6
    with store.transaction() as connection:
        new_card_cursor.cards_changed(connection)
        first = read_facts(connection, "shelf")[""]
        new_card_cursor.cards_changed(connection)
        assert read_facts(connection, "shelf")[""] != first
    assert advance(store) == 1
