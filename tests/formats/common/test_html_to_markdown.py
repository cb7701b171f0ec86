"""HTML to Markdown: without a parser for what editors write in most notes, with one for the rest."""

import html
import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rich.console import Console

from quizapp.core.literal_text import FORMULA, as_read
from quizapp.formats.common.html_to_markdown import _converted, markdown_of
from quizapp.ui.formulas import NO_FORMULAS, formulas_in
from quizapp.ui.text import prose

CASES = {
    "first line<div>second</div>": "first line\n\nsecond",
    "<div>one</div><div>two</div>three": "one\n\ntwo\n\nthree",
    "one<div><br></div><div>two</div>": "one\n\ntwo",
    "one<br>two<br/>three": "one\ntwo\nthree",
    '<p class="x">one<p>two': "one\n\ntwo",
    "<b>one<br></b>two": "**one**\ntwo",
    "<i>one&nbsp;</i>two": "*one* two",
    "one <strong> two </strong> three": "one **two** three",
    "<b><i>one</i></b> <i><b>two</b></i>": "***one*** ***two***",
    "<b><b>one</b></b>": "**one**",
    "<b>one<br>two</b>": "**one**\n**two**",
    "<b>one<div>two</div></b>": "**one**\n\n**two**",
    '<span style="color: red">one</span> <u>two</u> <font face="x">three</font>': "one two three",
    "one <b></b>two": "one two",
    "1 < 2 <em>always</em> &amp; for ever": "1 < 2 *always* & for ever",
    "<b>never closed": "**never closed**",
    "<ul><li><b>one<br></b>two</li><li>three</li></ul>": "- **one**\n  two\n- three",
    "<ul><li>one<li>two</ul>three": "- one\n- two\n\nthree",
    "<ol><LI>one<ul><li>a<li>b</ul><li>two</ol>": "1. one\n   - a\n   - b\n2. two",
    "<pre>a\n  b</pre>": "```\na\n  b\n```",
}


@pytest.mark.parametrize("source", CASES)
def test_conversions(source: str) -> None:
    """Line breaks, paragraphs, emphasis, and what needs the parser."""
    assert markdown_of(source) == CASES[source]


WORDS = st.text(alphabet="abc ", min_size=1, max_size=8)
PIECES = st.one_of(
    WORDS, st.sampled_from(["<br>", "&nbsp;", "&amp;", "<div>{}</div>", "<b>{}</b>", "<i>{}</i>", "<u>{}</u>"])
)


@given(st.lists(PIECES, max_size=8), st.lists(WORDS, min_size=8, max_size=8))
def test_no_word_is_lost_or_joined(pieces: list[str], inside: list[str]) -> None:
    """The same words as the parser finds, in the same order; line breaks and blocks separate words."""
    source = "".join(piece.format(inner) for piece, inner in zip(pieces, inside, strict=False))
    found = markdown_of(source).replace("&nbsp;", " ")
    assert re.sub(r"[\s*]+", "", found) == re.sub(r"[\s*]+", "", _converted(source))
    parted = re.sub(r"</?[biu]>", "", re.sub(r"</?div>|<br>|&nbsp;", " ", source)).replace("&amp;", "&")
    assert found.replace("*", "").split() == parted.split()


@pytest.mark.parametrize(
    "text",
    ["#include <bits/stdc++.h>", "std::map<std::string, int> m;", "List<String>", "x</y>", "Map<K, V>", "<user@host>"],
)
def test_unknown_elements_stay_as_text(text: str) -> None:
    """Alone, and among elements."""
    assert markdown_of(text) == text
    assert markdown_of(f"<div>{text}</div><b>c</b>") == f"{text}\n\n**c**"


PLAIN = st.text(st.sampled_from("ab 1.)(\\`*_~[]{}<>#|$=-+!&;:^"), min_size=1, max_size=30)


@given(PLAIN)
@example("*a*").via("emphasis")
@example("&amp;").via("entity")
@example("][\\]").via("escapes that look like a formula")
@example("$\\$").via("an escape that makes a formula")
@example("`$`\\$").via("code that an escape makes text, and so a formula")
def test_a_text_between_tags_means_itself(text: str) -> None:
    """On the screen, whatever Markdown would make of it: alone, in a line, beside bold words, and in a list."""
    assume(text.strip() and formulas_in(text) is NO_FORMULAS and not FORMULA.search(text))
    wanted = "".join(text.split())
    inside = html.escape(text)
    for source in (inside, f"<div>{inside}</div>", f"{inside}<br>", f"<ul><li>{inside}</li></ul>"):
        assert "".join(on_screen(markdown_of(source)).split()).removeprefix("•") == wanted
    beside = "".join(on_screen(markdown_of(f"<b>x</b> {inside}")).split())
    assert beside == f"x{wanted}"


def on_screen(text: str) -> str:
    console = Console(width=500, no_color=True, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(prose(text))
    return captured.get()


def test_long_texts_mean_themselves_too() -> None:
    """Marks in a text that is too long to compare its pieces with the whole; its own tags stay marks."""
    text = "<p>2*3*4 and __init__ and `x` and a_b_c</p>" + "<p>words</p>" * 3000 + "<p>[a](b) <b>bold</b> ~~c~~</p>"
    assert len(text) > 20_000
    shown = markdown_of(text)
    assert as_read(shown).startswith("2*3*4 and __init__ and `x` and a_b_c")
    assert r"2\*3\*4" in shown and r"\`x\`" in shown and r"\[a](b) **bold** \~\~c\~\~" in shown
