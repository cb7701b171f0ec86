"""Text of others on the terminal: marks in the place of what could act on it or hide something."""

import pytest

from quizapp.ui.escape import one_line, revealed


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("x = 1" + " " * 300 + "; import os", "x = 1⟨300 blanks⟩; import os"),
        (" " * 200 + "import os", "⟨200 blanks⟩import os"),
        ("x = 1" + "\n" * 400 + "import os", "x = 1\n⟨399 empty lines⟩\nimport os"),
        ("x = 1\n" + "  \n" * 30 + "import os", "x = 1\n⟨30 empty lines⟩\nimport os"),
        ("s\u00adystem\u3164 = 1", "s⟨U+00AD⟩ystem⟨U+3164⟩ = 1"),
        ("if x:\n        y = 1  # as it is\n\n\nz = 2", "if x:\n        y = 1  # as it is\n\n\nz = 2"),
    ],
)
def test_code_to_agree_to_is_in_sight(source: str, shown: str) -> None:
    """Neither blanks nor empty lines nor invisible letters hide what runs; ordinary code stays as it is."""
    assert revealed(source) == shown


def test_a_name_is_one_line() -> None:
    """A line end in the name of a file cannot fake a message."""
    assert one_line("a\nerror: b\r") == "a␊error: b␍"
