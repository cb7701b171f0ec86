"""Changes of notes and cards as note tools and extensions send them: every change can be undone, no review is lost."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.conftest import Run
from tests.web.anki_connect.conftest import Endpoint, basic, cards, cloze

ANSWER = '{"type": "answer", "answer": "x"}\n{"type": "rate", "rating": "good"}\n'


def request(action: str, **params: Any) -> dict[str, Any]:
    """Return a request as it is within another one."""
    return {"action": action, "version": 6, "params": params}


def reviews(environ: dict[str, str]) -> list[str]:
    """Return the cards of the reviews in the log."""
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as connection:
        rows = connection.execute("SELECT card FROM events WHERE kind = 'review' ORDER BY time_ms, id")
        return [card for (card,) in rows]


def changes(environ: dict[str, str]) -> int:
    """Return how many changes of deck files are in the log."""
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as connection:
        query = "SELECT count(*) FROM events WHERE kind IN ('add', 'edit', 'move')"
        return int(connection.execute(query).fetchone()[0])


def test_obsidian_brings_its_notes_up_to_date(endpoint: Endpoint, environ: dict[str, str], quizapp: Run) -> None:
    """It reads and deletes in one request, then moves the cards of all notes, takes off all tags, and adds its own."""
    tags = {"tags": ["Obsidian_to_Anki", "old"]}
    kept, moved, gone = endpoint.result("addNotes", notes=[
        basic("kept", **tags), cloze("{{c1::mo}} and {{c2::ved}}") | tags, basic("gone", **tags),
    ])  # fmt: skip
    endpoint.result("createDeck", deck="Biology::Cells")
    assert "graded" in quizapp("quiz", "my-cards", "--jsonl", "--limit", "4", stdin=ANSWER * 4).stdout
    reviewed = reviews(environ)
    assert len(reviewed) == 4
    before = changes(environ)
    first = endpoint.result("multi", actions=[
        request("multi", actions=[request("notesInfo", notes=[kept, moved])]),
        request("getTags"),
        request("multi", actions=[request("updateNoteFields", note={"id": kept, "fields": {"Back": "new back"}})]),
        request("multi", actions=[request("deleteNotes", notes=[gone])]),
    ])  # fmt: skip
    infos = first[0]["result"][0]["result"]
    of_kept, of_moved = (each["cards"] for each in infos)
    assert (len(of_kept), len(of_moved)) == (1, 2)
    answered = [each["reps"] for each in endpoint.result("cardsInfo", cards=of_moved)]
    second = [
        request("multi", actions=[
            request("changeDeck", cards=of_kept, deck="My cards"),
            request("changeDeck", cards=of_moved, deck="Biology::Cells"),
        ]),
        request("multi", actions=[request("removeTags", notes=[kept, moved], tags=" ".join(first[1]["result"]))]),
        request("multi", actions=[request("addTags", notes=[kept], tags="Obsidian_to_Anki a b")]),
    ]  # fmt: skip
    done = endpoint.result("multi", actions=second)
    assert [[each["error"] for each in inner["result"]] for inner in done] == [[None, None], [None], [None]]
    assert {name: (body["answer"], body["tags"]) for name, body in cards(environ).items()} == {
        "cards/kept-1": ("new back", ["Obsidian_to_Anki", "a", "b"]),
    }
    assert {body["text"]: body["tags"] for body in cards(environ, "biology-cells").values()} == {
        "{{mo}} and ved": [], "mo and {{ved}}": [],
    }  # fmt: skip
    assert endpoint.result("notesInfo", notes=[gone, moved])[0] == {}
    assert reviews(environ) == reviewed, "no review is lost"
    infos = endpoint.result("cardsInfo", cards=of_moved)
    assert [(each["deckName"], each["note"]) for each in infos] == [("Biology::Cells", moved)] * 2
    assert [each["reps"] for each in infos] == answered and sum(answered) > 0
    assert changes(environ) == before + 5
    for _ in range(2):  # the same again changes nothing: neither files nor the log
        endpoint.result("multi", actions=second[:1])
        endpoint.result("removeTags", notes=[kept, moved], tags="none")
        endpoint.result("addTags", notes=[kept], tags="A b")
    assert changes(environ) == before + 5
    assert quizapp("undo", "5").returncode == 0
    assert sorted(cards(environ)) == ["cards/gone-1", "cards/kept-1", "cards/mo-and-ved-1", "cards/mo-and-ved-2"]
    assert {tuple(body["tags"]) for body in cards(environ).values()} == {("Obsidian_to_Anki", "old")}
    assert [each["reps"] for each in endpoint.result("cardsInfo", cards=of_moved)] == answered


def test_yomitan_looks_at_the_cards_of_a_note_and_suspends_them(endpoint: Endpoint, quizapp: Run) -> None:
    number = endpoint.result("addNote", note=basic("食べる", "<b>eat</b>", modelName="Basic (and reversed card)"))
    forward, backward = endpoint.result("findCards", query=f"nid:{number}")
    assert [forward, backward] == endpoint.result("notesInfo", notes=[number])[0]["cards"]
    assert endpoint.result("suspend", cards=[forward, 7]) is True
    assert endpoint.result("suspend", cards=[forward]) is False
    unknown, shown, other = endpoint.result("cardsInfo", cards=[7, forward, backward])
    assert unknown == {}
    assert shown == {
        "cardId": forward, "note": number, "deckName": "My cards", "modelName": "Basic (and reversed card)", "ord": 0,
        "fieldOrder": 0, "fields": {
            "Front": {"value": "食べる", "order": 0}, "Back": {"value": "<strong>eat</strong>", "order": 1},
        },
        "question": "食べる", "answer": "<strong>eat</strong>", "css": "", "type": 0, "queue": -1, "interval": 0,
        "reps": 0, "lapses": 0, "flags": 0,
    }  # fmt: skip
    assert (other["ord"], other["question"], other["queue"]) == (1, "<strong>eat</strong>", 0)
    assert "suspended" in quizapp("cards", "list", "my-cards").stdout
    assert endpoint.result("unsuspend", cards=[forward]) is True
    assert endpoint.result("cardsInfo", cards=[forward])[0]["queue"] == 0
    told = endpoint.error("guiBrowse", query=f"nid:{number}")
    assert told.startswith("quizapp opens no window") and "quizapp cards show my-cards/cards/" in told
    assert endpoint.error("guiBrowse", query="is:due").startswith("this search is not known here")


def test_note_that_is_deleted_and_added_again_by_undo_has_its_history(
    endpoint: Endpoint, environ: dict[str, str], quizapp: Run
) -> None:
    """Also the last one of its file, which stays as an empty list; two notes of one request are one change."""
    numbers = endpoint.result("addNotes", notes=[basic("one"), basic("two")])
    assert "graded" in quizapp("quiz", "my-cards", "--jsonl", "--limit", "1", stdin=ANSWER).stdout
    file = Path(environ["QUIZAPP_DB"]).parent / "decks/my-cards/cards.yaml"
    before = file.read_bytes()
    assert endpoint.result("deleteNotes", notes=[*numbers, 5]) is None
    assert cards(environ) == {} and len(reviews(environ)) == 1
    assert endpoint.result("findNotes", query="deck:my-cards") == []
    assert "edit of 2 cards in my-cards" in quizapp("undo").stdout
    assert file.read_bytes() == before
    listed = json.loads(quizapp("cards", "list", "my-cards", "--json").stdout)
    assert sorted(each["reviews"] for each in listed) == [0, 1]
    again = endpoint.result("deleteNotes", notes=numbers[:1])
    assert again is None and list(cards(environ)) == ["cards/two-1"]


def test_cards_of_one_name_keep_their_ordinals_when_they_move(endpoint: Endpoint, environ: dict[str, str]) -> None:
    """A card that is alone in its note stays its first one."""
    endpoint.result("createDeck", deck="Other")
    twice = {"options": {"allowDuplicate": True}}
    here = endpoint.result("addNote", note=basic("same", "here"))
    there = endpoint.result("addNote", note=basic("same", "there", deckName="Other", **twice))
    endpoint.result("changeDeck", cards=endpoint.result("findCards", query=f"nid:{there}"), deck="My cards")
    file = Path(environ["QUIZAPP_DB"]).parent / "decks/my-cards/cards.yaml"
    assert "id: same-1\n" in file.read_text("utf-8") and "id: same-2-1\n" in file.read_text("utf-8")
    infos = endpoint.result("notesInfo", notes=[here, there])
    assert [each["fields"]["Back"]["value"] for each in infos] == ["here", "there"]
    endpoint.result("updateNoteFields", note={"id": there, "fields": {"Back": "moved"}})
    assert endpoint.result("notesInfo", notes=[there])[0]["fields"]["Back"]["value"] == "moved"


def test_notes_of_decks_that_are_no_folder_of_ones_own_stay(endpoint: Endpoint, environ: dict[str, str]) -> None:
    """Nothing of the request happens then, and the error says how to make the deck a folder."""
    own = endpoint.result("addNote", note=basic("own"))
    shipped = endpoint.result("findNotes", query="deck:concurrency")[0]
    before = cards(environ)
    for action, more in (("deleteNotes", {}), ("addTags", {"tags": "x"}), ("removeTags", {"tags": "x"})):
        assert "no folder of your own" in endpoint.error(action, notes=[own, shipped], **more)
    card = endpoint.result("notesInfo", notes=[shipped])[0]["cards"]
    assert "quizapp export concurrency" in endpoint.error("changeDeck", cards=card, deck="New::Deck")
    assert endpoint.error("changeDeck", cards=[], deck="a\x00b")
    assert cards(environ) == before and changes(environ) == 1
