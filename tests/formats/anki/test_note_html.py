"""Markdown as the HTML of Anki's fields."""

import pytest

from quizapp.formats.anki.note_html import html_of, list_html, plain_html

MEDIA = ("x.mp3", "a b.png", "a%20b.png")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a *b* **c** ~~d~~", "a <em>b</em> <strong>c</strong> <s>d</s>"),
        ("one\ntwo", "one<br />\ntwo"),
        ("<div> & List<String>", "&lt;div&gt; &amp; List&lt;String&gt;"),
        (r"\*literal\* and a\_b", "*literal* and a_b"),
        ("&amp;", "&amp;"),
        (r"$a*b*c$ and \(x_1 * y_2 * z\)", r"\(a*b*c\) and \(x_1 * y_2 * z\)"),
        ("$$a < b$$", r"\[a &lt; b\]"),
        ("costs $5 or $6", "costs $5 or $6"),
        ("[sound: x.mp3] [sound:x.mp3]", "[sound:x.mp3] [sound:x.mp3]"),
        ("[image: a b.png]", '<img src="a b.png">'),
        ("![alt *x*](<img/a b.png>)", '<img src="a b.png" alt="alt x">'),
        ("![](a%2520b.png)", '<img src="a%20b.png">'),
        ("![[a b.png|300]] ![](x.mp3)", '<img src="a b.png"> [sound:x.mp3]'),
        ("[image: other.png] `[sound: x.mp3]`", "[image: other.png] <code>[sound: x.mp3]</code>"),
        ("```py\nx<1\n```", '<pre><code class="language-py">x&lt;1\n</code></pre>'),
        ("for:\n    x", "for:<br />\n\xa0\xa0\xa0\xa0x"),
        ("a\x1fb\0c", "a bc"),
    ],
)
def test_a_field_shows_what_the_quiz_shows(text: str, expected: str) -> None:
    assert html_of(text, MEDIA) == expected


def test_paragraphs_tables_and_lists_are_elements() -> None:
    assert html_of("a\n\nb") == "<p>a</p>\n<p>b</p>"
    assert "<td>1</td>" in html_of("|a|b|\n|-|-|\n|1|2|")
    assert list_html(["a", "*b*"]) == "<ul><li>a</li><li><em>b</em></li></ul>" and list_html([]) == ""
    assert plain_html("a*b* <c>\nd") == "a*b* &lt;c&gt;<br>d"


@pytest.mark.parametrize(
    ("media", "shown"),
    [
        (("x.png",), "x.png"),
        (("x-1a2b3c4d.png",), "x-1a2b3c4d.png"),  # one of several files of that name
        (("x-1a2b3c4d.png", "y.png"), "x-1a2b3c4d.png"),
        (("x-1a2b3c4d.png", "x-5a6b7c8d.png"), "img/a/x.png"),  # nobody knows which
        (("x-other.png",), "img/a/x.png"),
    ],
)
def test_a_picture_has_the_name_of_its_file(media: tuple[str, ...], shown: str) -> None:
    """The text calls it by its folder, which a package does not have."""
    assert html_of("Two ![](img/a/x.png)?", media) == f'Two <img src="{shown}">?'
