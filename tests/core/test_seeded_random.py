"""Random numbers from a seed in text."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.seeded_random import seeded


@given(st.text(), st.text())
def test_numbers_are_those_of_a_new_generator(seed: str, before: str) -> None:
    """Whatever was drawn before, normally distributed numbers among it, which come in pairs."""
    seeded(before).gauss(0, 1)
    found, expected = seeded(seed), Random(seed)
    assert [found.random(), found.gauss(0, 1), found.getrandbits(70)] == [
        expected.random(), expected.gauss(0, 1), expected.getrandbits(70),
    ]  # fmt: skip


def test_threads_do_not_share_a_generator() -> None:
    """As those of `quizapp web`, which ask questions at the same time."""
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda number: [seeded(str(number)).random() for _ in range(200)], range(20)))
    assert found == [[Random(str(number)).random()] * 200 for number in range(20)]
