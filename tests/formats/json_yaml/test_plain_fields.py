"""Whether the texts of a list are Markdown."""

import pytest

from quizapp.formats.json_yaml.plain_fields import has_markdown


@pytest.mark.parametrize("text", ["use `x`", "**bold** words", "```\ncode\n```", "![](a.png)", "[a](https://x.org)"])
def test_marks_that_only_markdown_has_are_found_anywhere(text: str) -> None:
    assert has_markdown({"cards": [{"front": "a", "back": ["b", {"text": text}]}]})


@pytest.mark.parametrize("text", ["__init__", "*args, **kwargs", "a * b * c", "# x", "- x", "`", "2 ** 3 ** 4"])
def test_marks_that_plain_text_has_are_no_evidence(text: str) -> None:
    assert not has_markdown([{"front": text, "back": 1}])
