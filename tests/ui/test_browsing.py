"""The state of the browser of cards."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.card_filter import SearchableCard, card_filter
from quizapp.ui.browser_port import ListedCard
from quizapp.ui.browsing import Browsing, Search, moved, toggled

KEYS = st.sampled_from(
    ["up", "down", "pgup", "pgdn", "home", "end", "j", "k", "a", "backspace", "space", "f1", "left", "ctrl-u", "resize"]
)
WORDS = st.lists(st.sampled_from(["a", "ab", "abc", "b", "is:due", "is:d", "deck:x", "#t", "#", " "]), max_size=4)


def listed(card: str, text: str, standing: frozenset[str]) -> ListedCard:
    """Return a card of the list."""
    search = SearchableCard(deck="x", concept="c", tags=("t",), standing=standing, text=text)
    return ListedCard(card, text, search)


CARDS = [
    listed(str(number), text, frozenset(("due",) if number % 2 else ("new",)))
    for number, text in enumerate(("", "a", "ab", "abc", "b a", "cab", "# is:due"))
]


@given(st.lists(KEYS), st.booleans(), st.integers(0, 30), st.integers(1, 9))
def test_the_cursor_is_on_a_card_and_in_sight(keys: list[str], typing: bool, count: int, rows: int) -> None:
    state = Browsing(typing=typing)
    for pressed in keys:
        state = moved(state, pressed, count, rows).within(count, rows)
        assert 0 <= state.at < max(1, count)
        assert state.top <= state.at < state.top + rows
        assert 0 <= state.top <= max(0, count - rows)


def test_keys_are_text_only_while_the_search_is_typed() -> None:
    assert moved(Browsing(), "j", 9, 3).field.text == "j"
    assert moved(Browsing(typing=False), "j", 9, 3) == Browsing(typing=False, at=1)
    assert moved(Browsing(typing=False), "z", 9, 3) == Browsing(typing=False)


def test_another_search_begins_at_the_first_card() -> None:
    state = moved(Browsing(), "down", 9, 3)
    assert (state.at, moved(state, "s", 9, 3).at) == (1, 0)
    assert moved(state, "left", 9, 3).at == 1


@given(st.lists(WORDS, max_size=6))
def test_a_search_typed_on_finds_what_it_finds_at_once(searches: list[list[str]]) -> None:
    search = Search()
    for words in searches:
        text = "".join(words)
        for end in range(len(text) + 1):
            wanted = card_filter(text[:end])
            assert list(search.found(CARDS, text[:end])) == [card for card in CARDS if wanted.matches(card.search)]


def test_other_cards_are_searched_again() -> None:
    search = Search()
    assert len(search.found(CARDS, "a")) == 5
    assert len(search.found(CARDS[:3], "a")) == 2


@given(st.frozensets(st.sampled_from("abc")), st.lists(st.sampled_from("abc"), min_size=1))
def test_marks_are_put_on_all_or_taken_off_all(marked: frozenset[str], cards: list[str]) -> None:
    after = toggled(marked, cards)
    assert after - set(cards) == marked - set(cards)
    assert after & set(cards) == (frozenset() if marked.issuperset(cards) else frozenset(cards))
