"""Packages and collections of all three generations."""

from pathlib import Path

import pytest

from quizapp.errors import QuizError
from quizapp.formats.anki import reader
from tests.formats.anki.packages import BASIC, CARDS, CLOZE, GENERATIONS, NOTES, cards_of, collection, packed
from tests.formats.reading import read_all


@pytest.mark.parametrize("generation", [*GENERATIONS, "bare", "bare, newer"])
def test_every_generation_gives_the_same_cards(tmp_path: Path, generation: str) -> None:
    """Decks and their levels, cards of a filtered deck in their home deck, notes with too few fields."""
    path = (
        collection(tmp_path / "collection.anki2", newer="newer" in generation)
        if generation.startswith("bare")
        else packed(tmp_path, generation)
    )
    assert reader.recognise(path, path.read_bytes()[:65536])
    cards = cards_of(path)
    assert sorted(cards) == [
        "Science | Cells / Parts | note 2 | 1",
        "Science | Cells / Parts | note 2 | 2",
        "Science | Cells / Parts | note 3 | 1",
        "Science | Cells / Parts | note 3 | 2",
        "Science | Science | note 1 | 1",
        "Science | Science | note 4 | 1",
    ]
    first = cards["Science | Science | note 1 | 1"]
    assert first.body == {"kind": "recall", "ask": "**What** is &?", "answer": "An *ampersand*\nH₂O [image: a.png]"}
    assert (first.tags, first.media) == (("bio", "cell"), ("a.png",))
    assert cards["Science | Cells / Parts | note 2 | 2"].body["ask"] == "B"
    assert cards["Science | Science | note 4 | 1"].body == {
        "kind": "typed",
        "ask": "Capital of Peru?",
        "answer": "Lima",
    }
    assert cards["Science | Cells / Parts | note 3 | 1"].body["text"] == (
        "The {{mitochondrion::organelle}} is the power{{house}}."
    )
    assert cards["Science | Cells / Parts | note 3 | 2"].body["text"] == "The mitochondrion is {{the powerhouse}}."
    _, problems = read_all(path)
    told = [problem.message for problem in problems if problem.code != "media-missing"]
    assert ["too few fields" in message for message in told] == [True]


def test_invalid_items_do_not_affect_valid_ones(tmp_path: Path) -> None:
    """Orphans, texts for numbers, unknown types, a million gaps, control characters, a text of 10 MB."""
    notes = [
        *NOTES,
        (6, "guid-6", 99, "", "of no type"),
        (7, "guid-7", CLOZE, "", "".join(f"{{{{c1::{n}}}}} " for n in range(20_000)) + "\x1f"),
        (8, "guid-8", BASIC, "", "\x1b[2Jnul\0here\x1f" + "x" * (11 << 20)),
        (9, "guid-9", BASIC, "a" * 5000, "{{c1::" * 5000 + "\x1fb"),
    ]
    extra = [(200 + n, n, 10, 0, "two", 2.0, "30", "x", None, 0, 0, 0, 0, "{bad") for n in (6, 7, 8, 9, 77)]
    path = collection(tmp_path / "collection.anki2", newer=False, notes=notes, cards=[*CARDS, *extra])
    decks, problems = read_all(path)
    cards = [card for deck in decks for topic in deck.topics for card in topic.cards]
    assert len(cards) == len(CARDS) + 1  # a note of CARDS has too few fields
    told = " ".join(problem.message for problem in problems)
    assert "without a type" in told
    assert "million characters" in told


def test_notes_with_the_same_guid_are_all_imported(tmp_path: Path) -> None:
    """Programs that derive the guid from the text create them; at the next import they keep their ids."""
    notes = [(1, "same", BASIC, "", "A\x1fB"), (2, "same", BASIC, "", "A\x1fB"), (3, "other", BASIC, "", "C\x1fD")]
    cards = [(100 + n, n, 10, 0, 0, 0, n, 0, 0, 0, 0, 0, 0, "") for n in (1, 2, 3)]
    decks, problems = read_all(packed(tmp_path, "anki2", notes=notes, cards=cards, revlog=[]))
    ids = [card.id for deck in decks for topic in deck.topics for card in topic.cards]
    assert (len(set(ids)), problems) == (3, ())
    decks, _ = read_all(packed(tmp_path, "anki21b", notes=notes[::-1], cards=cards, revlog=[]))
    assert ids == [card.id for deck in decks for topic in deck.topics for card in topic.cards]


def test_collection_without_cards_is_refused(tmp_path: Path) -> None:
    """A profile that was never used, or was emptied."""
    with pytest.raises(QuizError, match="has no cards"):
        read_all(packed(tmp_path, "anki21b", cards=[], revlog=[]))
