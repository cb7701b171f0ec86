"""What an experiment asks before its parameters are drawn."""

import pytest

from quizapp.core.experiment_ask import ask_of


@pytest.mark.parametrize(
    ("ask", "parameters", "shown"),
    [
        ("{tasks} tasks", {"tasks": [2, 4]}, "2 or 4 tasks"),
        ("{tasks:,} tasks", {"tasks": [1000, 20_000]}, "1,000 or 20,000 tasks"),
        ("{n:,} and {n}", {"n": [1500]}, "1,500 and 1500"),
        ("no parameter", {}, "no parameter"),
    ],
)
def test_ask_names_all_values_in_the_format_of_its_placeholder(
    ask: str, parameters: dict[str, list[float]], shown: str
) -> None:
    """Also with a separator of thousands, which text cannot have."""
    assert ask_of(ask, parameters) == shown
