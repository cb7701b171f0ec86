"""Cards from notes, templates and fields."""

from typing import Any

import pytest

from quizapp.formats.anki.card_stream import Note
from quizapp.formats.anki.cards import question
from quizapp.formats.anki.collection import NoteType, Template
from quizapp.formats.anki.templates import pieces, place_of


def question_of(front: str, back: str, *, ordinal: int = 0, cloze: bool = False, **fields: str) -> dict[str, Any]:
    """Return the question of a note with these fields and a single template."""
    template = Template(name="Card 1", front=front, back=back)
    kind = NoteType(name="Type", fields=tuple(fields), templates={ordinal: template, 0: template}, is_cloze=cloze)
    note = Note(id=1, guid="g", type=1, tags="", fields="\x1f".join(fields.values()))
    found = question(note, kind, ordinal, "Deck")
    assert found is not None
    return {**found[0], "media": found[1]}


LINE = "{{FrontSide}}<hr id=answer>{{Back}}"


def test_scripts_and_styles_are_removed() -> None:
    """Escaped text about them stays."""
    script = '<SCRIPT type="x">if (a < 3) { b("</p>"); }</SCRIPT><style>.a { color: red }</style>'
    assert question_of(script + "{{Front}}", LINE + script, Front="A", Back="<b>B</b>")["answer"] == "**B**"
    assert question_of(script + "{{Front}}", LINE, Front="A", Back="B")["ask"] == "A"
    assert (
        question_of("{{Front}}", LINE, Front="What is <code>&lt;script&gt;</code>?", Back="B")["ask"]
        == "What is `<script>`?"
    )


def test_front_is_removed_from_a_back_without_an_answer_line() -> None:
    """Only if a new line begins after it, not within a word."""
    assert question_of("{{Front}}", "{{Front}}<br><hr>{{Back}}", Front="A", Back="B")["answer"] == "B"
    assert question_of("{{Front}}", "{{Front}}{{Back}}", Front="A", Back="B")["answer"] == "AB"
    assert question_of("{{Front}}", "{{Front}}<br>{{Back}}", Front="A", Back="")["answer"] == "A"


def test_back_without_an_answer_is_marked() -> None:
    """Text above the answer line is no answer, unless the front does not have it."""
    assert question_of("{{Front}}", LINE, Front="A", Back="<b></b>")["answer"] == "(nothing)"
    above = question_of("{{Front}}", '<img src="a.png"><hr id=answer>{{Back}}', Front="A", Back="B")
    assert "a.png" in above["answer"]
    assert "B" in above["answer"]


def test_comments_are_ignored_and_delimiters_can_be_changed() -> None:
    """A template may choose other delimiters at its start."""
    commented = question_of("<!-- {{#Add}} -->{{Front}}<!-- {{Back}} --> <!-- open", LINE, Front="A", Back="B", Add="")
    assert commented["ask"].startswith("A")
    assert question_of("{{=<% %>=}}<%Front%>", "<%Back%>", Front="A", Back="B")["ask"] == "A"
    assert len(pieces("<!--" * 50_000)) == 1


def test_media_is_found_in_any_form_of_attribute() -> None:
    """Escaped for HTML or URLs, after a `>` in another attribute, and in players."""
    front = '<img src="a&amp;b.png"><img alt="a > b" src=\'c%20d.png\'><img src=e.png>[sound:f&amp;g.mp3]'
    back = '<audio src="h.mp3"></audio><video controls><source src="i.mp4"></video><object data="j.svg"></object>'
    shown = question_of("{{Front}}", LINE, Front=front, Back=back + '<img src="https://x.example/k%20l.png">')
    assert shown["media"] == ("f&g.mp3", "a&b.png", "c d.png", "e.png", "h.mp3", "i.mp4", "j.svg")
    assert "[image: c d.png]" in shown["ask"]
    assert "[sound: h.mp3]" in shown["answer"]
    assert "k%20l.png" in shown["answer"]


def test_quote_outside_a_value_does_not_end_the_tag() -> None:
    """As in browsers: the text after the tag is not a part of it."""
    shown = question_of(
        "{{Front}}", LINE, Front='<img src="a.png" alt=5">What?', Back='<img data-src="b.png" alt="no file">it\'s'
    )
    assert (shown["ask"], shown["media"]) == ("[image: a.png] What?", ("a.png",))
    assert "it's" in shown["answer"]


