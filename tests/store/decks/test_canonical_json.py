"""Canonical JSON is the standard library's, only faster."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.store.decks.canonical_json import compact

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@given(VALUES)
def test_text_equals_that_of_the_standard_library(value: Any) -> None:
    """Sorted keys, no spaces, no escapes of letters."""
    expected = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert compact(value) == expected


def test_value_that_is_not_json_is_refused() -> None:
    """As the standard library does."""
    with pytest.raises(TypeError, match="set is not JSON serializable"):
        compact({"a": {1}})
    with pytest.raises(TypeError):
        compact({(1, 2): 3})
