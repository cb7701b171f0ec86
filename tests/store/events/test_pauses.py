"""What is paused follows from the log alone, whatever the order in which devices meet."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.events import PAUSE, RESUME, UNDO
from quizapp.core.scope import Moment, Scope
from quizapp.store.daily_candidates import all_candidates, candidates, candidates_ahead
from quizapp.store.daily_figures import due_between, next_due_ms
from quizapp.store.database import Store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.events.pauses import as_parameter, is_paused, paused_names
from quizapp.store.events.simulation_input import unseen
from quizapp.store.sync.shared_folder import merge_database
from tests.store.devices import START, bits, device
from tests.store.installed_rows import put_card, put_concept, put_deck

pytestmark = pytest.mark.file
DAY = "2026-03-02"
NAMES = ("d", "d/c", "d/cc", "dd", "dd/c")
MOMENT = Moment(learner="me", now=START, day=DAY, day_start=START - 1000, day_end=START + 1000)
actions = st.lists(st.tuples(st.sampled_from([PAUSE, RESUME]), st.sampled_from(NAMES), st.integers(-9, 9)), max_size=6)


def put(store: Store, kind: str, name: str, now_ms: int = START) -> str:
    """Record a pause or its end; return the event's id."""
    deck, _, concept = name.partition("/")
    payload = {"deck": deck, "day": DAY} | ({"concept": concept} if concept else {})
    return record(store, EventDraft(kind, "", payload, now_ms=now_ms, day=DAY))[0].id


def paused(store: Store) -> tuple[str, ...]:
    """Return what is paused."""
    return paused_names(store.query, "me")


def expected(history: Sequence[tuple[str, str, int]]) -> tuple[str, ...]:
    """Return what the latest event of each name leaves paused."""
    latest = {name: kind for kind, name, _ in sorted(history, key=lambda each: each[2])}
    return tuple(sorted(name for name, kind in latest.items() if kind == PAUSE))


@settings(max_examples=12)
@given(actions, actions)
def test_devices_agree_whatever_was_merged_first(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    one: list[tuple[str, str, int]],
    two: list[tuple[str, str, int]],
) -> None:
    """The latest event of each deck or concept counts."""
    home = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    stores = [device(template, home / f"{name}.db", name) for name in ("aaaa", "bbbb")]
    for store, history in zip(stores, (one, two), strict=True):
        for kind, name, wait in history:
            put(store, kind, name, START + wait)
    assert paused(stores[0]) == expected(one)
    merge_database(stores[0], home / "bbbb.db")
    merge_database(stores[1], home / "aaaa.db")
    assert paused(stores[0]) == paused(stores[1])
    assert bits(stores[0]) == bits(stores[1])
    for store in stores:
        store.close()


@pytest.fixture
def three(store: Store) -> Store:
    """Install new cards of two concepts of one deck and of another deck."""
    for deck in ("d", "dd"):
        put_deck(store, deck)
    for place, card in enumerate(("d/c/x", "d/cc/x", "dd/c/x")):
        put_concept(store, *card.split("/")[:2], requires='["c"]' if card == "d/cc/x" else "[]")
        put_card(store, card, place)
    return store


@pytest.mark.parametrize(
    ("names", "left"),
    [
        ((), ["d/c/x", "d/cc/x", "dd/c/x"]),
        (("d",), ["dd/c/x"]),
        (("dd",), ["d/c/x", "d/cc/x"]),
        (("d/c",), ["d/cc/x", "dd/c/x"]),
        (("d/c", "d/cc", "dd"), []),
    ],
)
def test_new_cards_of_what_is_paused_are_left_out(three: Store, names: tuple[str, ...], left: list[str]) -> None:
    for name in names:
        put(three, PAUSE, name)
    assert [card.card for card in candidates(three.query, MOMENT, Scope(), 9).fresh] == left
    assert [card.card for card in all_candidates(three.query, "me", Scope())] == left
    assert unseen(three.query, "me") == len(left)


def test_cards_to_review_of_what_is_paused_are_left_out(three: Store) -> None:
    """Today, ahead of their day, and in the figures of coming days."""
    for number, card in enumerate(("d/c/x", "d/cc/x", "dd/c/x")):
        record(three, EventDraft("review", card, {"rating": "easy"}, now_ms=START + number, day=DAY))
    far = 100 * 86_400_000
    later = Moment(learner="me", now=START + far, day="2026-06-10", day_start=START + far, day_end=START + far + 1)
    first = next_due_ms(three.query, MOMENT)
    put(three, PAUSE, "d/c")
    assert {card.card for card in candidates(three.query, later, Scope(), 0).due} == {"d/cc/x", "dd/c/x"}
    assert {card.card for card in candidates_ahead(three.query, MOMENT, Scope())} == {"d/cc/x", "dd/c/x"}
    assert due_between(three.query, "me", 0, START + far) == 2
    put(three, PAUSE, "d")
    put(three, PAUSE, "dd")
    assert next_due_ms(three.query, MOMENT) is None
    for name in ("d", "d/c", "dd"):
        put(three, RESUME, name)
    assert next_due_ms(three.query, MOMENT) == first


def test_a_paused_concept_holds_no_other_concept_back(three: Store) -> None:
    """Its own cards are not asked, so that the concepts that require it would wait for ever."""
    assert candidates(three.query, MOMENT, Scope(), 9).concepts[("d", "cc")].requires == (("d", "c"),)
    put(three, PAUSE, "d/c")
    assert candidates(three.query, MOMENT, Scope(), 9).concepts == {}


@given(st.lists(st.sampled_from(["pause", "resume"]), max_size=4))
@settings(max_examples=10)
def test_a_pause_and_its_end_change_no_schedule(
    template: Path, tmp_path_factory: pytest.TempPathFactory, kinds: list[str]
) -> None:
    """The states of cards do not depend on it, and the same cards are due after it."""
    home = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    store = device(template, home / "q.db", "aaaa")
    put_deck(store, "d")
    put_card(store, "d/c/x")
    record(store, EventDraft("review", "d/c/x", {"rating": "good"}, now_ms=START, day=DAY))
    states, asked = bits(store)[1], candidates(store.query, MOMENT, Scope(), 5)
    for number, kind in enumerate((*kinds, RESUME)):
        put(store, kind, "d", START + number)
    assert bits(store)[1] == states
    assert candidates(store.query, MOMENT, Scope(), 5) == asked
    store.close()


def test_an_undone_pause_does_not_count(store: Store) -> None:
    event = put(store, PAUSE, "d")
    assert paused(store) == ("d",)
    record(store, EventDraft(UNDO, "", {}, now_ms=START, day=DAY, undoes=event))
    assert paused(store) == ()


def test_names_are_compared_as_a_whole() -> None:
    assert (is_paused(("d",), "d", "c"), is_paused(("d",), "dd", "c")) == (True, False)
    assert (is_paused(("d/c",), "d", "c"), is_paused(("d/c",), "d", "cc")) == (True, False)
    assert (as_parameter(()), as_parameter(("d", "e/f"))) == ("", "|d|e/f|")
