"""Reports of experiments in words."""

from dataclasses import replace

import pytest

from quizapp.core.model import Expectation, Experiment, SectionName, Variant
from quizapp.lab.report import expected_text
from quizapp.lab.verdict import bounds_of

EXPERIMENT = Experiment(
    id="e", section=SectionName.HOW, claim="", ask="", measure="ratio", baseline="a", contender="b",
    variants={"a": Variant(example="a"), "b": Variant(example="b")}, expect=Expectation(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ("2", "", "at least 2 times"),
        ("", "1.25", "at most 1.25 times"),
        ("2", "3.3", "at least 2 and at most 3.3 times"),
        ("0.4 * n", "", "at least 2 times (0.4 * n)"),
        ("1", "2 if gil else 9", "at least 1 and at most 2 times (1 and 2 if gil else 9)"),
        ("", "", "nothing in particular"),
    ],
)
def test_the_expectation_names_its_rule_where_it_is_not_a_figure(low: str, high: str, text: str) -> None:
    experiment = replace(EXPERIMENT, expect=Expectation(at_least=low, at_most=high))
    assert expected_text(experiment, bounds_of(experiment.expect, {"n": 5.0, "gil": 1.0})) == text
