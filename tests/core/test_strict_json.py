"""JSON without numbers that are none."""

import json
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.strict_json import parse_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=True, allow_infinity=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def finite(value: object) -> bool:
    """Return whether no number within a value is infinite or NaN."""
    if isinstance(value, dict):
        return all(map(finite, value.values()))
    if isinstance(value, list):
        return all(map(finite, value))
    return not isinstance(value, float) or isfinite(value)


@given(VALUES)
def test_finite_values_come_back_and_others_are_refused(value: object) -> None:
    """Wherever in the value the number is."""
    text = json.dumps(value)
    if finite(value):
        assert parse_json(text) == value
    else:
        with pytest.raises(ValueError, match="is no JSON"):
            parse_json(text)


@pytest.mark.parametrize("text", ["1e999", "[-1e999]", '{"a": 1e400}'])
def test_numbers_that_overflow_are_refused(text: str) -> None:
    """Python reads them as infinities."""
    with pytest.raises(ValueError, match="too large"):
        parse_json(text)
