"""What is found in cards before they are added, and where cards can be added."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.errors import QuizError
from quizapp.store.database import Store
from quizapp.usecases.authoring.add_cards import Place, add_cards
from quizapp.usecases.authoring.new_card_checks import adding_places, faults_of
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context, make_context

GOOD = {"kind": "recall", "ask": "One?", "answer": "A"}
BAD = {"kind": "choice", "ask": "Two?", "answer": "A", "distractors": ["A"]}


@pytest.fixture
def opened(environ: dict[str, str]) -> Iterator[tuple[Context, Store]]:
    """Yield the context and the open store."""
    context = make_context(environ=environ)
    with closing(open_app(context)) as store:
        yield context, store


@pytest.mark.parametrize("place", [Place("my-cards"), Place("new-deck"), Place("concurrency", "process", "why")])
def test_fault_belongs_to_its_card_and_nothing_is_written(
    opened: tuple[Context, Store], beside: Path, place: Place
) -> None:  # fmt: skip
    """In a deck that does not exist yet, and in a shipped one, of which no copy is created."""
    context, store = opened
    found = faults_of(context, store, place, [GOOD, BAD, GOOD | {"ask": "Three?"}])
    assert {each.number for each in found if each.is_error} == {2}
    assert not any(each.is_error for each in faults_of(context, store, place, [GOOD]))
    assert not (beside / "decks").exists()


def test_added_cards_are_checked_within_their_deck(opened: tuple[Context, Store]) -> None:
    context, store = opened
    add_cards(context, store, Place("my-cards"), [GOOD])
    assert faults_of(context, store, Place("my-cards"), [GOOD | {"ask": "Two?"}]) == []
    with pytest.raises(QuizError, match="no concept `none`"):
        faults_of(context, store, Place("concurrency", "none"), [GOOD])


def test_own_list_comes_first_and_shipped_concepts_are_apart(opened: tuple[Context, Store]) -> None:
    context, store = opened
    before = adding_places(store)
    assert before.own == ("my-cards/cards",) and "concurrency/process" in before.shipped
    add_cards(context, store, Place("other"), [GOOD])
    add_cards(context, store, Place("my-cards"), [GOOD])
    add_cards(context, store, Place("concurrency", "process"), [GOOD])
    after = adding_places(store)
    assert after.own[0] == "my-cards/cards" and {"other/cards", "concurrency/process"} < set(after.own)
    assert len(after.own) == len(set(after.own)) and not set(after.own) & set(after.shipped)
