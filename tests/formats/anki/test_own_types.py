"""The note types of quizapp's own questions in Anki."""

import pytest

from quizapp.formats.anki.own_types import deletions


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a {{b}} *c*", "a {{c1::b}} <em>c</em>"),
        ("`{{a|b}}` {{c::hint}}", "<code>{{c1::a}}</code> {{c1::c::hint}}"),
        ("[x](http://a/{{b}}) and {{c}}", "[x](http://a/{{c1::b}}) and {{c1::c}}"),  # gaps in an address: plain text
        ("![]({{a}}.png) {{b}}", "![]({{c1::a}}.png) {{c1::b}}"),
    ],
)
def test_every_gap_becomes_a_deletion(text: str, html: str) -> None:
    """Also those that Markdown would take away."""
    assert deletions(text, ()) == html
