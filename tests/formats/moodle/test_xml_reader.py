"""Question banks in Moodle's XML."""

import base64
from pathlib import Path

import pytest

from quizapp.formats.common.card_deck import CardDeck, ImportedCard
from quizapp.formats.moodle import xml_reader

SAMPLES = Path(__file__).parents[3] / "data/samples"


def of_moodle(questions: str) -> tuple[CardDeck | None, list[ImportedCard], list[tuple[str, int]]]:
    deck, problems = xml_reader.read_cards(
        Path("bank.xml"), f"<?xml version='1.0'?>\n<quiz>\n{questions}\n</quiz>".encode()
    )
    found = [card for topic in deck.topics for card in topic.cards] if deck else []
    return deck, found, [(each.code, each.location.line) for each in problems]


def question(kind: str, inner: str, ask: str = "Q") -> str:
    return f'<question type="{kind}"><questiontext><text><![CDATA[{ask}]]></text></questiontext>{inner}</question>'


def answer(text: str, fraction: float, more: str = "") -> str:
    return f'<answer fraction="{fraction}"><text>{text}</text>{more}</answer>'


def test_sample() -> None:
    """Every type once, in its category; a description is listed."""
    deck, problems = xml_reader.read_cards(SAMPLES / "moodle.xml", (SAMPLES / "moodle.xml").read_bytes())
    assert deck is not None
    assert [topic.title for topic in deck.topics] == ["Systems/Processes"]
    found = deck.topics[0].cards
    kinds = ["choice", "multi", "true_false", "typed", "typed", "match", "cloze", "recall"]
    assert [card.body["kind"] for card in found] == kinds
    assert (found[0].id, found[0].tags, found[0].place.line) == ("shared-memory", ("memory",), 4)
    assert found[0].body["ask"] == "What do the threads of one process **share**?"
    assert found[2].body["correction"] == "Pages are copied on write."
    assert found[6].body["text"] == "A {{thread}} runs in a {{process::file / process / socket}}."
    assert [(each.code, each.location.line) for each in problems] == [("unplaced", 57)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            question("numerical", answer("3.14", 100, "<tolerance>0.01</tolerance>")),
            {"kind": "typed", "answer": "3.14", "tolerance": 0.01},
        ),
        (
            question(
                "numerical",
                answer("2", 50, "<tolerance>0.5</tolerance>") + answer("3", 100) + answer("*", 0) + answer("4", 100),
            ),
            {"answer": "3", "accept": ["4"], "tolerance": 0.0, "explain": "- 1.5 to 2.5: 50% of the points"},
        ),
        (
            question("multianswer", "", "Pi is {1:NM:=3.14159:0.01~%50%3:0.5}."),
            {"kind": "typed", "ask": "Pi is […].", "answer": "3.14159", "tolerance": 0.01},
        ),
        (question("multichoice", answer("a", 50) + answer("b", 100) + answer("c", 0)), {"answer": "b"}),
        (question("truefalse", answer("true", 100) + answer("false", 0)), {"kind": "true_false", "answer": True}),
        (
            question("gapselect", "<selectoption><text>on</text></selectoption>", "go [[1]]"),
            {"kind": "cloze", "text": "go {{on::on}}"},
        ),
        (question("ordering", answer("one", 1) + answer("two", 1)), {"kind": "order", "lines": ["one", "two"]}),
        (question("multianswer", "", "a {1:NM:=5:1} b {:SA:%100%x~y}"), {"kind": "cloze"}),
    ],
)
def test_types_of_questions(source: str, expected: dict[str, object]) -> None:
    """What each type becomes."""
    _, found, problems = of_moodle(source)
    assert problems == [] and len(found) == 1
    assert expected.items() <= found[0].body.items()


def test_broken_question_does_not_affect_others() -> None:
    """Unknown types, missing answers, truncated XML."""
    good = question("shortanswer", answer("yes", 100))
    _, found, problems = of_moodle(f"{question('calculated', '')}\n{good}\n{question('multichoice', '')}")
    assert len(found) == 1 and problems == [("unplaced", 3), ("unplaced", 5)]
    raw = f"<quiz>{good}\n<question type='shortanswer'><questiontext><text>half".encode()
    deck, reported = xml_reader.read_cards(Path("bank.xml"), raw)
    assert deck is not None and len(deck.topics[0].cards) == 1
    assert [(each.code, each.location.line) for each in reported] == [("xml-syntax", 2)]


