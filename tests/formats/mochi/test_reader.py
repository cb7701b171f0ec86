"""Mochi's archives: cards, templates, groups of clozes, reviews and attachments."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.model import Rating
from quizapp.errors import QuizError
from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.common.imported import Imported
from quizapp.formats.mochi.notation import BadNotation, edn_values, values_of
from quizapp.formats.registry import format_of, read_path

SAMPLE = Path(__file__).parents[3] / "data/samples/cards.mochi"


def cards(imported: Imported) -> list[ImportedCard]:
    return [card for deck in imported.card_decks for topic in deck.topics for card in topic.cards]


def archive(tmp_path: Path, data: str, name: str = "data.json") -> Path:
    path = tmp_path / "deck.mochi"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(name, data)
    return path


def one_deck(*cards: Any) -> str:
    return json.dumps({"~:version": 2, "~:decks": [{"~:name": "D", "~:cards": {"~#list": list(cards)}}]})


def test_sample() -> None:
    """Five cards: two sides, two groups of clozes, a template both ways; other items are listed."""
    assert format_of(SAMPLE) == "mochi"
    imported = read_path(SAMPLE)
    (deck,) = imported.card_decks
    assert deck.title == "Shells" and [topic.title for topic in deck.topics] == ["Shells", "Words"]
    files, output, both, word, back = cards(imported)
    assert files.body["ask"] == "What lists files? ![](ls.png) #unix" and files.tags == ("commands", "unix")
    assert deck.media["ls.png"]().startswith(b"\x89PNG") and files.media == ("ls.png",)
    assert files.history is not None and [(each.rating, each.seconds) for each in files.history.reviews] == [
        (Rating.GOOD, 4.0),
        (Rating.AGAIN, 0.0),
    ]
    assert (files.history.due_ms, files.history.interval_days) == (1795420800000, 2.0)
    assert output.body["text"].count("{{") == 1 and both.body["text"].count("{{") == 2 and output.note == both.note
    assert output.history is not None and len(output.history.reviews) == 1 and both.history is None
    assert word.body == {"kind": "recall", "ask": "# la mer", "answer": "the sea"}
    assert back.body == {"kind": "recall", "ask": "the sea", "answer": "# la mer"}
    assert word.history is not None and word.history.suspended and len(word.history.reviews) == 1
    assert back.history is not None and back.history.suspended and back.history.reviews == ()
    assert [each.message for each in imported.problems] == [
        "a note with one side, `Only a note.`, could not be placed",
        "1 cards in Mochi's trash could not be placed",
        "`custom` of 1 cards is no known field of Mochi",
    ]


def test_clozes_without_a_number_are_asked_together(tmp_path: Path) -> None:
    (card,) = cards(read_path(archive(tmp_path, one_deck({"~:id": "~:a", "~:content": "{{a}} and {{b}}"}))))
    assert card.body["text"] == "{{a}} and {{b}}"


def test_three_sides_and_a_link(tmp_path: Path) -> None:
    (card,) = cards(read_path(archive(tmp_path, one_deck({"~:content": "a [[Title|abc]]\n---\nb\n---\nc"}))))
    assert card.body == {"kind": "recall", "ask": "a Title", "answer": "b\n\nc"}


def test_conditions_of_a_template(tmp_path: Path) -> None:
    data = {
        "~:version": 2,
        "~:templates": {"~#list": [{
            "~:id": "~:t", "~:content": "<<A>>\n---\n<<#B>>yes<</B>><<^B>>no<</B>>",
            "~:fields": {"~:a": {"~:name": "A"}, "~:b": {"~:name": "B"}},
        }]},
        "~:decks": [{"~:name": "D", "~:cards": [
            {"~:template-id": "~:t", "~:content": "", "~:fields": {"~:a": {"~:value": "1"}, "~:b": {"~:value": True}}},
            {"~:template-id": "~:t", "~:content": "", "~:fields": {"~:a": {"~:value": "2"}, "~:b": {"~:value": False}}},
        ]}],
    }  # fmt: skip
    found = cards(read_path(archive(tmp_path, json.dumps(data))))
    assert [(card.body["ask"], card.body["answer"]) for card in found] == [("1", "yes"), ("2", "no")]


def test_conditions_within_conditions(tmp_path: Path) -> None:
    """An inner one counts only where the outer one holds."""
    data = {
        "~:version": 2,
        "~:templates": {"~#list": [{
            "~:id": "~:t", "~:content": "<<A>>\n---\nx<<#B>>(<<B>><<#C>>, <<C>><</C>>)<</B>>",
            "~:fields": {"~:a": {"~:name": "A"}, "~:b": {"~:name": "B"}, "~:c": {"~:name": "C"}},
        }]},
        "~:decks": [{"~:name": "D", "~:cards": [
            {"~:template-id": "~:t", "~:content": "",
             "~:fields": {f"~:{name}": {"~:value": value} for name, value in zip("abc", values, strict=True)}}
            for values in (("1", "b", "c"), ("2", "b", ""), ("3", "", "c"))
        ]}],
    }  # fmt: skip
    found = cards(read_path(archive(tmp_path, json.dumps(data))))
    assert [card.body["answer"] for card in found] == ["x(b, c)", "x(b)", "x"]


def test_code_is_neither_parted_nor_a_cloze(tmp_path: Path) -> None:
    """Lines of hyphens and double braces in fences and between backticks, as in YAML and in templates."""
    code = "```yaml\na: {{ b }}\n---\nc: 1\n```"
    (card,) = cards(read_path(archive(tmp_path, one_deck({"~:content": f"What is `{{{{x}}}}`?\n{code}\n---\n{code}"}))))
    assert card.body == {"kind": "recall", "ask": f"What is `{{{{x}}}}`?\n{code}", "answer": code}


def test_values_of_edn(tmp_path: Path) -> None:
    text = """{:version 2 ; the only one
        :decks [{:name "D" :cards ({:content "a\\n---\\nb" :tags #{"x"} #_ :skipped
        :reviews [{:date #inst "2026-11-20T08:00:00.000Z" :remembered? true}]})}]}"""
    (card,) = cards(read_path(archive(tmp_path, text, "data.edn")))
    assert card.body["answer"] == "b" and card.tags == ("x",)
    assert card.history is not None and card.history.reviews[0].time_ms == 1795161600000


@pytest.mark.parametrize("text", ["", "{:a}", "[1", "]", "(1 2", '{"a" 1', "1 2", "[" * 500])
def test_broken_edn_is_refused(text: str) -> None:
    with pytest.raises(BadNotation):
        edn_values(text)


@pytest.mark.parametrize("text", ["", "{", '["^ ", "~:a", 1]', "[" * 500 + "]" * 500])
def test_broken_transit_is_refused(text: str) -> None:
    with pytest.raises(BadNotation):
        values_of(text)


@given(st.recursive(st.none() | st.booleans() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=4)))
def test_plain_values_of_transit(value: Any) -> None:
    """Text without a tilde is itself."""
    text = json.dumps(value)
    if "~" not in text and '"^ "' not in text:
        assert values_of(text) == value


@pytest.mark.parametrize("data", ["[]", "{", "7"])
def test_other_data_is_refused(tmp_path: Path, data: str) -> None:
    with pytest.raises(QuizError, match=r"deck\.mochi: `data\.json` in it"):
        read_path(archive(tmp_path, data))


def test_cyclic_decks_are_read(tmp_path: Path) -> None:
    data = {"~:decks": [
        {"~:id": "~:a", "~:parent-id": "~:b", "~:name": "A", "~:cards": [{"~:content": "x\n---\ny"}]},
        {"~:id": "~:b", "~:parent-id": "~:a", "~:name": "B", "~:cards": []},
    ]}  # fmt: skip
    assert len(cards(read_path(archive(tmp_path, json.dumps(data))))) == 1
