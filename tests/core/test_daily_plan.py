"""The order of a day's cards."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.daily_plan import Candidate, Candidates, ConceptFacts, is_met, plan, spread

A, B = ("d", "a"), ("d", "b")


def facts(**requires: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], ConceptFacts]:
    """Return concepts of four sections with the concepts they require."""
    return {("d", name): ConceptFacts(requires=needs, sections=4) for name, needs in requires.items()}


def new(concept: str, count: int) -> list[Candidate]:
    """Return new cards of a concept, each of another section."""
    return [Candidate(f"d/{concept}/{n}", "d", concept, f"s{n}") for n in range(count)]


def test_concept_waits_for_its_requirements() -> None:
    """Cards of b come after half of a's sections, though b is first."""
    found = Candidates(fresh=[*new("b", 4), *new("a", 4)], concepts=facts(a=(), b=(A,)))
    order = [card.concept for card in plan(found, new_limit=8, review_limit=0).fresh]
    assert order[:2] == ["a", "a"]
    assert sorted(order) == ["a"] * 4 + ["b"] * 4


def test_concept_stays_closed_when_the_limit_is_reached_first() -> None:
    """A single new card is of the open concept."""
    found = Candidates(fresh=[*new("b", 4), *new("a", 4)], concepts=facts(a=(), b=(A,)))
    assert [card.concept for card in plan(found, new_limit=1, review_limit=0).fresh] == ["a"]


def test_siblings_wait_until_tomorrow() -> None:
    """One of two cards of a section is asked, and none if one was asked today."""
    twins = [Candidate("d/a/1", "d", "a", "what", 0, 3), Candidate("d/a/2", "d", "a", "what", 0, 3)]
    assert len(plan(Candidates(due=twins), new_limit=9, review_limit=9).due) == 1
    touched = frozenset({("d", "a", "what")})
    assert not plan(Candidates(due=twins, touched=touched), new_limit=9, review_limit=9).due


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 25), st.integers(0, 25))
def test_plan_keeps_the_limits_and_repeats_no_card(due: int, fresh: int, reviews: int, limit: int) -> None:
    """Limits of new cards and of reviews."""
    cards = [Candidate(f"d/x/{n}", "d", f"x{n % 3}", f"s{n}", 0, 1) for n in range(due)]
    today = plan(Candidates(due=cards, fresh=new("a", fresh)), new_limit=limit, review_limit=reviews)
    ids = [card.card for card in today.order]
    assert len(ids) == len(set(ids)) == len(today.due) + len(today.fresh)
    assert len(today.due) == min(due, reviews)
    assert len(today.fresh) == min(fresh, limit)
    assert today.waiting == due - len(today.due)


def test_concepts_are_interleaved() -> None:
    """Neighbours differ where possible."""
    cards = [Candidate(f"d/{c}/{n}", "d", c, f"s{n}", 0, 1) for c in "ab" for n in range(3)]
    concepts = [card.concept for card in plan(Candidates(due=cards), new_limit=0, review_limit=9).order]
    assert all(one != other for one, other in pairwise(concepts))


def test_cards_of_a_single_concept_stay_in_order() -> None:
    """Where there is no other concept, the next card is taken."""
    cards = [Candidate(f"d/a/{n}", "d", "a", f"s{n}") for n in range(7)] + [Candidate("d/b/0", "d", "b", "s")]
    assert [card.card[2:] for card in spread(cards)] == ["a/0", "a/1", "a/2", "b/0", "a/3", "a/4", "a/5", "a/6"]


@pytest.mark.parametrize(("asked", "planned", "met"), [(3, 0, False), (4, 0, True), (3, 1, True), (0, 3, False)])
def test_half_of_the_sections_satisfy_a_requirement(asked: int, planned: int, met: bool) -> None:
    """Sections planned for today count."""
    facts = ConceptFacts(requires=(), sections=8, asked=frozenset(map(str, range(asked))))
    assert is_met(facts, planned) is met
    if not planned:
        assert is_met(facts) is met


def test_two_concepts_take_turns() -> None:
    """The first two open ones, each in its own order; the third waits until one ends."""
    cards = [Candidate(f"d/{c}/{n}", "d", c, f"s{n}") for c in "abc" for n in range(2)]
    today = plan(Candidates(fresh=cards, learning=cards[:1]), new_limit=6, review_limit=9)
    assert [card.card[2:] for card in today.fresh] == ["a/1", "b/0", "c/0", "b/1", "c/1"]
    assert today.learning == (cards[0],)
    alone = plan(Candidates(fresh=cards), new_limit=4, review_limit=9)
    assert [card.card[2:] for card in alone.fresh] == ["a/0", "b/0", "a/1", "b/1"]


def test_assigned_cards_come_before_all_others() -> None:
    """Due ones first, then new ones, whatever they require, within the limit of new cards."""
    due = [Candidate(f"d/c/{n}", "d", "c", f"s{n}", 0, 3) for n in range(4)]
    assigned = [due[3], *new("b", 2)]
    found = Candidates(due=due, fresh=[*new("a", 4), *new("b", 4)], concepts=facts(a=(), b=(A,)), assigned=assigned)
    order = [card.card for card in plan(found, new_limit=3, review_limit=4).order]
    assert order == ["d/c/3", "d/b/0", "d/b/1", "d/c/0", "d/c/1", "d/c/2", "d/a/0"]
    assert [card.card for card in plan(found, new_limit=1, review_limit=1).order] == ["d/c/3", "d/b/0"]