@pytest.mark.parametrize("piece", ["<img ", '<img a="', "<audio src='a", "<div>", "<script>", "<b><i>x", "<!--"])
def test_unclosed_tags_are_read_in_linear_time(piece: str) -> None:
    """The standard parser would take minutes."""
    shown = question_of("{{Front}}", LINE, Front="A", Back=piece * (180_000 // len(piece)))
    assert shown["ask"] == "A"


def test_cloze_field_without_the_cards_number_is_empty() -> None:
    """A condition can test for the number; nested deletions count."""
    front = "{{cloze:One}} | {{cloze:Two}}{{#c2}} second{{/c2}}{{^c1}} not first{{/c1}}"
    fields = {"One": "a {{c1::x}} b {{c3::y {{c4::z}}}}", "Two": "c {{c2::w::hint}}"}
    shown = question_of(front, front, ordinal=1, cloze=True, **fields)
    assert shown["text"] == "| c {{w::hint}} second not first"
    assert question_of(front, front, ordinal=3, cloze=True, **fields)["text"].startswith("a x b y {{z}} |")
    uncovered = question_of(front, front, ordinal=8, cloze=True, **fields)
    assert uncovered["ask"].startswith("a x b y z | c w")


def test_typed_cloze_is_asked_once() -> None:
    """With text around it as a cloze, alone as a typed answer."""
    text = "a {{c1::<b>x</b>}} b {{c1::y}}"
    both = question_of(
        "{{cloze:Text}} {{type:cloze:Text}}", "{{cloze:Text}} {{type:cloze:Text}}", cloze=True, Text=text
    )
    assert both["text"] == "a {{**x**}} b {{y}}"
    assert "explain" not in both
    alone = question_of("{{Hint}} {{type:cloze:Text}}", "{{type:cloze:Text}}", cloze=True, Text=text, Hint="Which?")
    assert (alone["kind"], alone["ask"], alone["answer"]) == ("typed", "Which?", "**x**, y")
    plain = question_of("{{text:cloze:Text}}", "{{cloze-only:Text}}", cloze=True, Text=text)
    assert plain["text"] == "a {{x}} b {{y}}"


def test_image_occlusion_becomes_a_recall_card() -> None:
    """With the image and the position of the mask; nobody types coordinates."""
    masks = "{{c1::image-occlusion:rect:left=.1:top=.255:width=.2:oi=1}}<br>{{c2::image-occlusion:polygon:points=1,2}}"
    front = '{{#Head}}<div>{{Head}}</div>{{/Head}}<div style="display: none">{{cloze:Occlusion}}</div>{{Image}}'
    back = front + '<div><button id="toggle">Toggle Masks</button></div>{{#More}}<div>{{More}}</div>{{/More}}'
    fields = {"Occlusion": masks, "Image": '<img src="heart.png">', "Head": "The heart", "More": "the aorta"}
    shown = question_of(front, back, cloze=True, **fields)
    assert shown["kind"] == "recall"
    where = "What is under the rectangle at 10 % from the left and 26 % from the top?"
    assert shown["ask"] == f"The heart\n\n[image: heart.png]\n\n{where}"
    assert (shown["answer"], shown["media"]) == ("the aorta", ("heart.png",))
    other = question_of(front, back, ordinal=1, cloze=True, **fields | {"More": ""})
    assert other["ask"].endswith("What is under the polygon?")
    assert other["answer"] == "(see the image)"
    assert [place_of(mask) for mask in ("image-occlusion", "image-occlusion:x:left=nan:top=1")] == ["mask", "mask"]


def test_hint_fields_of_the_front_become_the_hint() -> None:
    """Their media are kept; a front that has only a hint asks it."""
    shown = question_of("{{Front}} {{hint:Clue}}", LINE, Front="A", Back="B", Clue='<b>c</b> <img src="d.png">')
    assert (shown["ask"], shown["hint"], shown["media"]) == ("A", "**c** [image: d.png]", ("d.png",))
    assert "hint" not in question_of("{{Front}} {{hint:Clue}}", LINE, Front="A", Back="B", Clue="")
    cloze = question_of("{{cloze:Text}} {{hint:Clue}}", "{{cloze:Text}}", cloze=True, Text="a {{c1::b}}", Clue="c")
    assert (cloze["text"], cloze["hint"]) == ("a {{b}}", "c")
    alone = question_of("{{hint:Clue}}", LINE, Clue="c", Back="B")
    assert alone["ask"] == "c"
    assert "hint" not in alone


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*args and **kwargs**", r"\*args and \*\*kwargs\*\*"), ("__init__ of a_b_c", r"\_\_init\_\_ of a\_b\_c"),
        ("# no heading", r"\# no heading"), ("- no item<br>1. none", "\\- no item\n1\\. none"),
        ("&lt;div&gt; and &amp;lt;", r"<div> and \&lt;"), ("<b>bold *star*</b>", r"**bold \*star\***"),
        ("<code>a*b*c</code> *d*", r"`a*b*c` \*d\*"), ("[a](b)", r"\[a](b)"),
        (r"\(a_1&lt;b_1\) $a*b*c$", r"\(a_1<b_1\) $a*b*c$"),
        ("zero\u200bwidth<b>\u200b</b>", "zerowidth"), ("soft\u00adhyphen", "softhyphen"),
        ("<div>a</div><div>&nbsp;&nbsp;&nbsp;&nbsp;<b>b</b> c</div>", "a\n\n&nbsp;   **b** c"),
        ("<ruby>漢<rt>かん</rt>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby>", "漢(かん)字(じ)"),
        ("x<sup>2</sup> y<sup>th</sup> a<sub>max</sub> z<sup>2q</sup>", "x² yᵗʰ aₘₐₓ z^(2q)"),
        ("<details><summary>More</summary>inside</details>", "**More**\n\ninside"),
        ("[anki:tts lang=en_US]spoken[/anki:tts] front", "front"), ("[anki:tts lang=en_US]spoken[/anki:tts]", "spoken"),
    ],
)  # fmt: skip
def test_a_field_is_shown_as_anki_shows_it(text: str, shown: str) -> None:
    assert question_of("{{Front}}", LINE, Front=text, Back="B")["ask"] == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [("furigana", "日本語(にほんご)を見(み)る"), ("kana", "にほんごをみる"), ("kanji", "日本語を見る")],
)
def test_readings_are_shown_left_out_or_alone(name: str, shown: str) -> None:
    text = " 日本語[にほんご]を&nbsp;見[み]る"
    assert question_of(f"{{{{{name}:Front}}}}", LINE, Front=text, Back="B")["ask"] == shown
    assert question_of(f"{{{{{name}:Front}}}}", LINE, Front="音[おと] [sound:a.mp3]", Back="B")["ask"].endswith(
        " [sound: a.mp3]"
    )


