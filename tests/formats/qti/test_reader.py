"""QTI, versions 1.2 and 2.x, alone and in packages."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import QuizError
from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.reader import ReadOptions
from quizapp.formats.qti import reader
from quizapp.formats.registry import format_of, read_path

SAMPLE = Path(__file__).parents[3] / "data/samples/cartridge.imscc"


def cards(imported: Imported) -> list[ImportedCard]:
    return [card for deck in imported.card_decks for topic in deck.topics for card in topic.cards]


def messages(imported: Imported) -> list[str]:
    return [each.message for each in imported.problems]


def read(tmp_path: Path, text: str) -> Imported:
    path = tmp_path / "item.xml"
    path.write_text(text, "utf-8")
    return read_path(path)


def first(tmp_path: Path, text: str) -> dict[str, Any]:
    return dict(cards(read(tmp_path, text))[0].body)


def version_2(body: str, *declared: str, after: str = "") -> str:
    """Return an item with the responses RESPONSE, RESPONSE1 and so on."""
    return f'<assessmentItem identifier="i">{"".join(declared)}<itemBody>{body}</itemBody>{after}</assessmentItem>'


def declared(*values: str, name: str = "RESPONSE", cardinality: str = "single", more: str = "") -> str:
    right = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}">'
        f"<correctResponse>{right}</correctResponse>{more}</responseDeclaration>"
    )


def version_1(kind: str, presentation: str, processing: str, after: str = "") -> str:
    field = (
        f"<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield>"
    )
    return (
        f'<questestinterop><item ident="i"><itemmetadata><qtimetadata>{field}</qtimetadata></itemmetadata>'
        f"<presentation>{presentation}</presentation><resprocessing>{processing}</resprocessing>{after}</item></questestinterop>"
    )


def asks(text: str) -> str:
    return f"<material><mattext>{text}</mattext></material>"


def response(name: str, *options: str, label: str = "", cardinality: str = "Single") -> str:
    labels = "".join(f'<response_label ident="{each}">{asks(each)}</response_label>' for each in options)
    above = asks(label) if label else ""
    inside = f"{above}<render_choice>{labels}</render_choice>"
    return f'<response_lid ident="{name}" rcardinality="{cardinality}">{inside}</response_lid>'


def scores(name: str, value: str, score: int = 100, link: str = "") -> str:
    return (
        f'<respcondition><conditionvar><varequal respident="{name}">{value}</varequal></conditionvar>'
        f'<setvar action="Add">{score}</setvar>{link}</respcondition>'
    )


def test_sample() -> None:
    """Six questions of both versions; the picture comes from the cartridge, other resources are listed."""
    assert format_of(SAMPLE) == "qti"
    imported = read_path(SAMPLE)
    (deck,) = imported.card_decks
    assert deck.title == "Operating systems"
    assert [(topic.title, len(tuple(topic.cards))) for topic in deck.topics] == [("Locks", 5), ("Operating systems", 1)]
    one, several, truth, typed, essay, order = cards(imported)
    assert one.body == {
        "kind": "choice",
        "ask": "What does a **mutex** allow? ![](web_resources/lock.png)",
        "answer": "One thread at a time",
        "distractors": ["All threads"],
        "explain": "Mutex: mutual exclusion.",
    }
    assert deck.media["web_resources/lock.png"]().startswith(b"\x89PNG")
    assert several.body["answers"] == ["acquire", "wait"] and several.body["distractors"] == ["print"]
    assert truth.body == {"kind": "true_false", "ask": "A semaphore has a counter.", "answer": True}
    assert (typed.body["answer"], typed.body["accept"]) == ("deadlock", ["dead lock"])
    assert essay.body["answer"] == "It waits in a loop."
    assert order.body["lines"] == ["fork", "run", "exit"] and order.id == "order-1"
    assert messages(imported) == [
        "1 resources of the type `imsdt_xmlv1p1` could not be placed",
        "the item `file` could not be placed",
    ]
    assert str(imported.problems[1].location) == f"{SAMPLE}/quiz/assessment.xml:19:1"


def test_named_blanks(tmp_path: Path) -> None:
    """Typed blanks accept every listed answer; chosen ones have one right answer and the others as a hint."""
    presentation = asks("Roses are [a], violets [b].") + response("response_a", "red", "Red", label="a")
    presentation += response("response_b", "green", "blue", label="b")
    processing = scores("response_a", "red") + scores("response_b", "blue")
    typed = first(tmp_path, version_1("fill_in_multiple_blanks_question", presentation, processing))
    assert typed["text"] == "Roses are {{red|Red}}, violets {{green|blue}}."
    chosen = first(tmp_path, version_1("multiple_dropdowns_question", presentation, processing))
    assert chosen["text"] == "Roses are {{red::Red / red}}, violets {{blue::blue / green}}."


def test_pairs_of_version_1(tmp_path: Path) -> None:
    presentation = asks("Match.") + response("r1", "x", "y", label="A") + response("r2", "x", "y", label="B")
    body = first(tmp_path, version_1("matching_question", presentation, scores("r1", "y", 50) + scores("r2", "x", 50)))
    assert body["pairs"] == [{"left": "A", "right": "y"}, {"left": "B", "right": "x"}]


def test_categories_with_several_items_become_recall_cards(tmp_path: Path) -> None:
    several = {"cardinality": "Multiple"}
    presentation = asks("Sort.") + response("r1", "x", "y", "z", label="A", **several)
    presentation += response("r2", "x", "y", "z", label="B", **several)
    processing = scores("r1", "x") + scores("r1", "y") + scores("r2", "z")
    body = first(tmp_path, version_1("categorization_question", presentation, processing))
    assert body["answer"] == "- A: x\n- A: y\n- B: z"


def test_numeric_answer_in_a_range(tmp_path: Path) -> None:
    presentation = asks("Pi?") + '<response_str ident="r"><render_fib fibtype="Decimal"/></response_str>'
    bounds = '<vargte respident="r">3.1</vargte><varlte respident="r">3.2</varlte>'
    processing = f"<respcondition><conditionvar>{bounds}</conditionvar><setvar>100</setvar></respcondition>"
    body = first(tmp_path, version_1("numerical_question", presentation, processing))
    assert (body["answer"], body["between"], "tolerance" in body) == ("3.15", [[3.1, 3.2]], False)
    exact = f'<or><varequal respident="r">3.14</varequal><and>{bounds}</and></or>'
    processing = f"<respcondition><conditionvar>{exact}</conditionvar><setvar>100</setvar></respcondition>"
    body = first(tmp_path, version_1("numerical_question", presentation, processing))
    assert (body["answer"], body["tolerance"], body["between"]) == ("3.14", 0.0, [[3.1, 3.2]])


def test_gaps_within_texts(tmp_path: Path) -> None:
    blank = '<response_str ident="{}"><render_fib/></response_str>'
    presentation = asks("Now is the") + blank.format("a") + asks("of our") + blank.format("b")
    body = first(tmp_path, version_1("", presentation, scores("a", "winter") + scores("b", "discontent")))
    assert body["text"] == "Now is the {{winter}} of our {{discontent}}"


def test_feedback_of_single_answers(tmp_path: Path) -> None:
    link = '<displayfeedback linkrefid="a_fb"/>'
    after = f'<itemfeedback ident="a_fb">{asks("Well done.")}</itemfeedback>'
    text = version_1(
        "multiple_choice_question", asks("?") + response("r", "a", "b"), scores("r", "a", 100, link), after
    )
    assert first(tmp_path, text)["explain"] == "- a: Well done."


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("calculated_question", "Its values are drawn at random."),
        ("text_only_question", "It is a text that asks nothing."),
        ("file_upload_question", "It asks for a file."),
    ],
)
def test_unsupported_kinds_are_listed(tmp_path: Path, kind: str, why: str) -> None:
    imported = read(tmp_path, version_1(kind, asks("a") + response("r", "a"), ""))
    assert imported.card_decks == () and imported.problems[0].hint == why


def test_choices_of_version_2(tmp_path: Path) -> None:
    choices = (
        '<choiceInteraction responseIdentifier="RESPONSE"><prompt>Which?</prompt><simpleChoice identifier="a">one'
        '<feedbackInline identifier="a">Right.</feedbackInline></simpleChoice><simpleChoice identifier="b">two'
        "</simpleChoice></choiceInteraction>"
    )
    after = "<modalFeedback>Read on.</modalFeedback>"
    body = first(tmp_path, version_2(f"<p>Look.</p>{choices}", declared("a"), after=after))
    assert body == {
        "kind": "choice",
        "ask": "Look.\n\nWhich?",
        "answer": "one",
        "distractors": ["two"],
        "explain": "- one: Right.\n\nRead on.",
    }
    several = first(tmp_path, version_2(choices, declared("a", "b", cardinality="multiple")))
    assert several["answers"] == ["one", "two"]


def test_element_names_of_version_3(tmp_path: Path) -> None:
    text = (
        '<qti-assessment-item identifier="i"><qti-response-declaration identifier="R" cardinality="single">'
        "<qti-correct-response><qti-value>t</qti-value></qti-correct-response></qti-response-declaration>"
        '<qti-item-body><qti-choice-interaction response-identifier="R"><qti-prompt>Is it?</qti-prompt>'
        '<qti-simple-choice identifier="t">True</qti-simple-choice>'
        '<qti-simple-choice identifier="f">False</qti-simple-choice></qti-choice-interaction></qti-item-body>'
        "</qti-assessment-item>"
    )
    assert first(tmp_path, text) == {"kind": "true_false", "ask": "Is it?", "answer": True}


def test_gaps_of_version_2(tmp_path: Path) -> None:
    body = (
        '<p>This sun of <textEntryInteraction responseIdentifier="RESPONSE"/> is <inlineChoiceInteraction '
        'responseIdentifier="R2"><inlineChoice identifier="x">hot</inlineChoice><inlineChoice identifier="y">cold'
        "</inlineChoice></inlineChoiceInteraction>.</p>"
    )
    mapping = '<mapping><mapEntry mapKey="York" mappedValue="1"/><mapEntry mapKey="york" mappedValue="0.5"/></mapping>'
    text = version_2(body, declared("York", more=mapping), declared("x", name="R2"))
    assert first(tmp_path, text)["text"] == "This sun of {{York|york}} is {{hot::cold / hot}}."


def test_several_interactions_become_siblings(tmp_path: Path) -> None:
    choice = (
        '<choiceInteraction responseIdentifier="{}"><prompt>{}</prompt><simpleChoice identifier="a">1</simpleChoice>'
    )
    choice += '<simpleChoice identifier="b">2</simpleChoice></choiceInteraction>'
    text = version_2(
        choice.format("A", "p") + choice.format("B", "q"), declared("a", name="A"), declared("b", name="B")
    )
    one, two = cards(read(tmp_path, text))
    assert [one.body["answer"], two.body["answer"]] == ["1", "2"] and one.note == two.note != ""


def test_pairs_of_version_2(tmp_path: Path) -> None:
    choice = '<simpleAssociableChoice identifier="{0}">{0}</simpleAssociableChoice>'
    sets = "".join(
        f"<simpleMatchSet>{''.join(choice.format(each) for each in group)}</simpleMatchSet>" for group in ("AB", "xy")
    )
    body = f'<matchInteraction responseIdentifier="RESPONSE"><prompt>Match.</prompt>{sets}</matchInteraction>'
    found = first(tmp_path, version_2(body, declared("A y", "B x", cardinality="multiple")))
    assert found["pairs"] == [{"left": "A", "right": "y"}, {"left": "B", "right": "x"}]
    found = first(tmp_path, version_2(body, declared("A y", "A x", cardinality="multiple")))
    assert found["kind"] == "recall" and found["answer"] == "- A: y\n- A: x"


def test_formulas_and_shown_content(tmp_path: Path) -> None:
    math = '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math>'
    shown = '<object data="a.png" type="image/png"/><object data="b.mp3" type="audio/mpeg"/><pre>a\n  b</pre>'
    text = version_2(
        f"<p>Is {math} it?</p>{shown}" + '<extendedTextInteraction responseIdentifier="RESPONSE"/>', declared()
    )
    (card,) = cards(read(tmp_path, text))
    assert card.body["ask"].startswith("Is $x^2$ it?") and card.media == ("a.png", "b.mp3")
    assert "a\n  b" in card.body["ask"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p>a</p><hotspotInteraction/>", "an interaction of the kind `hotspotInteraction` could not be placed"),
        ("<p><printedVariable/></p>", "an item whose values are drawn at random could not be placed"),
        ("<p><textEntryInteraction/></p>", "a text with gaps of which one has no answer could not be placed"),
    ],
)
def test_questions_that_cannot_be_asked_are_listed(tmp_path: Path, body: str, message: str) -> None:
    assert message in messages(read(tmp_path, version_2(body)))


def test_document_type_without_definitions_is_accepted(tmp_path: Path) -> None:
    text = version_1("", asks("?") + response("r", "a", "b"), scores("r", "a"))
    assert first(tmp_path, f'<?xml version="1.0"?>\n<!DOCTYPE questestinterop SYSTEM "q.dtd">\n{text}')["answer"] == "a"


def test_entities_are_refused(tmp_path: Path) -> None:
    text = f'<!DOCTYPE questestinterop [<!ENTITY a "{"b" * 100}">]>{version_1("", asks("&a;"), "")}'
    assert messages(read(tmp_path, text)) == ["the document defines entities"]


def test_package_of_version_2_names_its_lists(tmp_path: Path) -> None:
    item = version_2(
        '<p><img src="../img/a%20b.png" alt=""/></p><extendedTextInteraction responseIdentifier="RESPONSE"/>',
        declared("x"),
    )
    files = {
        "imsmanifest.xml": '<manifest><resources><resource type="imsqti_test_xmlv2p1" href="test.xml"/>'
        '<resource type="imsqti_item_xmlv2p1" href="items/one.xml"><file href="items/one.xml"/></resource>'
        "</resources></manifest>",
        "test.xml": '<assessmentTest title="First test"><assessmentItemRef href="items/one.xml"/></assessmentTest>',
        "items/one.xml": item,
        "img/a b.png": "png",
    }
    path = tmp_path / "test.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    imported = read_path(path)
    assert [topic.title for topic in imported.card_decks[0].topics] == ["First test"]
    assert imported.card_decks[0].media["img/a%20b.png"]() == b"png" and imported.problems == ()


def test_broken_document_costs_its_own_questions_alone(tmp_path: Path) -> None:
    """One that is not in the archive is listed, and another one is named as Windows does."""
    good = version_1("x", asks("One?") + response("r", "a", "b"), scores("r", "a"))
    kind = 'type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment"'
    names = (".\\quiz\\good.xml", "quiz/broken.xml", "quiz/gone.xml")
    resources = "".join(f'<resource {kind}><file href="{name}"/></resource>' for name in names)
    files = {
        "imsmanifest.xml": f"<manifest><resources>{resources}</resources></manifest>",
        "quiz/good.xml": good,
        "quiz/broken.xml": "<questestinterop><item></questestinterop>",
    }
    path = tmp_path / "a.imscc"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    imported = read_path(path)
    assert [card.body["ask"] for deck in imported.card_decks for topic in deck.topics for card in topic.cards] == [
        "One?"
    ]
    assert [(problem.code, problem.severity) for problem in imported.problems] == [
        ("unplaced", "warning"), ("xml-syntax", "warning"),
    ]  # fmt: skip
    assert "quiz/gone.xml" in imported.problems[0].message


def test_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.imscc"
    path.write_bytes(SAMPLE.read_bytes()[:900])
    with pytest.raises(QuizError):
        reader.read(path, ReadOptions())


@given(st.text(alphabet="<>/ab=\"' responseInteraction", max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    imported = read(tmp_path_factory.mktemp("qti"), f"<assessmentItem>{text}</assessmentItem>")
    assert imported.card_decks or imported.problems
