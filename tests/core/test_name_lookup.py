"""What a name means."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.name_lookup import Ambiguous, Named, Unknown, find_name

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
