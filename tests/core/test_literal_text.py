"""Plain text as Markdown that the terminal shows unchanged."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rich.console import Console

from quizapp.core.literal_text import FORMULA, as_read, literal, without_escapes
from quizapp.ui.formulas import NO_FORMULAS, formulas_in
from quizapp.ui.text import inline, prose

TEXT = st.text(
    st.sampled_from("ab 1.)(\\`*_~[]{}<>#|$=-+!&;:\n") | st.characters(codec="utf-8", categories=("L", "P", "S")),
    max_size=40,
)


def shown(text: str) -> str:
    """Return what the terminal shows of a question's text, without blanks at the ends of lines."""
    console = Console(width=500, no_color=True, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(prose(text))
    return tidy(captured.get())


def tidy(text: str) -> str:
    """Return a text without blanks at the ends of lines and without repeated blank lines."""
    lines = [line.rstrip() for line in text.replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@given(TEXT)
@example("$a*b*c$ and *x*")
@example("`$x` and `$y`")
@example("\\(a_1_\\) \\\\(b_2_\\\\)")
@example("a | b\n--|--\nc | d")
@example("if x:\n    print(x)\n\n    y")
@example("a\n===")
@example("$\\$")
@example("_][/$]\\]~~$")
@example("*[$]\n**")
@example("&amp; &#65;")
@example("1) a\n2) b")
@example("[a](b) ![c](d) [e]: f")
@example("std::map<std::string, int> <div> </div> <!-- x --> <a@b.c> <https://x>")
def test_any_text_is_shown_unchanged(text: str) -> None:
    assume(formulas_in(text) is NO_FORMULAS)
    assert shown(literal(text)) == tidy(text)


@pytest.mark.parametrize(
    "text",
    [
        "<div>", "List<String>", "#include <vector>", "*args", "def f(*args, **kwargs)", "a_b_c", r"\(x\)", "$a*b*c$",
        "a - b", "C# and F#",
        "x = [1, 2]", "2 * 3 * 4", "$5 and $6",
        "a & b && c", "vector<std::string>", "~/.bashrc",
    ],
)  # fmt: skip
def test_harmless_characters_get_no_backslash(text: str) -> None:
    assert literal(text) == text and shown(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a*b*c", r"a\*b\*c"), (r"\\", r"\\\\"),
        ("__init__", r"\_\_init\_\_"), ("`date`", r"\`date\`"), ("# a", r"\# a"),
        ("1. a", r"1\. a"),
        ("~~a~~", r"\~\~a\~\~"),
    ],
)  # fmt: skip
def test_markdown_characters_get_a_backslash(text: str, escaped: str) -> None:
    assert literal(text) == escaped and shown(escaped) == text and without_escapes(escaped) == text


def test_mathematics_gets_no_backslash() -> None:
    text = r"$\alpha_1$ and $\beta_1*\beta_2*x$"
    assert literal(text) == text and shown(text) == "α₁ and β₁*β₂*x"


@given(TEXT.filter(lambda text: "\n" not in text))
def test_option_is_shown_unchanged(text: str) -> None:
    assume(formulas_in(text) is NO_FORMULAS)
    assert inline(literal(text)).plain.replace("\xa0", " ") == text


@pytest.mark.parametrize(
    ("source", "read"),
    [
        (r"\*args and \`x\`", "*args and `x`"), (r"1\. a", "1. a"), ("&nbsp; a", "  a"), (r"\&nbsp;", "&nbsp;"),
        (r"`\*x` \*", r"`\*x` *"), ("```\n\\*\n\n\\*\n```\n\\*", "```\n\\*\n\n\\*\n```\n*"),
        (r"$\alpha\,\{x\}$ \_", r"$\alpha\,\{x\}$ _"), (r"\(\frac{a}{b}\)", r"\(\frac{a}{b}\)"), (r"\\", "\\"),
    ],
)  # fmt: skip
def test_text_is_read_without_the_backslashes_of_literal_text(source: str, read: str) -> None:
    """Code and formulas keep theirs."""
    assert as_read(source) == read


@given(TEXT)
def test_literal_text_is_read_as_it_was(text: str) -> None:
    assume(not FORMULA.search(text) and "`" not in text and "~" not in text and "&nbsp;" not in text)
    assert as_read(literal(text)) == text
