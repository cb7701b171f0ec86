"""One undo for all of the learner's own actions, newest first."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.core import events as log_kinds
from quizapp.store.events.event_log import all_states
from quizapp.store.events.flags import flagged_cards
from quizapp.store.events.mark_cards import mark_cards
from quizapp.store.events.pauses import paused_names
from quizapp.usecases.authoring.undo_action import NextUndo, next_undo, undo_action
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import make_context
from tests.conftest import Run

CARDS = ("crash", "own-memory-space", "why-parallel")
MARKS = (log_kinds.SUSPEND, log_kinds.UNSUSPEND, log_kinds.BURY, log_kinds.FORGET, log_kinds.FLAG, log_kinds.UNFLAG)


def test_every_action_is_undone_by_name_the_newest_first(quizapp: Run) -> None:
    quizapp("quiz", "process", "--limit", "1", "--jsonl", stdin='{"type": "rate", "rating": "easy"}\n')
    quizapp("cards", "suspend", *CARDS[:2])
    quizapp("cards", "unsuspend", "crash")
    quizapp("cards", "bury", "crash")
    quizapp("cards", "flag", *CARDS)
    quizapp("cards", "unflag", "crash")
    quizapp("forget", "process/crash")
    quizapp("cards", "forget", *CARDS)
    quizapp("deck", "pause", "gil")
    quizapp("deck", "resume", "gil")
    quizapp("add", "One?", "Yes")
    quizapp("add", "Two?", "Yes", "--deck", "other")
    quizapp("cards", "move", "two", "--to", "my-cards")
    told = [line.removeprefix("Undone: ") for line in quizapp("undo", "50").stdout.splitlines()]
    place = "concurrency/process"
    assert told[:-1] == [
        "move of 1 card to my-cards/cards.",
        "addition of 1 card in other/cards.", "addition of 1 card in my-cards/cards.",
        "resume of concurrency/gil.", "pause of concurrency/gil.", "forget of 3 cards.",
        f"removal of the flag of {place}/crash.", "flag of 3 cards.", f"bury of {place}/crash.",
        f"release of {place}/crash.",
        "suspend of 2 cards.",
    ]  # fmt: skip
    assert told[-1].startswith("review of concurrency/process/")
    assert told[-1].endswith(", rated easy.")
    left = quizapp("undo")
    assert (left.returncode, left.stderr) == (1, "error: There is nothing to undo.\n")


def test_what_an_undo_cancels_is_told_before(environ: dict[str, str]) -> None:
    """With the id of another event nothing is undone."""
    context = make_context(environ=environ)
    with closing(open_app(context)) as store:
        assert next_undo(store) is None
        mark_cards(store, context.moment(), log_kinds.SUSPEND, CARDS)
        first = next_undo(store)
        assert first is not None and first.text == "suspend of 3 cards"
        (flagged,) = mark_cards(store, context.moment(), log_kinds.FLAG, CARDS[:1])
        assert next_undo(store) == NextUndo(flagged.id, "flag of crash")
        assert undo_action(context, store, only=first.event) is None
        undone = undo_action(context, store, only=flagged.id)
        assert undone is not None and undone.text == "Undone: flag of crash"
        assert next_undo(store) == first


def test_undo_as_json_names_the_cards(quizapp: Run) -> None:
    quizapp("cards", "flag", "crash", "why-parallel")
    (undone,) = json.loads(quizapp("undo", "--json").stdout)
    assert undone["kind"] == "flag"
    assert undone["cards"] == ["concurrency/process/crash", "concurrency/process/why-parallel"]


def test_an_edit_is_undone_byte_for_byte(quizapp: Run, environ: dict[str, str], beside: Path) -> None:
    quizapp("add", "One?", "Yes")
    file = beside / "decks" / "my-cards" / "cards.yaml"
    before = file.read_bytes()
    context = make_context(environ=environ)
    store = open_app(context)
    try:
        from quizapp.store.card_lookup import stored_card
        from quizapp.usecases.study.edit_card import edit_card

        stored = stored_card(store.query, context.learner, "my-cards/cards/one")
        assert stored is not None
        edit_card(
            context, store, stored.card, lambda path, line: path.write_text(path.read_text() + "# mine\n") and None
        )
        edit_card(
            context,
            store,
            stored.card,
            lambda path, line: path.write_text(path.read_text().replace("Yes", "No")) and None,
        )
        texts = []
        for _ in range(2):
            undone = undo_action(context, store)
            assert undone is not None
            texts.append(undone.text)
    finally:
        store.close()
    assert texts == ["Undone: edit of my-cards/cards/one"] * 2
    assert file.read_bytes() == before
    assert json.loads(quizapp("cards", "show", "one", "--json").stdout)["question"]["answer"] == "Yes"


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(MARKS), st.sets(st.sampled_from(CARDS), min_size=1).map(sorted)), max_size=6))
@pytest.mark.file
def test_undo_goes_one_action_back_each_time(environ: dict[str, str], done: list[tuple[str, list[str]]]) -> None:
    """States, flags and pauses are as they were before the action, whatever came before it."""
    context = make_context(environ=environ)
    store = open_app(context)

    def known() -> object:
        states = all_states(store)
        fields = ("state", "due_ms", "suspended", "buried_day")
        found = {card: tuple(getattr(state, name) for name in fields) for card, state in states.items()}
        fresh = [card for card, values in found.items() if values == ("new", None, False, None)]
        for card in fresh:
            del found[card]
        return found, flagged_cards(store.query, store.learner), paused_names(store.query, store.learner)

    try:
        past = [known()]
        for kind, names in done:
            mark_cards(store, context.moment(), kind, [f"concurrency/process/{name}" for name in names])
            past.append(known())
        while len(past) > 1:
            past.pop()
            assert undo_action(context, store) is not None
            assert known() == past[-1]
        assert undo_action(context, store) is None
    finally:
        store.close()
