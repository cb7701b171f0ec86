"""CrowdAnki's deck.json: the cards that Anki makes of its notes, with the ids that a package has."""

import json
from pathlib import Path

import pytest

from quizapp.formats.anki import crowdanki_reader
from quizapp.formats.anki.cards import note_digest
from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.registry import format_of

SAMPLE = Path(__file__).parents[3] / "data/samples/crowdanki/deck.json"
TYPE = {"name": "T", "flds": [{"name": "F"}, {"name": "B"}], "tmpls": [{"name": "1", "qfmt": "{{F}}", "afmt": "{{B}}"}]}


def read(root: object) -> tuple[list[ImportedCard], list[str]]:
    deck, problems = crowdanki_reader.read_cards(Path("deck.json"), json.dumps(root).encode())
    cards = [card for topic in deck.topics for card in topic.cards] if deck else []
    return cards, [f"{each.location.line}: {each.message}" for each in problems]


def deck(*notes: object, **more: object) -> dict[str, object]:
    return {"__type__": "Deck", "name": "D", "note_models": [TYPE], "notes": list(notes), **more}


def note(*fields: str, **more: object) -> dict[str, object]:
    return {"__type__": "Note", "fields": list(fields), "guid": fields[0], "tags": [], **more}


def test_sample_deck() -> None:
    """Three cards of one note, one of a note with two empty fronts, two of a cloze in a nested deck."""
    assert format_of(SAMPLE) == "crowdanki"
    found, problems = crowdanki_reader.read_cards(SAMPLE, SAMPLE.read_bytes())
    assert found is not None and problems == () and (found.id, found.title) == ("geography", "Geography")
    assert [(topic.title, len(tuple(topic.cards))) for topic in found.topics] == [("Geography", 4), ("Rivers", 2)]
    country, whose, flag, nauru, first, second = (card for topic in found.topics for card in topic.cards)
    assert country.id == f"{note_digest('country-1')}-1" and flag.id.endswith("-3") and country.note == flag.note
    assert whose.body == {"kind": "recall", "ask": "Whose capital is Tallinn?", "answer": "Estonia"}
    assert flag.media == ("estonia.svg",) and found.media["estonia.svg"]().startswith(b"<svg")
    assert nauru.body["ask"] == "Nauru" and nauru.place.line == 56
    assert first.body["text"] == "The {{Danube}} ends in the Black Sea." and first.tags == ("water", "europe")
    assert second.body["text"] == "The Danube ends in the {{Black Sea::a sea}}."


def test_single_note_type_needs_no_uuid() -> None:
    cards, problems = read(deck(note("What is a lock?", "A mutex.")))
    assert [card.body["answer"] for card in cards] == ["A mutex."] and problems == []


@pytest.mark.parametrize(
    ("root", "message"),
    [
        ([], "1: the JSON is no object"),
        (deck(), "1: the deck has no notes that make cards"),
        (deck("text"), "1: a note without fields could not be placed"),
        (deck(note("a")), "1: a note without a note type, or with too few fields could not be placed"),
        (deck(note("", "b")), "1: a note that makes no card, for all its fronts are empty, could not be placed"),
        (deck(note("a", "b"), note("a", "c")), "1: a note whose `guid` another note has too could not be placed"),
        (deck(note("a", "b", colour="red")), "0: `colour` of 1 notes is no known field of CrowdAnki"),
        (deck(note("a", '<img src="x.png">')), "1: the file `x.png` is missing, shown by the card `a`"),
        (deck(note("a", "b"), note_models=[{"name": "T"}]), "0: a note type cannot be read"),
    ],
)
def test_invalid_notes_are_listed(root: object, message: str) -> None:
    assert message in read(root)[1]


def test_other_json_is_not_recognized() -> None:
    assert not crowdanki_reader.recognise(Path("a.json"), b'[{"front": "a", "back": "b", "__type__": "Note"}]')


def test_nesting_of_decks_is_limited() -> None:
    root = deck(note("a", "b"))
    for _ in range(200):
        root = deck(children=[root])
    cards, problems = read(root)
    assert cards == [] and any("1 decks below level 60" in each for each in problems)


def test_link_in_the_media_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "deck").mkdir()
    media = tmp_path / "deck/media"
    media.mkdir()
    (media / "x.png").symlink_to(tmp_path / "secret")
    path = tmp_path / "deck/deck.json"
    path.write_text(json.dumps(deck(note("a", '<img src="x.png">'))))
    found, problems = crowdanki_reader.read_cards(path, path.read_bytes())
    assert found is not None and found.media == {} and "x.png" in problems[0].message
