"""Nothing is cut at the right edge."""

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from quizapp.ui.code_view import code
from quizapp.ui.hanging import Hanging, WrappedCode
from quizapp.ui.text import prose

LINES = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), max_size=120)


def printed(renderable: object, width: int) -> list[str]:
    """Return the lines on a terminal that is so wide."""
    out = io.StringIO()
    Console(file=out, width=width, color_system=None, _environ={}).print(renderable)
    return out.getvalue().splitlines()


@given(LINES, st.integers(12, 60))
def test_a_long_line_of_code_goes_on_behind_a_mark(line: str, width: int) -> None:
    """No line is longer than the terminal, and every character but spaces is there."""
    lines = printed(WrappedCode(Text(line)), width)
    assert all(len(each) <= width for each in lines)
    marks = [each.lstrip(" ")[:2] for each in lines[1:]]
    assert all(mark.strip() in ("↪", "\\") for mark in marks)
    kept = "".join(each.lstrip(" ")[1:] if number else each for number, each in enumerate(lines))
    assert kept.replace(" ", "") == line.replace(" ", "")


@given(LINES, st.integers(12, 60))
def test_a_text_behind_a_prefix_keeps_its_indent(line: str, width: int) -> None:
    """Every line below begins where the text began."""
    lines = printed(Hanging(Text("a  "), Text(line)), width)
    assert all(len(each) <= width for each in lines)
    assert lines[0].startswith("a")
    assert all(each.startswith("   ") or not each for each in lines[1:])


def test_code_within_markdown_is_not_cut_either() -> None:
    """Of answers and explanations."""
    source = "ps = [context.Process(target=sleep, args=(0.02,)) for _ in range(naps)]  # naps is set"
    for shown in (code(source, "python"), prose(f"So:\n\n```python\n{source}\n```")):
        lines = printed(shown, 40)
        assert all(len(line) <= 40 for line in lines)
        assert "naps is set" in " ".join(" ".join(lines).split())