def test_what_is_read_aloud_is_shown_where_nothing_else_is() -> None:
    assert question_of("{{tts ja_JP:Front}}", LINE, Front="音", Back="B")["ask"] == "音"
    assert question_of("{{Front}} {{tts ja_JP:Front}}", LINE, Front="音", Back="B")["ask"] == "音"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (r"{{c1::\frac{a}{b}}} is", r"\frac{a}{b}"),
        (r"{{c1::\(\frac{\sqrt{x}}{y}\)::hint}} {{c2::z}}", r"\(\frac{\sqrt{x}}{y}\)"),
        ("{{c1::{'a': {}}}} is", "{'a': {}}"), (r"{{c1::\frac{a}} and {{c2::b}}", r"\frac{a"),
    ],
)  # fmt: skip
def test_braces_within_a_deletion_are_its_own(text: str, answer: str) -> None:
    assert question_of("{{cloze:Text}}", "{{cloze:Text}}", cloze=True, Text=text)["answer"] == answer


def test_pictures_of_formulas_are_among_the_media() -> None:
    card = question_of(
        "{{Front}}", LINE, Front="[latex]\\frac{a}{b}[/latex]", Back="[$]x^2 &lt; y[/$] [$$]a<br/>b[/$$]"
    )
    assert card["media"] == (
        "latex-a7487d7e62f90136b78ae3fbf0a008396f146e13.png", "latex-18fb733efbc0ce48826adfd11bc019f9a0c5cc6d.png",
        "latex-866e0dc0863e65655847d39def866c3f97395bd9.png",
    )  # fmt: skip
