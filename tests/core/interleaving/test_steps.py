"""The steps of programs, and the names in them."""

import pytest

from quizapp.core.interleaving.steps import Programs, Step, parse_step, unknown_names


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("x = read v", {"action": "read", "name": "x", "shared": "v"}),
        ("x = x + 1", {"action": "compute", "name": "x", "value": "x + 1"}),
        ("write v max(x, 2)", {"action": "write", "shared": "v", "value": "max(x, 2)"}),
        ("write v x if x > 0", {"action": "write", "shared": "v", "value": "x", "condition": "x > 0"}),
        ("x = 1 if x else 2", {"action": "compute", "name": "x", "value": "1 if x else 2"}),
        ("acquire l", {"action": "acquire", "shared": "l"}),
        ("release l", {"action": "release", "shared": "l"}),
        ("wait l if x == 0", {"action": "wait", "shared": "l", "condition": "x == 0"}),
        ("notify l", {"action": "notify", "shared": "l"}),
    ],
)
def test_step_is_read(text: str, step: dict[str, str]) -> None:
    assert parse_step(text) == Step(text=text, **step)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "x", "read v", "acquire", "acquire a b", "acquire l if", "x += 1", "print(x)"])
def test_other_line_is_no_step(text: str) -> None:
    with pytest.raises(ValueError, match="is not a step"):
        parse_step(text)


def test_unknown_names_are_found() -> None:
    steps = tuple(map(parse_step, ["x = read v", "y = z", "write w x", "write v 1 if q", "x = y + x"]))
    found = [step.text for step, _ in unknown_names(Programs(variables={"v": 0}, steps=(steps, ())))]
    assert found == ["y = z", "write w x", "write v 1 if q"]
