"""Learning paths: their order, what locks a concept, and how far a learner is."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.learning_paths import ConceptCards, PathProgress, path_order, steps_of


@st.composite
def decks(draw: st.DrawFn) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """Draw concepts in any order with requirements without a cycle, and those that a path lists."""
    names = [f"c{number}" for number in range(draw(st.integers(0, 8)))]
    needs = {name: tuple(draw(st.sets(st.sampled_from(names[:i])))) if i else () for i, name in enumerate(names)}
    order = draw(st.permutations(names))
    return {name: needs[name] for name in order}, draw(st.sets(st.sampled_from(names))) if names else set()


@given(decks())
def test_the_order_of_a_path_is_closed_and_has_requirements_first(
    drawn: tuple[dict[str, tuple[str, ...]], set[str]],
) -> None:
    deck, listed = drawn
    order = path_order(deck, listed)
    assert set(order) >= listed
    assert len(order) == len(set(order))
    for place, name in enumerate(order):
        assert set(deck[name]) <= set(order[:place])


@given(decks())
def test_a_path_whose_deck_is_in_order_keeps_the_order_of_the_deck(
    drawn: tuple[dict[str, tuple[str, ...]], set[str]],
) -> None:
    deck = dict(sorted(drawn[0].items()))
    order = path_order(deck, drawn[1])
    assert list(order) == sorted(order)


def test_a_cycle_of_requirements_ends() -> None:
    assert set(path_order({"a": ("b",), "b": ("a",)}, {"a"})) == {"a", "b"}


cards = st.integers(0, 50)


@given(decks(), st.data(), st.integers(0, 100))
def test_completion_is_a_share_and_days_are_enough(
    drawn: tuple[dict[str, tuple[str, ...]], set[str]], data: st.DataObject, new_a_day: int
) -> None:
    concepts = {name: concept(name, needs, data) for name, needs in drawn[0].items()}
    path = PathProgress(deck="d", path="p", title="P", steps=steps_of(concepts, drawn[1]))
    assert 0 <= path.completion <= 1
    assert (path.completion == 1) == (path.unseen == 0) == (path.done == len(path.steps))
    days = path.days_left(new_a_day)
    if new_a_day:
        assert days is not None
        assert (days - 1) * new_a_day < path.unseen <= days * new_a_day or path.unseen == days == 0
    for step in path.steps:
        assert (step.state == "locked") == (step.concept.unseen > 0 and step.waits_for != ())


def concept(name: str, needs: tuple[str, ...], data: st.DataObject) -> ConceptCards:
    """Draw how much of a concept was asked."""
    sections, count = data.draw(st.integers(0, 8)), data.draw(cards)
    return ConceptCards(
        concept=name, title=name, requires=needs, sections=sections, asked=data.draw(st.integers(0, sections)),
        cards=count, unseen=data.draw(st.integers(0, count)),
    )  # fmt: skip


def test_half_of_the_sections_opens_what_requires_them() -> None:
    def state(asked: int) -> str:
        first = ConceptCards(concept="a", title="A", sections=5, asked=asked, cards=5, unseen=5 - asked)
        second = ConceptCards(concept="b", title="B", requires=("a",), sections=1, asked=0, cards=1, unseen=1)
        return steps_of({"a": first, "b": second}, ["b"])[1].state

    assert [state(asked) for asked in (2, 3, 5)] == ["locked", "open", "open"]


def test_a_summary_counts_concepts_and_days() -> None:
    one = ConceptCards(concept="a", title="A", sections=1, asked=0, cards=31, unseen=31)
    path = PathProgress(deck="d", path="p", title="P", steps=steps_of({"a": one}, ["a"]))
    assert path.summary(10) == "0 of 1 concept, about 4 days at 10 new cards a day"
    assert path.summary(0) == "0 of 1 concept, no new cards a day"
