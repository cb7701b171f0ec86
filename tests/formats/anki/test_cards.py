"""Cards made of notes, templates and fields."""

from typing import Any

import pytest

from quizapp.formats.anki.cards import question
from quizapp.formats.anki.collection import Note, NoteType, Template
from quizapp.formats.anki.templates import pieces, place_of


def made(front: str, back: str, *, ordinal: int = 0, cloze: bool = False, **fields: str) -> dict[str, Any]:
    """The question of a note with these fields, whose type has one template."""
    template = Template(name="Card 1", front=front, back=back)
    kind = NoteType(name="Type", fields=tuple(fields), templates={ordinal: template, 0: template}, is_cloze=cloze)
    note = Note(id=1, guid="g", type=1, tags="", fields="\x1f".join(fields.values()))
    found = question(note, kind, ordinal, "Deck")
    assert found is not None
    return {**found[0], "media": found[1]}


LINE = "{{FrontSide}}<hr id=answer>{{Back}}"


def test_scripts_and_styles_are_no_text() -> None:
    """Only a browser reads them; what is written about them stays."""
    script = '<SCRIPT type="x">if (a < 3) { b("</p>"); }</SCRIPT><style>.a { color: red }</style>'
    assert made(script + "{{Front}}", LINE + script, Front="A", Back="<b>B</b>")["answer"] == "**B**"
    assert made(script + "{{Front}}", LINE, Front="A", Back="B")["ask"] == "A"
    assert (
        made("{{Front}}", LINE, Front="What is <code>&lt;script&gt;</code>?", Back="B")["ask"] == "What is `<script>`?"
    )


def test_a_back_without_an_answers_line_does_not_say_the_front_again() -> None:
    """Where a new line begins after it; a word that goes on is left alone."""
    assert made("{{Front}}", "{{Front}}<br><hr>{{Back}}", Front="A", Back="B")["answer"] == "B"
    assert made("{{Front}}", "{{Front}}{{Back}}", Front="A", Back="B")["answer"] == "AB"
    assert made("{{Front}}", "{{Front}}<br>{{Back}}", Front="A", Back="")["answer"] == "A"


def test_a_back_without_an_answer() -> None:
    """Says so, and shows no line; what stands above the line is no answer, unless the front has it not."""
    assert made("{{Front}}", LINE, Front="A", Back="<b></b>")["answer"] == "(nothing)"
    above = made("{{Front}}", '<img src="a.png"><hr id=answer>{{Back}}', Front="A", Back="B")
    assert "a.png" in above["answer"]
    assert "B" in above["answer"]


def test_fields_in_comments_and_other_braces() -> None:
    """A comment is no template, and a template may choose other braces at its begin."""
    commented = made("<!-- {{#Add}} -->{{Front}}<!-- {{Back}} --> <!-- open", LINE, Front="A", Back="B", Add="")
    assert commented["ask"].startswith("A")
    assert made("{{=<% %>=}}<%Front%>", "<%Back%>", Front="A", Back="B")["ask"] == "A"
    assert len(pieces("<!--" * 50_000)) == 1


def test_a_file_is_named_however_the_attribute_is_written() -> None:
    """Escaped for HTML, for addresses, with a `>` in another attribute; and in players."""
    front = '<img src="a&amp;b.png"><img alt="a > b" src=\'c%20d.png\'><img src=e.png>[sound:f&amp;g.mp3]'
    back = '<audio src="h.mp3"></audio><video controls><source src="i.mp4"></video><object data="j.svg"></object>'
    shown = made("{{Front}}", LINE, Front=front, Back=back + '<img src="https://x.example/k%20l.png">')
    assert shown["media"] == ("f&g.mp3", "a&b.png", "c d.png", "e.png", "h.mp3", "i.mp4", "j.svg")
    assert "[image: c d.png]" in shown["ask"]
    assert "[sound: h.mp3]" in shown["answer"]
    assert "k%20l.png" in shown["answer"]


def test_a_quote_outside_of_a_value_ends_nothing() -> None:
    """As browsers read it: what follows the tag is no part of it."""
    shown = made(
        "{{Front}}", LINE, Front='<img src="a.png" alt=5">What?', Back='<img data-src="b.png" alt="no file">it\'s'
    )
    assert (shown["ask"], shown["media"]) == ("[image: a.png] What?", ("a.png",))
    assert "it's" in shown["answer"]


