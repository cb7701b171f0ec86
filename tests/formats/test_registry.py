"""What each writer writes is read back as it says, and what is lost on the way is told."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

from quizapp.formats.common.card_deck import CardDeck, ImportedCard
from quizapp.formats.common.export_losses import is_alike, losses
from quizapp.formats.common.writer import Writer
from quizapp.formats.registry import format_of, read_path
from quizapp.formats.writers import WRITERS
from tests.formats.decks_strategy import card_decks

POORER = [writer for writer in WRITERS if writer.name != "anki"]


def content_of(deck: CardDeck) -> list[object]:
    """Return the lists of a deck and their cards, whose siblings are known by the first card of their note."""
    found: list[object] = []
    for topic in deck.topics:
        first: dict[str, int] = {}
        found.append((topic.id, topic.title))
        for index, card in enumerate(topic.cards):
            note = first.setdefault(card.note, index) if card.note else index
            found.append((card.id, note, card.tags, card.media, dict(card.body)))
    return found


def read_back(folder: Path, writer: Writer, deck: CardDeck) -> CardDeck:
    """Write a deck into a file, and read it as the format that recognises it."""
    path = folder / f"deck{writer.suffix}"
    path.write_bytes(writer.write(deck))
    assert format_of(path) == writer.reader
    found = read_path(path)
    assert {each.code for each in found.problems} <= {"media-missing", "duplicate-card"}, found.problems
    (back,) = found.card_decks
    return back


@pytest.mark.parametrize("writer", POORER, ids=lambda writer: writer.name)
@given(deck=card_decks())
def test_a_file_is_read_back_as_its_writer_says(
    tmp_path_factory: pytest.TempPathFactory, writer: Writer, deck: CardDeck
) -> None:
    """Lists, ids, siblings, tags, and every character of every field."""
    back = read_back(tmp_path_factory.getbasetemp(), writer, deck)
    assert content_of(back) == content_of(writer.kept(deck))


@pytest.mark.parametrize("writer", POORER, ids=lambda writer: writer.name)
@given(deck=card_decks())
def test_what_is_not_told_as_lost_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, writer: Writer, deck: CardDeck
) -> None:
    back = read_back(tmp_path_factory.getbasetemp(), writer, deck)
    told = {loss.card: {part.part for part in loss.parts} for loss in losses(deck, writer.kept(deck))}
    for topic, after in zip(deck.topics, back.topics, strict=True):
        for card, found in zip(topic.cards, after.cards, strict=True):
            lost = told.get(f"{topic.id}/{card.id}", set())
            assert differing(card, found) <= lost
            assert "list" in lost or (topic.id, topic.title) == (after.id, after.title)


def differing(card: ImportedCard, found: ImportedCard) -> set[str]:
    """Return the parts of a card that are not in another, or not the same."""
    parts = {name for name, same in (("id", card.id == found.id), ("tags", card.tags == found.tags)) if not same}
    parts |= {"media"} if set(card.media) - set(found.media) else set()
    if card.body["kind"] != found.body["kind"]:
        return parts | {"kind"} | ({"hint"} if not is_alike(card.body.get("hint"), found.body.get("hint")) else set())
    changed = {name for name in card.body if not is_alike(card.body[name], found.body.get(name))}
    if "explain" in changed and "explain" not in found.body and card.body["kind"] == "recall":
        changed -= {"answer"}  # the explanation is at its end
    return parts | changed


def test_reading_a_table_imports_no_other_reader(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("front,back\nmer,sea\n")
    code = f"""
import pathlib, sys
from quizapp.formats.registry import read_path
assert len(read_path(pathlib.Path({str(path)!r})).card_decks) == 1
assert not {{"pydantic", "yaml", "quizapp.formats.markdown.obsidian_reader"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
