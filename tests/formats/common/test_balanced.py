"""Braces within double braces."""

import pytest

from quizapp.formats.common.balanced import depth_of
from quizapp.formats.common.numbered_cloze import numbered_bodies


@pytest.mark.parametrize(
    ("text", "depth"), [("", 0), ("{a}", 0), (r"\frac{a}{b", 1), ("{{", 2), (r"\{ x", 0), ("}} {", 1)]
)
def test_braces_that_are_not_closed_are_counted(text: str, depth: int) -> None:
    assert depth_of(text) == depth


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (r"{{c1::\frac{a}{b}}} is", r"\frac{a}{b}"), (r"{{c1::\frac{\sqrt{x}}{y}}}", r"\frac{\sqrt{x}}{y}"),
        (r"{{c1::\frac{a}} is", r"\frac{a"), ("{{c1::{'a': {}}::hint}} is", "{'a': {}}"),
    ],
)  # fmt: skip
def test_a_numbered_deletion_keeps_its_braces(text: str, answer: str) -> None:
    (body,) = numbered_bodies(text, print)
    assert body["answer"] == answer
