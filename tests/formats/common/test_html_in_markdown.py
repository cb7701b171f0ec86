"""HTML elements within Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats.common.deck_builder import Draft, card_id
from quizapp.formats.common.html_in_markdown import drafts_without_html, without_html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<kbd>Ctrl</kbd>+<kbd>C</kbd>?<br>Say it.", "`Ctrl`+`C`?\nSay it."),
        ("H<sub>2</sub>O x<sup>2</sup>", "H₂O x²"),
        ("<b><i>x</i> y</b> <u>z</u>", "***x* y** z"), ("<a href='https://x.org'>link</a>", "[link](https://x.org)"),
        ("<details><summary>Open</summary>\n\nHidden *text*\n\n</details>", "**Open**\n\nHidden *text*"),
        ('<img src="a b.png" alt="x"> and <img alt="y">', '![x](<a b.png>) and <img alt="y">'),
        ('<p align="center">one</p>\n<pre>a  b</pre>', "one\n\n```\na  b\n```"), ("text <!-- a\ncomment -->", "text"),
        ("| a<br>b | c |", "| a b | c |"), ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ruby>漢<rt>かん</rt></ruby>", "漢(かん)"),
    ],
)  # fmt: skip
def test_elements_become_markdown(text: str, shown: str) -> None:
    assert without_html(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "what is <div>?", "<br>", "List<String> and map<string, int>", "`<b>x</b>`", "```html\n<b>x</b>\n```",
        "$a<b>c$",
        r"x\<b>y\</b>", "<script>alert(1)</script>", "<T>x</T>", "a < b > c", "</details>", "Use <input> and <p> tags",
    ],
)  # fmt: skip
def test_what_is_no_element_with_its_end_stays(text: str) -> None:
    assert without_html(text) == text


def test_a_converted_question_keeps_its_id() -> None:
    body = {"kind": "choice", "ask": "What is <kbd>x</kbd>?", "answer": "<b>a</b>", "distractors": ["b<sup>2</sup>"]}
    (draft,) = drafts_without_html([Draft(body=body, line=1)])
    assert draft.body == {"kind": "choice", "ask": "What is `x`?", "answer": "**a**", "distractors": ["b²"]}
    assert card_id(draft.body, draft.given) == card_id(body)


@given(st.text(st.sampled_from("<>/ab brp`$!-='\"\n"), max_size=80))
def test_no_text_becomes_empty(text: str) -> None:
    assert bool(without_html(text).strip()) == bool(text.strip())


@pytest.mark.parametrize(
    "text", ["<b>" * 20_000, "<!--" * 20_000, "<div>" * 9000 + "</div>" * 9000, "`" * 50_000 + "<b>", "<b><i>" * 9000]
)
def test_hostile_texts_are_read_in_time(text: str) -> None:
    assert without_html(text).strip()