def test_embedded_files_are_kept_without_paths() -> None:
    """An embedded image belongs to its card; a file name with a slash is ignored."""
    image = base64.b64encode(b"picture").decode()
    files = f'<file name="a.png" encoding="base64">{image}</file><file name="../b.png" encoding="base64">{image}</file>'
    text = (
        f'<questiontext format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/a.png">]]></text>{files}</questiontext>'
    )
    deck, found, _ = of_moodle(f'<question type="shortanswer">{text}{answer("x", 100)}</question>')
    assert deck is not None and found[0].media == ("a.png",)
    assert {name: read() for name, read in deck.media.items()} == {"a.png": b"picture"}


def test_hostile_xml_is_refused() -> None:
    """Expanding entities, external files, deep nesting."""
    bomb = "<!DOCTYPE q [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;'>]><quiz><question type='essay'>&b;</question></quiz>"
    outside = "<!DOCTYPE q [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><quiz>&a;</quiz>"
    deep = "<quiz>" + "<a>" * 100_000
    for text, code in (
        (bomb, "xml-entity"),
        (outside, "xml-entity"),
        (deep, "xml-too-much"),
        ("<quiz><", "xml-syntax"),
    ):
        deck, problems = xml_reader.read_cards(Path("bank.xml"), text.encode())
        assert deck is None and [each.code for each in problems] == [code] and problems[0].severity == "error"


def place(line: str, number: object) -> str:
    return f"<subquestion><text>{line}</text><answer><text>{number}</text></answer></subquestion>"


def row(number: int, text: str, right: int) -> str:
    weights = "".join(
        f'<weight rownumber="{number}" columnnumber="{column}"><value> {float(column == right):.3f} </value></weight>'
        for column in (1, 2)
    )
    told = f"<feedbacktext><text>{'As told.' if number == 1 else ''}</text></feedbacktext>"
    return f'<row number="{number}"><optiontext><text>{text}</text></optiontext>{told}</row>{weights}'


COLUMNS = "".join(
    f'<column number="{number}"><responsetext><text>{text}</text></responsetext></column>'
    for number, text in ((1, "Yes"), (2, "No"))
)


@pytest.mark.parametrize("kind", ["mtf", "kprime"])
def test_matrix_questions_become_pairs(kind: str) -> None:
    """Each statement with its column."""
    _, (card,), _ = of_moodle(question(kind, row(1, "one", 2) + row(2, "two", 1) + row(3, "three", 2) + COLUMNS))
    assert [(each["left"], each["right"]) for each in card.body["pairs"]] == [
        ("one", "No"), ("two", "Yes"), ("three", "No"),
    ]  # fmt: skip
    assert (card.body["kind"], card.body["explain"]) == ("match", "- one: As told.")


def test_questions_of_plugins() -> None:
    """Several right options with full marks each; lines with positions."""
    _, (several, lines), _ = of_moodle(
        question("oumultiresponse", answer("a", 100) + answer("b", 100) + answer("c", 0))
        + question("order", place("last", 10) + place("first", 1) + place("then", 2))
    )
    assert several.body == {"kind": "multi", "ask": "Q", "answers": ["a", "b"], "distractors": ["c"]}
    assert lines.body == {"kind": "order", "ask": "Q", "lines": ["first", "then", "last"]}
    _, found, problems = of_moodle(question("order", place("a", "x") + place("b", 2)))
    assert found == [] and [code for code, _ in problems] == ["unplaced", "no-cards"]


def test_options_beyond_the_limit_are_reported() -> None:
    """All right ones are kept; wrong ones fill the rest of the 26."""
    right = "".join(answer(f"r{n}", 50) for n in range(20))
    wrong = "".join(answer(f"w{n}", 0) for n in range(10))
    _, (card,), told = of_moodle(question("multichoice", f"<single>false</single>{right}{wrong}"))
    assert (len(card.body["answers"]), card.body["distractors"]) == (20, [f"w{n}" for n in range(6)])
    assert told == [("unplaced", 3)]


@pytest.mark.parametrize(("gaps", "kinds", "told"), [(1000, ["recall"], []), (1001, [], [("unplaced", 3)])])
def test_cloze_with_too_many_gaps_is_reported(gaps: int, kinds: list[str], told: list[tuple[str, int]]) -> None:
    """Up to a thousand gaps become a card to recall."""
    text = " ".join(f"{{1:SA:=w{n}}}" for n in range(gaps))
    _, found, problems = of_moodle(question("cloze", "", text))
    assert [card.body["kind"] for card in found] == kinds
    assert [each for each in problems if each[0] != "no-cards"] == told
