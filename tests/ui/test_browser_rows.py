"""The keys below the list of cards."""

import pytest

from quizapp.ui.browser_rows import key_lines

ITEMS = (
    "Enter  card",
    "Space  mark",
    "e  edit",
    "s  suspend",
    "b  bury",
    "u  undo",
    "/  search",
    "?  keys",
    "q  leave",
)


@pytest.mark.parametrize("width", [24, 40, 60, 80, 200])
def test_how_to_see_all_keys_and_how_to_leave_are_named_in_every_window(width: int) -> None:
    lines = key_lines(ITEMS, width, 2)
    assert len(lines) <= 2 and all(len(line) <= width for line in lines)
    assert "?  keys" in "".join(lines) and lines[-1].endswith("q  leave")
    assert lines[0].startswith("Enter  card")


def test_all_keys_are_named_where_there_is_room() -> None:
    assert key_lines(ITEMS, 200, 2) == ["   ".join(ITEMS)]
    assert " ".join(key_lines(ITEMS, 24, None)).split() == " ".join(ITEMS).split()
