"""The console: the one way of drawn text to the terminal."""

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Group
from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from quizapp.core.figures import with_unit
from quizapp.ui.console import CURSOR, SafeConsole, make_console
from quizapp.ui.escape import visible

TEXTS = st.text(st.characters() | st.sampled_from("\x1b\x07\x9b\u202e\u2066\u00ad\u3164\u200b\r\x00"), max_size=12)


def drawn(*parts: object) -> str:
    """Return what a console without colours writes."""
    out = io.StringIO()
    console = SafeConsole(file=out, width=200, no_color=True, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part)
    return out.getvalue()


@given(TEXTS)
def test_no_drawn_text_holds_a_control_character(text: str) -> None:
    """However deep it is nested, and without being escaped before."""
    table = Table("a", title=text)
    table.add_row(text)
    written = drawn(text, Text(text), Panel(Text(text), title=text), Group(table, Syntax(text, "python")))
    assert visible(written.replace(CURSOR, "")) == written.replace(CURSOR, "")


def test_text_without_control_characters_is_drawn_as_it_is() -> None:
    """Also spaces that Python does not call printable, and the mark of the cursor."""
    assert drawn(f"a\u00a0b\u3000ä 漢 🙂 {CURSOR}") == f"a\u00a0b\u3000ä 漢 🙂 {CURSOR}\n"


def test_every_console_of_the_program_is_safe() -> None:
    """For results and for messages."""
    assert isinstance(make_console(), SafeConsole)
    assert isinstance(make_console(stderr=True), SafeConsole)


@given(st.integers(8, 30))
def test_a_number_stays_on_the_line_of_its_unit(width: int) -> None:
    """At every width that has room for both; in the output the space is an ordinary one."""
    out = io.StringIO()
    text = f"thread {with_unit(0.06, 'ms')}, process {with_unit(1.44, 'ms')}"
    SafeConsole(file=out, width=width).print(Text(text))
    lines = out.getvalue().splitlines()
    assert " ".join(line.strip() for line in lines) == "thread 0.06 ms, process 1.44 ms"
    assert not any(line.strip().startswith("ms") for line in lines)
