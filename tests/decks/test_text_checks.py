"""Warnings of what was written for another program, or not completed: what is no mistake gives none."""

from pathlib import Path

import pytest

from tests.decks.test_typical_mistakes import SOUND, found_in

FENCES = {
    "```\nx\n```": False,
    "~~~\n```\n~~~": False,
    "````\n```\n````": False,
    "```\nx\n``` python": True,  # text after it: not the end
    "````\nx\n```": True,  # too short to be the end
    "```\nx\n~~~": True,
    "    ```": False,  # code by its indentation
    "x ```": False,
}


@pytest.mark.parametrize(("text", "is_open"), FENCES.items())
def test_a_fence_is_closed_as_commonmark_says(text: str, *, is_open: bool, tmp_path: Path) -> None:
    """By one of the same kind that is as long, alone on its line."""
    block = "  why: |\n    Without a lock, updates get lost.\n\n" + "".join(
        f"    {line}\n" for line in text.split("\n")
    )
    old = "  why: Without a lock, updates get lost.\n"
    files = SOUND | {"locks.yaml": SOUND["locks.yaml"].replace(old, block)}
    assert [each.code for each in found_in(tmp_path, files)] == ["fence-not-closed"] * is_open


@pytest.mark.parametrize("gap", ["{{acquires::c1}}", "{{c1}}", "{{std::move}}", "{{c1::}}", "{{f({x})}}"])
def test_what_only_looks_like_a_gap_of_anki_is_none(gap: str, tmp_path: Path) -> None:
    """A number without an answer, a hint, a name of C++."""
    files = SOUND | {"locks.yaml": SOUND["locks.yaml"].replace("{{acquires}}", gap)}
    assert found_in(tmp_path, files) == ()
