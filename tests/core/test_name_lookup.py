"""What a name means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.name_lookup import Ambiguous, Named, Unknown, find_card, find_name

SCOPE = ("deck", "concept", "tag")
ALL = ("experiment", "concept", "deck", "tag")
EVERYTHING = [
    Named("python"),
    Named("python", "python"),
    Named("python", "threads"),
    Named("java", "threads"),
    Named("java"),
    Named("python", "threads", "start-up"),
    Named("java", "threads", "start-up-cost"),
]


def test_the_first_wanted_kind_is_meant() -> None:
    assert find_name("python", EVERYTHING, SCOPE) == Named("python")
    assert find_name("python", EVERYTHING, ("concept", "deck")) == Named("python", "python")


def test_every_longer_name_means_the_same_thing() -> None:
    for name in ("start-up", "threads/start-up", "python/threads/start-up"):
        assert find_name(name, EVERYTHING, ALL) == Named("python", "threads", "start-up")
    assert find_name("#tag", EVERYTHING, SCOPE) == Named(tag="tag")


def test_a_name_of_several_things_lists_them_all() -> None:
    assert find_name("threads", EVERYTHING, SCOPE) == Ambiguous(("python/threads", "java/threads"))


def test_an_unknown_name_lists_all_that_is_near_each_once_by_a_name_that_means_it_alone() -> None:
    assert find_name("thread", EVERYTHING, SCOPE) == Unknown(("python/threads", "java/threads"))
    assert find_name("startup", EVERYTHING, ALL) == Unknown(("start-up", "start-up-cost"))
    assert find_name("zebra", EVERYTHING, ALL) == Unknown(())
    assert find_name("#", EVERYTHING, SCOPE) == Unknown(())


PARTS = st.sampled_from(["a", "b", "ab", "c-d"])


@given(st.lists(st.builds(Named, PARTS, PARTS | st.just(""), PARTS | st.just("")), unique=True), st.data())
def test_a_full_name_always_means_its_thing(everything: list[Named], data: st.DataObject) -> None:
    named = [each for each in everything if each.concept or not each.experiment]
    if named:
        each = data.draw(st.sampled_from(named))
        found = find_name(each.full, named, (each.kind,))
        assert found == each or (isinstance(found, Ambiguous) and each.full in found.full)


CARDS = ("a/b/start-up", "a/c/predict-start-up", "a/c/stop", "d/c/stop")


@pytest.mark.parametrize(
    ("text", "card"),
    [("a/c/stop", "a/c/stop"), ("start-up", "a/b/start-up"), ("predict-start-up", "a/c/predict-start-up"),
     ("d/c/stop", "d/c/stop"), ("b/start-up", "a/b/start-up"), ("c/predict-start-up", "a/c/predict-start-up")],
)  # fmt: skip
def test_a_card_is_named_by_the_end_of_its_id(text: str, card: str) -> None:
    assert find_card(text, CARDS) == card


def test_the_end_of_several_cards_names_them_all() -> None:
    assert find_card("stop", CARDS) == Ambiguous(("a/c/stop", "d/c/stop"))
    assert find_card("c/stop", CARDS) == Ambiguous(("a/c/stop", "d/c/stop"))


def test_an_unknown_card_lists_what_is_near() -> None:
    assert find_card("stopp", CARDS) == Unknown(("a/c/stop", "d/c/stop"))
    assert find_card("c/stopp", CARDS) == Unknown(("a/c/stop", "d/c/stop"))
    assert find_card("", CARDS) == Unknown(())


@given(st.sampled_from(CARDS), st.integers(0, 2))
def test_an_end_of_an_id_names_its_card_or_is_ambiguous(card: str, first: int) -> None:
    found = find_card("/".join(card.split("/")[first:]), CARDS)
    assert found == card or (isinstance(found, Ambiguous) and card in found.full)
