"""What a search for cards means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.card_filter import STANDINGS, CardFilter, Marked, SearchableCard, card_filter, label, standing
from quizapp.core.events import CardState, ReviewedCard
from quizapp.core.model import State

DAY, END = "2026-03-02", 1000
CARD = SearchableCard(
    deck="python", concept="gil", tags=("locks",), standing=frozenset(("due", "review")), text="what does the gil do?"
)
reviewed = st.builds(
    ReviewedCard, state=st.sampled_from([State.LEARNING, State.REVIEW, State.RELEARNING]), stability=st.just(1.0),
    difficulty=st.just(5.0), due_ms=st.integers(0, 2 * END), first_ms=st.just(0), last_ms=st.just(0),
    lapses=st.integers(0, 20), suspended=st.booleans(), buried_day=st.sampled_from([None, DAY, "2026-03-01"]),
)  # fmt: skip
states = reviewed | st.builds(CardState, suspended=st.booleans())
marks = st.builds(Marked, day=st.just(DAY), day_end=st.just(END), paused=st.booleans(), flagged=st.booleans())


@pytest.mark.parametrize(
    "search",
    ["", "GIL", "gil what", "is:due", "is:due is:review", "deck:python", "deck:python/gil", "concept:gil", "#locks",
     "tag:locks does", "deck:python is:due #locks gil do?"],
)  # fmt: skip
def test_found(search: str) -> None:
    assert card_filter(search).matches(CARD)


@pytest.mark.parametrize(
    "search",
    ["thread", "gil thread", "is:new", "is:due is:leech", "deck:java", "deck:python/locks", "concept:g", "#lock",
     "is:odd"],
)  # fmt: skip
def test_not_found(search: str) -> None:
    assert not card_filter(search).matches(CARD)


def test_signs_that_begin_no_filter_are_looked_for() -> None:
    assert card_filter("std::move http://x # is:") == CardFilter(words=("std::move", "http://x", "#", "is:"))


@given(states, marks)
def test_every_card_has_one_state_and_a_label(state: CardState, marked: Marked) -> None:
    found = standing(state, marked)
    assert found <= STANDINGS.keys()
    assert len(found & {"new", "learning", "review"}) == 1
    assert label(found) in found
    assert not ("due" in found and found & {"suspended", "paused", "new"})
    assert ("buried" in found) == (state.buried_day == DAY)


@given(states, marks)
def test_a_flag_changes_nothing_else(state: CardState, marked: Marked) -> None:
    def found(flagged: bool) -> frozenset[str]:
        return standing(state, Marked(day=DAY, day_end=END, paused=marked.paused, flagged=flagged))

    assert found(True) - found(False) == {"flagged"}
    assert found(False) <= found(True)
