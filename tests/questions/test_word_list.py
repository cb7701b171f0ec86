"""The list of known words in the form that is shipped."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from quizapp.questions.spelling import known_words
from quizapp.questions.word_list import packed, unpacked

WORDS = st.lists(st.one_of(st.text("ab", min_size=1, max_size=40), st.text("aé'-z", min_size=1, max_size=5)))


@given(WORDS)
def test_words_are_unpacked_as_they_were_packed(words: list[str]) -> None:
    """Sorted and each once; also words that share more letters than one letter can count."""
    assert list(unpacked(packed(words))) == sorted(set(words))


def test_comments_stay_and_blank_lines_go() -> None:
    """The licence of the list is shipped with it."""
    assert packed(["# Licence", "", "abate", "abandoned", "abandon"]) == "# Licence\naabandon\nhed\ndte\n"


def test_the_shipped_list_has_every_word_of_the_plain_one() -> None:
    """And no other."""
    plain = (Path(__file__).parents[2] / "data/words.txt").read_text("utf-8").splitlines()
    assert known_words() == {line for line in plain if line and not line.startswith("#")}
