"""What the browser of cards does to the log, on both engines."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.core.scope import Scope
from quizapp.store.database import Store
from quizapp.store.events.event_log import all_states
from quizapp.store.events.undoable import last_undoable
from quizapp.ui.browser_port import Action
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.study.card_browser import CardBrowser
from tests.conftest import Run

PROCESS = Scope(deck="concurrency", concept="process")
RATED = '{"type": "rate", "rating": "easy"}\n'
ACTIONS: tuple[Action, ...] = ("suspend", "bury", "flag", "forget")
actions = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.sets(st.integers(0, 3), min_size=1).map(sorted)), min_size=1, max_size=5
)


@pytest.fixture
def context(environ: dict[str, str], quizapp: Run) -> Context:
    """Return the context of a learner with two answers."""
    assert quizapp("quiz", "process", "--limit", "2", "--jsonl", stdin=RATED * 2).returncode == 0
    return make_context(environ=environ)


@pytest.fixture
def store(context: Context) -> Iterator[Store]:
    """Open the learner's database."""
    with closing(open_app(context)) as opened:
        yield opened


def schedules(store: Store, cards: list[str]) -> list[object]:
    """Return what the scheduler knows of cards, without which event was the last."""
    states = all_states(store)
    found = []
    for card in cards:
        state = states.get(card)
        fresh = state is None or (state.reviews == 0 and not state.suspended and state.buried_day is None)
        fields = (
            "state",
            "stability",
            "difficulty",
            "due_ms",
            "last_ms",
            "reviews",
            "lapses",
            "suspended",
            "buried_day",
        )
        found.append("new" if fresh else tuple(getattr(state, name) for name in fields))
    return found


def undoable(store: Store) -> str | None:
    """Return the id of the last action that can be undone."""
    last = last_undoable(store)
    return last.id if last else None


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions)
def test_undone_actions_leave_cards_as_they_were(
    context: Context, store: Store, done: list[tuple[Action, list[int]]]
) -> None:
    """Each undo goes one action back, and the schedules are the same bit for bit."""
    browser, reviews = CardBrowser(context, store, PROCESS), undoable(store)
    cards = [each.card for each in browser.cards][:4]
    past = [(schedules(store, cards), [each.search.standing for each in browser.cards])]
    for action, places in done:
        browser.act(action, [cards[place] for place in places])
        past.append((schedules(store, cards), [each.search.standing for each in browser.cards]))
    while len(past) > 1:
        changed = past.pop() != past[-1]
        told = browser.undo() if changed else ""
        assert told == "" or told.startswith("Undone: ")
        assert (schedules(store, cards), [each.search.standing for each in browser.cards]) == past[-1]
    assert undoable(store) == reviews


def test_an_action_is_for_the_cards_that_it_changes(context: Context, store: Store) -> None:
    """One that all cards have already is ended."""
    browser = CardBrowser(context, store, PROCESS)
    one, two = (each.card for each in browser.cards[:2])
    assert browser.act("flag", [one]) == "1 card flagged"
    assert browser.act("flag", [one, two]) == "1 card flagged"
    assert browser.act("flag", [one, two]) == "2 cards no longer flagged"
    assert browser.changed == set()
    assert browser.act("bury", [one]) == "1 card hidden until tomorrow"
    assert (browser.is_open(one), browser.is_open(two), browser.changed) == (False, True, {one})


def test_what_the_browser_lists_is_what_the_commands_list(context: Context, store: Store, quizapp: Run) -> None:
    browser = CardBrowser(context, store, PROCESS)
    browser.act("suspend", [browser.cards[0].card])
    rows = json.loads(quizapp("cards", "list", "process", "--json").stdout)
    assert [(row["card"], row["text"], row["suspended"]) for row in rows] == [
        (each.card, each.text, "suspended" in each.search.standing) for each in browser.cards
    ]
    assert list(CardBrowser(context, store, PROCESS).cards) == list(browser.cards)


def test_the_info_of_a_card_has_its_memory_and_history(context: Context, store: Store) -> None:
    browser = CardBrowser(context, store, PROCESS)
    reviewed = next(each.card for each in browser.cards if "review" in each.search.standing)
    info, state = browser.info(reviewed), all_states(store)[reviewed]
    assert dict(info.memory)["reviews"] == "1, with 0 lapses"
    assert dict(info.place)["card"] == reviewed
    (entry,) = info.history
    assert (entry.kind, entry.rating, entry.undone) == ("review", "easy", False)
    assert entry.interval == ((state.due_ms or 0) - (state.last_ms or 0)) / 1000
