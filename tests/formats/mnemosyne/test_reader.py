"""Mnemosyne's XML of version 1 and packages of version 2."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from quizapp.core.model import Rating
from quizapp.errors import QuizError
from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.reader import ReadOptions
from quizapp.formats.mnemosyne import reader
from quizapp.formats.mnemosyne.text import text_of
from quizapp.formats.registry import format_of, read_path

SAMPLES = Path(__file__).parents[3] / "data/samples"


def cards(imported: Imported) -> list[ImportedCard]:
    return [card for deck in imported.card_decks for topic in deck.topics for card in topic.cards]


def package(tmp_path: Path, entries: str, more: Mapping[str, str] = {"METADATA": ""}) -> Path:
    path = tmp_path / "deck.cards"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cards.xml", f'<openSM2sync number_of_entries="1">{entries}</openSM2sync>')
        for name, content in more.items():
            archive.writestr(name, content)
    return path


def test_sample_of_version_1() -> None:
    """The two directions of a card are siblings; a state is imported, an unseen card has none."""
    path = SAMPLES / "mnemosyne.xml"
    assert format_of(path) == "mnemosyne"
    imported = read_path(path)
    forth, back, sound = cards(imported)
    assert [topic.title for topic in imported.card_decks[0].topics] == ["French", "Mnemosyne"]
    assert forth.id == "a1b2c3d4" and forth.note == back.note != "" and sound.note == ""
    assert forth.history is not None and (forth.history.interval_days, forth.history.lapses) == (21.0, 1)
    assert back.history is None
    for zone, day in (("UTC", "2026-12-15"), ("America/New_York", "2026-12-14")):
        found = next(iter(cards(read_path(path, options=ReadOptions(zone=ZoneInfo(zone)))))).history
        assert found is not None and (found.due_day, found.due_ms) == (day, None)
    assert sound.body["ask"] == "[sound:sounds/bell.ogg]\nWhat is **heard**?" and sound.media == ("sounds/bell.ogg",)
    assert sound.body["answer"] == "A bell, at $f = 440$ Hz."


def test_sample_of_version_2() -> None:
    """Two views of a fact and two deletions; repetitions with grades, tags, media, an unused fact."""
    path = SAMPLES / "mnemosyne.cards"
    assert format_of(path) == "mnemosyne"
    imported = read_path(path)
    (deck,) = imported.card_decks
    assert deck.title == "French and physics"
    recognition, production, boiling, freezing = cards(imported)
    assert recognition.body["ask"] == "le pain ![](bread.png)" and recognition.body["answer"] == "pɛ̃\n\nbread"
    assert production.body["ask"] == "bread" and production.note == recognition.note
    assert recognition.tags == ("french/food",) and boiling.tags == ()
    assert recognition.history is not None and [each.rating for each in recognition.history.reviews] == [
        Rating.AGAIN,
        Rating.GOOD,
    ]
    assert (recognition.history.interval_days, recognition.history.lapses) == (10.0, 1) and production.history is None
    assert boiling.body["text"] == "Water boils at {{100::a number}} degrees and freezes at 0."
    assert freezing.body["text"] == "Water boils at 100 degrees and freezes at {{0}}."
    assert deck.media["bread.png"]().startswith(b"\x89PNG")
    assert [each.message for each in imported.problems] == ["1 facts without a card could not be placed"]


def test_derived_type_and_sentence_cards(tmp_path: Path) -> None:
    """A derived type has its parent's views; a sentence is recognised whole and produced with a gap."""
    entries = (
        '<log type="16" o_id="f1"><f>un</f><b>one</b></log>'
        '<log type="6" o_id="c1" card_t="2::French" fact="f1" fact_v="2.2::French"></log>'
        '<log type="16" o_id="f2"><f>La [casa:house] es grande</f><m_1>The house is big</m_1></log>'
        '<log type="6" o_id="c2" card_t="6" fact="f2" fact_v="6.1"></log>'
        '<log type="6" o_id="c3" card_t="6" fact="f2" fact_v="6.2"><extra>{"index": 0}</extra></log>'
        '<log type="6" o_id="c4" card_t="9" fact="f2" fact_v="9.1"></log>'
    )
    imported = read_path(package(tmp_path, entries))
    back, whole, gap = cards(imported)
    assert back.body == {"kind": "recall", "ask": "one", "answer": "un"}
    assert whole.body == {"kind": "recall", "ask": "La casa es grande", "answer": "The house is big"}
    assert gap.body["text"] == "La {{casa::house}} es grande" and gap.body["explain"] == "The house is big"
    assert [each.message for each in imported.problems] == [
        "a card without a fact or a question, or of an unknown type, could not be placed"
    ]


def test_type_with_anki_templates(tmp_path: Path) -> None:
    names = "<fact_keys_and_names>[('0', 'Front'), ('1', 'Back')]</fact_keys_and_names>"
    entries = (
        f'<log type="22" o_id="7::Basic">{names}</log>'
        '<log type="19" o_id="7.1"><extra>{"qfmt": "{{Front}}?", "afmt": "{{Back}}"}</extra></log>'
        '<log type="16" o_id="f1"><___0>A</___0><___1>B</___1></log>'
        '<log type="6" o_id="c1" card_t="7::Basic" fact="f1" fact_v="7.1"></log>'
    )
    (card,) = cards(read_path(package(tmp_path, entries)))
    assert card.body == {"kind": "recall", "ask": "A?", "answer": "B"}


@pytest.mark.parametrize("extra", ["", "__import__('os')", "{" * 500, "[" * 90_000, "{'index': 'x'}"])
def test_extra_data_is_never_evaluated(tmp_path: Path, extra: str) -> None:
    """The number of a deletion is a Python literal; without one the first deletion is used."""
    entries = (
        '<log type="16" o_id="f"><text>[a] b</text></log>'
        f'<log type="6" o_id="c" card_t="5" fact="f" fact_v="5.1"><extra>{extra}</extra></log>'
    )
    (card,) = cards(read_path(package(tmp_path, entries)))
    assert card.body["text"] == "{{a}} b"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain <text", "plain <text"),
        ("a\nb <b>c</b>", "a\nb **c**"),
        ("<latex>\\frac{1}{2}</latex>", "$\\frac{1}{2}$"),
        ("<$$>x</$$>", "$$x$$"),
        ('<audio src="a b.mp3">', "[sound:a b.mp3]"),
        ('x <card style="answerbox: overlay"/>', "x"),
    ],
)
def test_conversion_of_texts(raw: str, shown: str) -> None:
    assert text_of(raw) == shown


def test_empty_package_is_an_error(tmp_path: Path) -> None:
    imported = reader.read(package(tmp_path, ""), ReadOptions())
    assert imported.card_decks == () and imported.problems[0].severity == "error"


def test_archive_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.cards"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("METADATA", "")
        with archive.open("cards.xml", "w") as out:
            for _ in range(60):
                out.write(bytes(1 << 20))
    with pytest.raises(QuizError, match="unpacks to more than 300 times"):
        read_path(path)
