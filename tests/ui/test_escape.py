"""Text of others on the terminal: marks in the place of what could act on it or hide something."""

from quizapp.ui.escape import one_line


def test_a_name_is_one_line() -> None:
    """A line end in the name of a file cannot fake a message."""
    assert one_line("a\nerror: b\r") == "a␊error: b␍"
