"""Arguments against a schema: each fault is named, whatever the values are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.checked_arguments import checked

SCHEMA = {
    "required": ("name",),
    "properties": {
        "name": {"type": "string"},
        "perhaps": {"type": ("string", "null")},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        ([], "`arguments` must be an object"),
        ({}, "`name` is missing"),
        ({"name": "a", "perhaps": 7}, "`perhaps` must be of type string or null"),
        ({"name": "a", "fields": {"b": None}}, "`b` must be of type string"),
    ],
)
def test_first_fault_is_named(given_: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        checked(given_, SCHEMA)


@given(st.dictionaries(st.sampled_from(["name", "perhaps", "fields", "else"]), VALUES))
def test_what_passes_has_the_types_of_the_schema(document: dict[str, object]) -> None:
    try:
        found = checked(document, SCHEMA)
    except ValueError:
        return
    assert isinstance(found["name"], str) and isinstance(found.get("perhaps"), str | None)
    assert all(isinstance(each, str) for each in found.get("fields", {}).values())


def test_what_no_schema_speaks_of_may_be_nested_deeply() -> None:
    nested: object = []
    for _ in range(5000):
        nested = [nested]
    assert checked({"name": "a", "else": nested}, SCHEMA)["name"] == "a"
