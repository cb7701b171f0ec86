"""Typing slips are accepted, other words are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.questions.spelling import judge, known_words

CLOSE = [
    ("multiprocesing", "multiprocessing"),
    ("mutliprocessing", "multiprocessing"),
    ("paralelism", "parallelism"),
    ("threds", "threads"),
    ("thread", "threads"),
    ("conccurrency", "concurrency"),
    ("interpeter", "interpreter"),
    ("free threadd", "free-threaded"),
    ("semaphor", "semaphore"),
    ("freethreaded", "free-threaded"),
]
WRONG = [
    ("threats", "threads"),
    ("progress", "process"),
    ("look", "lock"),
    ("block", "lock"),
    ("concurrent", "concurrence"),
    ("synchronous", "asynchronous"),
    ("mutable", "immutable"),
    ("spam", "spawn"),
    ("coin", "join"),
    ("local", "global"),
    ("threading", "multiprocessing"),
    ("3.12", "3.13"),
    ("2001", "2000"),
    ("tide", "diet"),
    ("", "lock"),
    ("GIL", "GUI"),
]
EXACT = [("  The GIL. ", "gil"), ("`threading`", "threading"), ("Free-Threaded", "free threaded"), ("GIL", "gil")]


@pytest.mark.parametrize(("given_text", "answer"), CLOSE)
def test_slips_are_close(given_text: str, answer: str) -> None:
    """A letter off, and no other word."""
    assert judge(given_text, [answer]).verdict == "close"


@pytest.mark.parametrize(("given_text", "answer"), WRONG)
def test_other_words_are_wrong(given_text: str, answer: str) -> None:
    """However similar they are."""
    assert judge(given_text, [answer]).verdict == "wrong"


@pytest.mark.parametrize(("given_text", "answer"), EXACT)
def test_case_articles_and_punctuation_do_not_count(given_text: str, answer: str) -> None:
    """No spelling depends on them."""
    assert judge(given_text, [answer]).verdict == "exact"


FOLDED = [
    ("don’t — panic", "don't - panic"),
    ("“quoted” …", '"quoted" ...'),
    ("ｆｕｌｌ　ｗｉｄｔｈ１２", "full width12"),
    ("٣٫١٤".replace("٫", "."), "3.14"),
    ("१२", "12"),
    ("−5", "-5"),
    ("free‑threaded", "free-threaded"),
]
NOT_FOLDED = [("-5", "5"), ("102", "10²"), ("a", "ä"), ("5-3", "-53")]


@pytest.mark.parametrize(("given_text", "answer"), FOLDED)
def test_characters_that_keyboards_write_differently_are_equal(given_text: str, answer: str) -> None:
    assert judge(given_text, [answer]).verdict == "exact"


@pytest.mark.parametrize(("given_text", "answer"), NOT_FOLDED)
def test_a_sign_an_accent_and_a_power_count(given_text: str, answer: str) -> None:
    assert judge(given_text, [answer]).verdict == "wrong"


def test_capital_letters_count_where_the_deck_says_so() -> None:
    assert judge("true", ["True"], case=True).verdict == "wrong"
    assert judge("the threaDpool class", ["the ThreadPool class"], case=True).verdict == "wrong"
    assert judge("ThreadPol", ["ThreadPool"], case=True).verdict == "close"
    assert judge("true", ["True"]).verdict == "exact"


@given(st.text(min_size=1, max_size=20))
def test_every_answer_accepts_itself(answer: str) -> None:
    """Whatever characters it has."""
    assert judge(answer, [answer]).verdict == "exact"


@given(st.sampled_from(sorted(known_words())), st.sampled_from(["process", "threads", "parallelism", "memory", "lock"]))
def test_known_word_is_never_a_slip(word: str, answer: str) -> None:
    """Except the plural or singular of the answer."""
    if word not in (answer, answer + "s", answer + "es", answer.removesuffix("s"), answer.removesuffix("es")):
        assert judge(word, [answer]).verdict == "wrong"


@pytest.mark.parametrize(
    ("given", "answer", "verdict"),
    [
        ("x^2", "$x^2$", "exact"), ("x²", "$x^2$", "exact"), ("a/b", r"$\frac{a}{b}$", "exact"),
        (r"\frac{a}{b}", r"$\frac{a}{b}$", "exact"), ("n log n", r"\(n\log n\)", "exact"),
        ("x2", "$x^2$", "wrong"), ("x^3", "$x^2$", "wrong"), ("$", "$x", "wrong"),
    ],
)  # fmt: skip
def test_a_formula_may_be_typed_as_latex_or_as_it_is_shown(given: str, answer: str, verdict: str) -> None:
    assert judge(given, [answer]).verdict == verdict
