"""Text of decks as HTML: whatever it is, no element, address or attribute of it gets into a page."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.web.text import flowing, inline, plain, prose
from tests.web.client import Forms

PIECES = st.lists(
    st.sampled_from(
        [
            "<script>",
            "</code>",
            "<img src=x onerror=1>",
            "[a](javascript:x)",
            "![p](https://e.example/p.png)",
            "`",
            "**",
            "$x^2$",
            "$\\href{javascript:1}{x}$",
            "\\(\\style{a:b}{x}\\)",
            "```html\n",
            "\n\n",
            "- ",
            "| a |\n|---|\n",
            "&lt;b&gt;",
            '"',
            "'",
            "<",
            ">",
            "&",
            "\u202e",
            "\x1b[31m",
            "{{7*7}}",
            "a",
            " ",
            "1. ",
            "# ",
            "<!--",
            "]]>",
            "http://e.example",
            "\\frac{1}{2}",
            "$$\\sum_{i}^{n} i$$",
            "[___]",
            "[1 ___]",
        ]
    ),
    max_size=12,
).map("".join)
ELEMENTS = {
    "p",
    "em",
    "strong",
    "code",
    "pre",
    "span",
    "br",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "hr",
    "s",
    "del",
    "img",
    "math",
    "mi",
    "mn",
    "mo",
    "mrow",
    "mfrac",
    "msqrt",
    "mroot",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mtable",
    "mtr",
    "mtd",
    "mtext",
    "mspace",
    "mstyle",
}
ATTRIBUTES = {"class", "tabindex", "alt", "src", "start", "display", "xmlns"}


@given(PIECES)
def test_only_known_elements_and_attributes_are_written(text: str) -> None:
    for html in (prose(text), flowing(text), inline(text), plain(text)):
        for name, attributes in Forms(str(html)).tags:
            assert name in ELEMENTS, (name, text, html)
            assert not [each for each in attributes if each not in ATTRIBUTES]
            assert "src" not in attributes, "a picture that the card does not have"
        assert "\u202e" not in html and "\x1b" not in html


def test_formula_is_mathematics_and_code_has_colours() -> None:
    assert "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>" in prose("It is $\\frac{1}{2}$.")
    assert '<span class="k">def</span>' in prose("```python\ndef f(): pass\n```")
    assert prose("costs $5 or $HOME/bin") == "<p>costs $5 or $HOME/bin</p>\n"


def test_address_of_a_link_is_seen_and_is_no_link() -> None:
    assert "<a" not in prose("[bank](https://evil.example)")
    assert "(https://evil.example)" in prose("[bank](https://evil.example)")


def test_files_of_the_card_are_shown_where_the_text_names_them() -> None:
    """As Markdown, Obsidian and Anki write them; files of others are named."""
    own = {"tune.mp3": "/media/t", "nap.png": "/media/n"}
    assert '<audio controls preload="metadata" src="/media/t" aria-label="tune.mp3"></audio>' in prose(
        "![](tune.mp3)", "", own
    )
    assert '<audio controls preload="metadata" src="/media/t"' in flowing("Hear [sound:tune.mp3].", own)
    assert '<img src="/media/n" alt="a nap">' in flowing("![[folder/nap.png|a nap]]", own)
    assert prose("![[other.png]] [image: other.png]") == "<p>[image: other.png] [image: other.png]</p>\n"
    assert inline("see ![a nap](nap.png)") == "see [image: a nap]"


def test_indented_lines_of_a_question_stay_indented() -> None:
    assert (
        prose("if x:\n    y")
        == "<p>if x:<br>\n\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}y</p>\n"
    )


def test_picture_of_the_card_itself_is_shown() -> None:
    assert '<img src="/media/x" alt="a nap">' in prose("![a nap](media/nap.png)", "", {"nap.png": "/media/x"})
