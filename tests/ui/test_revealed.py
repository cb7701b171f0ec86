"""Code to agree to: marks in the place of what could hide a part of it."""

import pytest

from quizapp.ui.revealed import revealed


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("x = 1" + " " * 300 + "; import os", "x = 1⟨300 blanks⟩; import os"),
        (" " * 200 + "import os", "⟨200 blanks⟩import os"),
        ("x = 1" + "\n" * 400 + "import os", "x = 1\n⟨399 empty lines⟩\nimport os"),
        ("x = 1\n" + "  \n" * 30 + "import os", "x = 1\n⟨30 empty lines⟩\nimport os"),
        ("s\u00adystem\u3164 = 1", "s⟨U+00AD⟩ystem⟨U+3164⟩ = 1"),
        ("x = '" + "\u00a0 " * 100 + "'; import os", "x = '⟨200 blanks⟩'; import os"),
        ("x = 1  # a" + "\u3000" * 90 + "\u2800" * 90 + "b", "x = 1  # a⟨180 blanks⟩b"),
        ('x = """' + "\n\u2800" * 90 + '\n"""; import os', 'x = """\n⟨90 empty lines⟩\n"""; import os'),
        ("# harmless\rimport os", "# harmless␍\nimport os"),
        ("x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n"),
        ("o\ufe0fs, a\U000e0101b, c\u200dd, e\u180bf", "o⟨U+FE0F⟩s, a⟨U+E0101⟩b, c⟨U+200D⟩d, e⟨U+180B⟩f"),
        ("# \ue000\U0001d173\u0378", "# ⟨U+E000⟩⟨U+1D173⟩⟨U+0378⟩"),
        ("x\u0336\u0336\u0336\u0336; y", "x⟨4 combining marks⟩; y"),
        ("e\u0301 = 'é, हिन्दी, ü, 日本語, 👍'", "e\u0301 = 'é, हिन्दी, ü, 日本語, 👍'"),
        ("if x:\n        y = 1  # as it is\n\n\nz = 2", "if x:\n        y = 1  # as it is\n\n\nz = 2"),
    ],
)
def test_code_to_agree_to_is_in_sight(source: str, shown: str) -> None:
    """Neither blanks, empty lines, other ends of lines nor invisible letters hide what runs; ordinary code stays."""
    assert revealed(source) == shown
