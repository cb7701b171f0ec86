"""Laws of merging two versions of a question with what both started from."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.three_way_merge import merged_fields, merged_texts

SENTENCES = st.sampled_from(["A copy.", "Of the caller!", "With 3.5 pages?", "No end", "", "- item"])
TEXTS = st.lists(st.tuples(SENTENCES, st.sampled_from([" ", "\n", "\n\n", "  "])), max_size=6).map(
    lambda parts: "".join(sentence + space for sentence, space in parts)
)
FIELDS = st.fixed_dictionaries(
    {"kind": st.just("choice"), "ask": TEXTS, "answer": st.sampled_from(["a", "b", "c"])},
    optional={"hint": TEXTS, "distractors": st.lists(st.sampled_from("abc"), max_size=3)},
)


@given(TEXTS, TEXTS)
def test_change_of_one_side_is_taken(base: str, changed: str) -> None:
    """Whichever side it is, and also where both made the same change."""
    assert merged_texts(base, changed, base) == changed
    assert merged_texts(base, base, changed) == changed
    assert merged_texts(base, changed, changed) == changed


@given(TEXTS, TEXTS, TEXTS)
def test_sides_are_equal(base: str, mine: str, theirs: str) -> None:
    """It does not matter which side is which."""
    assert merged_texts(base, mine, theirs) == merged_texts(base, theirs, mine)


@given(FIELDS, FIELDS)
def test_fields_changed_by_one_side_are_taken(base: dict[str, object], changed: dict[str, object]) -> None:
    """All of them, also those that are left out."""
    assert merged_fields(base, changed, base) == changed
    assert merged_fields(base, base, changed) == changed
    assert merged_fields(base, changed, changed) == changed


@given(FIELDS, FIELDS, FIELDS)
def test_merged_field_is_that_of_a_side_that_changed_it(
    base: dict[str, object], mine: dict[str, object], theirs: dict[str, object]
) -> None:
    """What is right comes from one side alone."""
    merged = merged_fields(base, mine, theirs)
    if merged is None:
        return
    for name in ("hint", "ask"):
        values = [side.get(name) for side in (base, mine, theirs)]
        if values[1] == values[0] or values[2] in (values[0], values[1]):
            assert merged.get(name) == (values[2] if values[1] == values[0] else values[1])
    right = [{name: side.get(name) for name in ("answer", "distractors")} for side in (merged, mine, theirs)]
    assert right[0] in right[1:]


def test_changes_of_different_sentences_are_both_taken() -> None:
    """One unchanged sentence is between them."""
    base = "A fork copys the caller. It is old. Threads are lost."
    mine, theirs = base.replace("copys", "copies"), base.replace("are lost", "do not survive")
    assert merged_texts(base, mine, theirs) == "A fork copies the caller. It is old. Threads do not survive."


def test_changes_that_touch_overlap() -> None:
    """In the same sentence, in neighbours, and where both add one at the same place."""
    base = "One. Two. Three."
    assert merged_texts(base, "One. Too. Three.", "One. 2. Three.") is None
    assert merged_texts(base, "1. Two. Three.", "One. 2. Three.") is None
    assert merged_texts(base, f"{base} Four.", f"{base} Five.") is None


def test_answer_and_wrong_options_are_not_mixed() -> None:
    """One side corrects the answer, the other one makes it a wrong option."""
    base = {"kind": "choice", "ask": "2 + 3?", "answer": "4", "distractors": ["6", "7"]}
    assert merged_fields(base, base | {"answer": "5"}, base | {"distractors": ["5", "7"]}) is None
    assert merged_fields(base, base | {"answer": "5"}, base | {"ask": "What is 2 + 3?"}) == {
        "kind": "choice", "ask": "What is 2 + 3?", "answer": "5", "distractors": ["6", "7"],
    }  # fmt: skip
