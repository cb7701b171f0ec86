"""Notes of quizapp's own types that come back from Anki."""

import json
import sqlite3
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from quizapp.errors import Location
from quizapp.formats.anki import writer
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, Topic
from tests.formats.reading import read_all

REST = {"hint": "h *i*", "explain": "why"}
BODIES: dict[str, dict[str, Any]] = {
    "recall": {"kind": "recall", "ask": "What?", "answer": "**That**", **REST},
    "typed": {"kind": "typed", "ask": "Type", "answer": "a<b", "accept": ["c"], **REST},
    "choice": {"kind": "choice", "ask": "Pick", "answer": "x", "distractors": ["b", "y"], **REST},
    "multi": {"kind": "multi", "ask": "Pick", "answers": ["x", "b"], "distractors": ["y"], **REST},
    "true-false": {"kind": "true_false", "ask": "It is.", "answer": False, "correction": "It is not.", **REST},
    "match": {"kind": "match", "ask": "?", "pairs": [{"left": "a", "right": "2"}, {"left": "b", "right": "1"}], **REST},
    "order": {"kind": "order", "ask": "Order", "lines": ["if x:", "    y"], "language": "python", **REST},
    "cloze": {"kind": "cloze", "ask": "Fill", "text": "The {{cat::pet}} **sat {{on}}** it", **REST},
}  # fmt: skip


def package(path: Path, *cards: ImportedCard) -> Path:
    """Write a package of a deck with one topic."""
    topic = Topic(id="one", title="One", cards=cards)
    path.write_bytes(writer.write(CardDeck(id="mine", title="Mine", topics=(topic,))))
    return path


def card(name: str, body: Mapping[str, Any], **more: Any) -> ImportedCard:
    return ImportedCard(id=name, body=body, place=Location(""), **more)


def changed(path: Path, statement: str) -> Path:
    """Run a statement on the collection of a package, as Anki would change it."""
    with zipfile.ZipFile(path) as archive:
        raw, media = archive.read("collection.anki2"), archive.read("media")
    path.with_suffix(".db").write_bytes(raw)
    connection = sqlite3.connect(path.with_suffix(".db"))
    connection.execute(statement)
    connection.commit()
    connection.close()
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(path.with_suffix(".db"), "collection.anki2")
        archive.writestr("media", media)
    return path


def cards_of(path: Path) -> dict[str, ImportedCard]:
    (deck,), problems = read_all(path)
    assert problems == ()
    return {card.id: card for topic in deck.topics for card in topic.cards}


@pytest.mark.parametrize("name", BODIES)
def test_fields_that_were_edited_count(tmp_path: Path, name: str) -> None:
    """Question, answer, options, hint and explanation are read from the fields; the kind and the id stay."""
    path = package(tmp_path / "a.apkg", card(name, BODIES[name]))
    changed(
        path, "UPDATE notes SET flds = replace(flds, char(31) || 'why' || char(31), char(31) || 'since' || char(31))"
    )
    assert cards_of(path)[name].body == BODIES[name] | {"explain": "since"}


def test_tags_that_were_edited_count(tmp_path: Path) -> None:
    """Anki's tags have no blanks; they come back with them unless somebody changed them."""
    path = package(tmp_path / "a.apkg", card("r", BODIES["recall"], tags=("a b", "c_d")))
    assert cards_of(path)["r"].tags == ("a b", "c_d")
    assert cards_of(changed(path, "UPDATE notes SET tags = ' a-b new '"))["r"].tags == ("a-b", "new")


def test_a_renamed_deck_is_the_same_deck(tmp_path: Path) -> None:
    """Ids of deck, topic and cards come from the notes, titles from Anki; beside other cards no id is taken over."""
    path = package(tmp_path / "a.apkg", card("r", BODIES["recall"]), card("t", BODIES["typed"]))
    changed(path, "UPDATE col SET decks = replace(decks, 'Mine::One', 'Yours::Two')")
    (deck,), _ = read_all(path)
    assert (deck.id, deck.title, deck.shared_ids) == ("mine", "Yours", False)
    assert [(topic.id, topic.title, [card.id for card in topic.cards]) for topic in deck.topics] == [
        ("one", "Two", ["r", "t"])
    ]
    changed(path, "UPDATE notes SET flds = replace(flds, '\"position\":1', '\"position\":null')")
    (deck,), _ = read_all(path)
    assert (deck.id, deck.shared_ids) == ("yours", True)
    assert all(len(card.id) == 14 for topic in deck.topics for card in topic.cards)


@pytest.mark.parametrize(
    "source",
    ["{", "[]", "{}", '{"question": 5}', '{"kind": "typed"}', '{"kind": "recall", "ask": 5}', '{"ask": []}',
     '{"answer": ""}', '{"distractors": 7}', '{"id": "../x"}', "[" * 5000],
)  # fmt: skip
def test_a_source_that_makes_no_sense_is_passed_over(tmp_path: Path, source: str) -> None:
    """Anybody may write one: the fields are read then."""
    path = package(tmp_path / "a.apkg", card("r", BODIES["recall"]))
    if source.startswith('{"') and "question" not in source:
        whole = {"place": {"deck": "mine", "title": "Mine", "topic": "one", "topic_title": "One"}, "position": 0}
        whole["question"] = BODIES["recall"] | {"id": "r"} | json.loads(source)
        source = json.dumps(whole)
    values = "'What?' || char(31) || 'other' || char(31) || char(31) || char(31)"
    changed(path, f"UPDATE notes SET flds = {values} || '{source}'")
    (found,) = cards_of(path).values()
    assert found.body == {"kind": "recall", "ask": "What?", "answer": "other"}