@pytest.mark.parametrize("piece", ["<img ", '<img a="', "<audio src='a", "<div>", "<script>", "<b><i>x", "<!--"])
def test_tags_without_an_end_are_read_in_one_pass(piece: str) -> None:
    """The parser would take minutes for them, and more memory than a card is worth."""
    shown = made("{{Front}}", LINE, Front="A", Back=piece * (180_000 // len(piece)))
    assert shown["ask"] == "A"


def test_a_cloze_field_without_the_cards_number_shows_nothing() -> None:
    """And a condition can ask for the number; nested numbers count."""
    front = "{{cloze:One}} | {{cloze:Two}}{{#c2}} second{{/c2}}{{^c1}} not first{{/c1}}"
    fields = {"One": "a {{c1::x}} b {{c3::y {{c4::z}}}}", "Two": "c {{c2::w::hint}}"}
    shown = made(front, front, ordinal=1, cloze=True, **fields)
    assert shown["text"] == "| c {{w::hint}} second not first"
    assert made(front, front, ordinal=3, cloze=True, **fields)["text"].startswith("a x b y {{z}} |")
    uncovered = made(front, front, ordinal=8, cloze=True, **fields)
    assert uncovered["ask"].startswith("a x b y z | c w")


def test_a_cloze_that_is_typed_is_asked_once() -> None:
    """With the text beside it as gaps; alone as an answer to type. Other filters come after."""
    text = "a {{c1::<b>x</b>}} b {{c1::y}}"
    both = made("{{cloze:Text}} {{type:cloze:Text}}", "{{cloze:Text}} {{type:cloze:Text}}", cloze=True, Text=text)
    assert both["text"] == "a {{**x**}} b {{y}}"
    assert "explain" not in both
    alone = made("{{Hint}} {{type:cloze:Text}}", "{{type:cloze:Text}}", cloze=True, Text=text, Hint="Which?")
    assert (alone["kind"], alone["ask"], alone["answer"]) == ("typed", "Which?", "**x**, y")
    plain = made("{{text:cloze:Text}}", "{{cloze-only:Text}}", cloze=True, Text=text)
    assert plain["text"] == "a {{x}} b {{y}}"


def test_a_covered_image_is_named_and_the_place_said() -> None:
    """A card to recall: nobody types the numbers of a mask."""
    masks = "{{c1::image-occlusion:rect:left=.1:top=.255:width=.2:oi=1}}<br>{{c2::image-occlusion:polygon:points=1,2}}"
    front = '{{#Head}}<div>{{Head}}</div>{{/Head}}<div style="display: none">{{cloze:Occlusion}}</div>{{Image}}'
    back = front + '<div><button id="toggle">Toggle Masks</button></div>{{#More}}<div>{{More}}</div>{{/More}}'
    fields = {"Occlusion": masks, "Image": '<img src="heart.png">', "Head": "The heart", "More": "the aorta"}
    shown = made(front, back, cloze=True, **fields)
    assert shown["kind"] == "recall"
    where = "What is under the rectangle at 10 % from the left and 26 % from the top?"
    assert shown["ask"] == f"The heart\n\n[image: heart.png]\n\n{where}"
    assert (shown["answer"], shown["media"]) == ("the aorta", ("heart.png",))
    other = made(front, back, ordinal=1, cloze=True, **fields | {"More": ""})
    assert other["ask"].endswith("What is under the polygon?")
    assert other["answer"] == "(see the image)"
    assert [place_of(mask) for mask in ("image-occlusion", "image-occlusion:x:left=nan:top=1")] == ["mask", "mask"]


def test_what_a_front_shows_when_asked_for_is_a_hint() -> None:
    """It is not shown with the question; its files are named; a front of nothing else asks it."""
    shown = made("{{Front}} {{hint:Clue}}", LINE, Front="A", Back="B", Clue='<b>c</b> <img src="d.png">')
    assert (shown["ask"], shown["hint"], shown["media"]) == ("A", "**c** [image: d.png]", ("d.png",))
    assert "hint" not in made("{{Front}} {{hint:Clue}}", LINE, Front="A", Back="B", Clue="")
    cloze = made("{{cloze:Text}} {{hint:Clue}}", "{{cloze:Text}}", cloze=True, Text="a {{c1::b}}", Clue="c")
    assert (cloze["text"], cloze["hint"]) == ("a {{b}}", "c")
    alone = made("{{hint:Clue}}", LINE, Clue="c", Back="B")
    assert alone["ask"] == "c"
    assert "hint" not in alone
