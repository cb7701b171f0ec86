"""Random numbers from a seed in text."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.seeded_random import drawn


def numbers(random: Random) -> list[float]:
    """Draw several numbers; normally distributed ones come in pairs, of which the second is kept."""
    return [random.random(), random.gauss(0, 1), random.getrandbits(70)]


@given(st.text(), st.text())
def test_numbers_are_those_of_a_new_generator(seed: str, before: str) -> None:
    """Whatever was drawn before, also while another one is in use, and after a failure."""
    expected = numbers(Random(seed))
    assert drawn(before, lambda random: (numbers(random), drawn(seed, numbers))[1]) == expected
    with pytest.raises(ZeroDivisionError):
        drawn(before, lambda random: random.random() / 0)
    assert drawn(seed, numbers) == expected


def test_threads_do_not_share_a_generator() -> None:
    """As those of `quizapp web`, which ask questions at the same time."""
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda number: [drawn(str(number), Random.random) for _ in range(200)], range(20)))
    assert found == [[Random(str(number)).random()] * 200 for number in range(20)]
