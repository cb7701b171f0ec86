"""The table of docs/formats.md is that of the registry, and the samples keep what it says."""

from pathlib import Path

import pytest

from quizapp.formats.common.imported import Imported
from quizapp.formats.common.reader import Reader
from quizapp.formats.reference import PAGE, with_table
from quizapp.formats.registry import format_of, read_path, readers
from quizapp.formats.writers import WRITERS

SAMPLES = Path(__file__).parents[2] / "data/samples"


def test_the_page_has_the_table_of_the_registry() -> None:
    """Run `just generate` after a change of a format."""
    page = PAGE.read_text("utf-8")
    assert page == with_table(page)


def test_the_page_has_a_section_for_every_format() -> None:
    page = PAGE.read_text("utf-8")
    titles = [line.strip("# ").lower() for line in page.splitlines() if line.startswith("##")]
    anchors = {"".join(each for each in title if each.isalnum() or each in "- ").replace(" ", "-") for title in titles}
    assert {reader.FACTS.section for reader in readers()} - anchors == set()


def test_every_writer_has_a_reader_that_keeps_as_much() -> None:
    known = {reader.NAME: reader.FACTS for reader in readers()}
    for writer in WRITERS:
        kept = known[writer.reader].keeps
        assert [part for part in writer.parts if part not in kept] == []


def parts_of(imported: Imported) -> set[str]:
    """Return what the cards of a file have beyond their texts."""
    cards = [card for deck in imported.card_decks for topic in deck.topics for card in topic.cards]
    found = {"tags" for card in cards if card.tags} | {"media" for card in cards if card.media}
    histories = [card.history for card in cards if card.history is not None]
    found |= {"history" for history in histories if history.reviews}
    return found | {"schedule" for history in histories if history.state is not None or history.due_ms is not None}


@pytest.mark.parametrize("reader", [each for each in readers() if each.FACTS.samples], ids=lambda reader: reader.NAME)
def test_the_samples_keep_what_the_table_says(reader: Reader) -> None:
    """A sample is recognised as its format, and nothing comes of it that the table does not name."""
    for name in reader.FACTS.samples:
        assert format_of(SAMPLES / name) == reader.NAME
        assert parts_of(read_path(SAMPLES / name)) <= set(reader.FACTS.keeps)
