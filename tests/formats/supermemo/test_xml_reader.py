"""SuperMemo's XML."""

from pathlib import Path

import pytest

from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.registry import format_of, read_path
from quizapp.formats.supermemo import xml_reader
from quizapp.formats.supermemo.xml_reader import day_of, read_cards

SAMPLES = Path(__file__).parents[3] / "data/samples"


def cards(path: Path) -> list[ImportedCard]:
    return [card for deck in read_path(path).card_decks for topic in deck.topics for card in topic.cards]


def test_sample() -> None:
    """Two cards of four elements; titles above become the list, a topic without a question is listed."""
    path = SAMPLES / "supermemo.xml"
    assert format_of(path) == "supermemo"
    imported = read_path(path)
    city, sound = cards(path)
    assert [topic.title for topic in imported.card_decks[0].topics] == ["History", "Supermemo"]
    assert city.body["ask"] == "Which city was founded by Phoenicians in what is now **Tunisia**?" and city.id == "2"
    assert city.history is not None and (city.history.interval_days, city.history.lapses) == (120.0, 1)
    assert city.history.due_day == "2027-03-01"
    assert sound.body["answer"] == "About 343 m/s\n\n[sound:boom.mp3]" and sound.history is None
    assert [(each.location.line, each.message) for each in imported.problems] == [
        (24, "a text without a question or an answer, such as an article, could not be placed"),
        (32, "the file `boom.mp3` is missing, shown by the card `What is the speed of sound in air?`"),
    ]


def test_cards_of_supermemo_for_palm() -> None:
    text = b"""<smconv_pl><cards><card category="Verbs"><card_fields><card_field idx="1">la acera</card_field>
        <card_field idx="2">sidewalk</card_field><card_field idx="3">f.</card_field></card_fields>
        <card_other datenexttest="2026-12-08" interval="47" lapses="8"/></card><card/></cards></smconv_pl>"""
    deck, problems = xml_reader.read_cards(Path("a.xml"), text)
    assert deck is not None and deck.topics[0].title == "Verbs" and len(problems) == 1
    (card,) = deck.topics[0].cards
    assert card.body == {"kind": "recall", "ask": "la acera", "answer": "sidewalk", "explain": "f."}
    assert card.history is not None and (card.history.due_day, card.history.interval_days) == ("2026-12-08", 47.0)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("23.11.2000", "2000-11-23"),
        ("27.01.06", "2006-01-27"),
        ("01.02.85", "1985-02-01"),
        ("2004-11-04", "2004-11-04"),
    ],
)
def test_forms_of_dates(text: str, date: str) -> None:
    found = day_of(text)
    assert found is not None and found.isoformat() == date


@pytest.mark.parametrize("text", ["", "0", "31.02.2020", "1.1", "a.b.c", "2004-13-04"])
def test_invalid_dates(text: str) -> None:
    assert day_of(text) is None


def test_unknown_elements_are_counted() -> None:
    text = b"""<SuperMemoCollection><SuperMemoElement><Content><Question>a</Question><Answer>b</Answer><Script/>
        </Content></SuperMemoElement></SuperMemoCollection>"""
    _, problems = xml_reader.read_cards(Path("a.xml"), text)
    assert [each.message for each in problems] == ["the element `Script` of 1 items could not be placed"]


def element(question: str, answer: str) -> str:
    sides = f"<Question>{question}</Question><Answer>{answer}</Answer>"
    return f"<SuperMemoElement><ID>1</ID><Content>{sides}</Content></SuperMemoElement>"


@pytest.mark.parametrize(
    ("declared", "written"), [("UTF-8", "cp1252"), ("windows-1250", "cp1250"), ("utf-16", "utf-16"), ("x-mac", "utf-8")]
)
def test_damaged_documents_are_repaired(declared: str, written: str) -> None:
    """Another encoding than the declared one, control characters, a lone `&`, entities of HTML, and HTML as it is."""
    inside = element("\u00e9t\u00e9?", "R&D\x01&#2;&nbsp;x &amp;lt; <b>bold</b><br/>line")
    document = f'<?xml version="1.0" encoding="{declared}"?>\n<SuperMemoCollection>{inside}</SuperMemoCollection>'
    deck, problems = read_cards(Path("a.xml"), document.encode(written))
    assert deck is not None
    (card,) = [card for topic in deck.topics for card in topic.cards]
    assert card.body["ask"] == "\u00e9t\u00e9?" and card.body["answer"] == "R&D x < **bold**\nline"
    assert [problem.code for problem in problems] == ["xml-repaired"]


def test_sound_documents_are_not_repaired() -> None:
    """Nothing is noted of one that XML allows."""
    document = f"<SuperMemoCollection>{element('One?', '<![CDATA[a & b]]>')}</SuperMemoCollection>"
    deck, problems = read_cards(Path("a.xml"), document.encode())
    assert deck is not None and not problems
