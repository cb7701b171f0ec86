"""The fast encoder writes what the standard one writes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.store.fast_json import fast_encode

ENCODERS = (
    json.JSONEncoder(separators=(",", ":"), allow_nan=False),
    json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True),
)
FAST = tuple(map(fast_encode, ENCODERS))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12
)


@given(st.sampled_from(range(len(ENCODERS))), VALUES)
def test_fast_encoder_writes_what_the_standard_one_writes(number: int, value: Any) -> None:
    """With the order of the keys, the separators and the escapes of the encoder that it replaces."""
    assert FAST[number](value) == ENCODERS[number].encode(value)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_fast_encoder_refuses_what_is_no_json(number: float) -> None:
    """Where the encoder that it replaces refuses it."""
    with pytest.raises(ValueError, match="JSON compliant"):
        FAST[0]({"seconds": number})
