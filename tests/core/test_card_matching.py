"""Laws of matching the cards of two versions of a deck."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.card_matching import CardVersion, Pair, match

WORDS = st.sampled_from(
    ["lock", "mutex", "semaphore", "thread", "What is", "the", "a queue", "True", "guard", "x", "", "锁"]
)
TEXTS = st.lists(WORDS, max_size=5).map(" ".join)


def versions(size: int = 8) -> st.SearchStrategy[list[CardVersion]]:
    """Return decks of some cards with unique keys."""
    card = st.builds(
        CardVersion,
        key=st.integers(0, 40).map(str), own=st.sampled_from("abcdefghij"), topic=st.sampled_from(["one", "two"]),
        position=st.integers(0, 9), before=st.sampled_from(["", "1", "2", "3"]),
        kind=st.sampled_from(["recall", "true_false"]), question=TEXTS, answer=TEXTS,
    )  # fmt: skip
    return st.lists(card, max_size=size, unique_by=lambda each: each.key)


def card(key: str, question: str, answer: str, position: int = 0, **more: str) -> CardVersion:
    """Return a card whose id is its key."""
    fields = {"own": key, "topic": "t", "before": "", "kind": "recall"} | more
    return CardVersion(key=key, question=question, answer=answer, position=position, **fields)


@given(versions(), versions())
def test_card_is_in_at_most_one_certain_pair(old: list[CardVersion], new: list[CardVersion]) -> None:
    """On either side; a certain card is not doubtful as well."""
    found = match(old, new)
    for pairs in (found.certain,):
        assert len({pair.old for pair in pairs}) == len({pair.new for pair in pairs}) == len(pairs)
    taken = {pair.old for pair in found.certain}, {pair.new for pair in found.certain}
    assert not any(pair.old in taken[0] or pair.new in taken[1] for pair in found.doubtful)
    keys = {each.key for each in old}, {each.key for each in new}
    assert all(pair.old in keys[0] and pair.new in keys[1] for pair in (*found.certain, *found.doubtful))


@given(versions(), versions(), st.randoms(use_true_random=False))
def test_order_of_the_input_does_not_matter(old: list[CardVersion], new: list[CardVersion], random: object) -> None:
    """Shuffled cards are matched alike."""
    expected = match(old, new)
    random.shuffle(old)  # type: ignore[attr-defined]
    random.shuffle(new)  # type: ignore[attr-defined]
    assert match(old, new) == expected


@given(versions())
def test_same_cards_are_matched_to_themselves(cards: list[CardVersion]) -> None:
    """A card with its own id is never matched to another card, nor left in doubt."""
    own = [replace(each, own=each.key) for each in cards]
    assert match(own, own).certain == tuple(sorted(Pair(each.key, each.key) for each in own))


@given(versions(), versions())
def test_nothing_is_matched_with_an_empty_side(old: list[CardVersion], new: list[CardVersion]) -> None:
    """Neither certainly nor doubtfully."""
    assert match(old, []) == match([], new) == match([], [])


@given(st.text(min_size=1, max_size=40), st.text("abcdefghij ", min_size=8, max_size=30).filter(str.strip))
def test_reworded_question_with_its_answer_in_place_is_certain(question: str, answer: str) -> None:
    """Whatever the new question is, if the answer is longer than about a word."""
    answer = f"the {answer.strip()}"
    old, new = card("a", "How does it go on?", answer, 3), card("b", question, answer, 3)
    assert match([old], [new]).certain == (Pair("a", "b"),)


@given(st.integers(0, 5), st.integers(0, 5))
def test_swapped_answers_are_never_certain(first: int, second: int) -> None:
    """Two slightly reworded questions whose answers were swapped."""
    old = [card("a", "What does a mutex guard?", "A critical section", first, before="p"),
           card("b", "What does a semaphore count?", "Permits that are left", second + 9, before="q")]  # fmt: skip
    new = [card("c", "What does a mutex guard, then?", "Permits that are left", first, before="p"),
           card("d", "What does a semaphore count, then?", "A critical section", second + 9, before="q")]  # fmt: skip
    found = match(old, new)
    assert found.certain == ()
    assert {Pair("a", "c"), Pair("b", "d")} <= set(found.doubtful)


def test_moved_card_keeps_its_id() -> None:
    """Its topic, position and answer may have changed."""
    old, new = card("a", "Q", "one answer", own="x"), card("b", "Q", "another", 7, own="x", topic="u")
    assert match([old], [new]).certain == (Pair("a", "b"),)


def test_common_answer_needs_a_similar_question() -> None:
    """Two true statements are not the same card."""
    old = card("a", "Threads share their memory with others.", "True", kind="true_false")
    far = card("b", "A process has at least one thread.", "True", kind="true_false")
    near = card("c", "Threads share their memory with the others.", "True", kind="true_false")
    assert match([old], [far]) == match([], [])
    assert match([old], [near]).certain == (Pair("a", "c"),)


def test_two_cards_that_fit_equally_well_are_doubtful() -> None:
    """A card that was split in two."""
    old = card("a", "What is a lock and what for?", "It excludes others", 0)
    new = [
        card("b", "What is a lock?", "It excludes others", 0),
        card("c", "What is a lock for?", "It excludes others", 1),
    ]
    found = match([old], new)
    assert (found.certain, {pair.new for pair in found.doubtful}) == ((), {"b", "c"})


def test_same_question_in_the_same_place_is_the_same_card() -> None:
    """With an id that changed, as it does with the notation of the question, and another answer."""
    old, new = card("1", "What is fork?", "A copy", 3), card("2", "What is  fork?", "Of a process", 3)
    assert match([old], [new]).certain == (Pair("1", "2"),)
    elsewhere = replace(new, position=5, before="9")
    assert match([old], [elsewhere]).doubtful == (Pair("1", "2"),)


def test_another_card_with_a_question_as_similar_makes_a_pair_doubtful() -> None:
    """It may be the card just as well, although it has another answer and another place."""
    old = card("a", "What does a lock guard?", "A critical section", 3, before="p")
    new = [card("c", "What does the lock guard?", "A critical section", 3, before="p"),
           card("d", "What does the lock guard?", "A shared counter", 9, before="q")]  # fmt: skip
    assert match([old], new[:1]).certain == (Pair("a", "c"),)
    assert match([old], new).certain == ()
    assert match([old], new).doubtful == (Pair("a", "c"), Pair("a", "d"))


def test_a_question_of_up_to_four_retired_cards_proposes_each_of_them() -> None:
    """What more cards share tells nothing."""
    for count, proposed in ((4, 4), (5, 0)):
        old = [card(f"o{n}", "Which of these is it?", f"the answer {n}", n, before=f"p{n}") for n in range(count)]
        new = card("new", "Which of these is it?", "something else", 40, before="z")
        assert len(match(old, [new]).doubtful) == proposed
