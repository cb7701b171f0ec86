"""What extensions and note tools ask for, in the shapes that they send, and the cards that their notes become."""

import base64
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.web.anki_connect.conftest import EXTENSION, Endpoint, Start, basic, cards, cloze
from tests.web.answering import step
from tests.web.client import Client

PIXEL = base64.b64encode(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;").decode()


def test_what_a_new_client_asks_first(endpoint: Endpoint) -> None:
    assert endpoint.result("version") == 6
    decks = endpoint.result("deckNamesAndIds")
    assert list(decks) == endpoint.result("deckNames") and "My cards" in decks
    assert all(isinstance(number, int) and number < 2**53 for number in decks.values())
    assert endpoint.result("modelNames")[:2] == ["Basic", "Basic (and reversed card)"]
    assert endpoint.result("modelFieldNames", modelName="Basic") == ["Front", "Back"]
    assert endpoint.result("modelFieldNames", modelName="Cloze") == ["Text", "Back Extra"]
    assert endpoint.error("modelFieldNames", modelName="Japanese").startswith("model was not found: Japanese")
    assert endpoint.result("sync") is None
    assert endpoint.error("guiEditNote", note=1) == "unsupported action"
    reflected = endpoint.result("apiReflect", scopes=["actions", "x"], actions=["addNote", "guiEditNote"])
    assert reflected == {"scopes": ["actions"], "actions": ["addNote"]}


def test_yomitan_adds_a_word_with_a_sound_and_finds_it_again(start: Start, environ: dict[str, str]) -> None:
    """It speaks version 2, whose results come as they are, and leaves the version out within `multi`."""
    endpoint = start("--anki-connect-origin", EXTENSION)

    def invoke(action: str, **params: Any) -> Any:
        body = {"action": action, "params": params, "version": 2, "key": endpoint.key}
        headers = {"Origin": EXTENSION, "Content_Type": "application/json"}
        answer = endpoint.post(json.dumps(body).encode(), **headers)
        assert answer.status == 200
        return answer.json()

    options = {
        "allowDuplicate": False, "duplicateScope": "collection",
        "duplicateScopeOptions": {"deckName": None, "checkChildren": False, "checkAllModels": False},
    }  # fmt: skip
    html = "<ruby>食<rt>た</rt></ruby>べる<script>alert(1)</script>"
    sound = {"Front": html, "Back": "to <b>eat</b><ol><li>food</li></ol>[sound:yomitan_audio_食べる.mp3]"}
    note = {"fields": sound, "tags": ["yomitan"], "deckName": "My cards", "modelName": "Basic", "options": options}
    assert invoke("version") == 6
    assert invoke("canAddNotes", notes=[note]) == [True]
    assert invoke("storeMediaFile", filename="yomitan_audio_食べる.mp3", data=PIXEL) == "yomitan_audio_食べる.mp3"
    number = invoke("addNote", note=note)
    assert isinstance(number, int)
    assert invoke("canAddNotes", notes=[note]) == [False]
    refused = invoke("addNote", note=note)
    assert refused == {"result": None, "error": "cannot create note because it is a duplicate"}
    detail = invoke("canAddNotesWithErrorDetail", notes=[note, note | {"fields": {"Front": "other", "Back": "x"}}])
    assert detail == [
        {"canAdd": False, "error": "cannot create note because it is a duplicate"}, {"canAdd": True},
    ]  # fmt: skip
    found = invoke("multi", actions=[{"action": "findNotes", "params": {"query": f'"front:{html}"'}}])
    assert found == [[number]]
    (info,) = invoke("notesInfo", notes=[number])
    assert (info["noteId"], info["modelName"], info["tags"]) == (number, "Basic", ["yomitan"])
    assert "alert" not in json.dumps(info) and "<b>" not in info["fields"]["Front"]["value"]
    assert [each["order"] for each in info["fields"].values()] == [0, 1]
    assert len(info["cards"]) == 1 and isinstance(info["cards"][0], int)
    (body,) = cards(environ).values()
    assert "alert" not in body["ask"] and body["media"] == ["yomitan_audio_食べる.mp3"] and body["tags"] == ["yomitan"]
    assert (Path(environ["QUIZAPP_DB"]).parent / "media/my-cards/yomitan_audio_食べる.mp3").is_file()
    assert invoke("retrieveMediaFile", filename="yomitan_audio_食べる.mp3") == PIXEL


def test_obsidian_adds_notes_in_nested_requests(start: Start, environ: dict[str, str], quizapp: Run) -> None:
    """It sends no key and no content type, and asks for several things that are not there."""
    origin = "app://obsidian.md"
    endpoint = start("--anki-connect-no-key", "--anki-connect-origin", origin)

    def request(action: str, **params: Any) -> dict[str, Any]:
        return {"action": action, "version": 6, "params": params}

    notes = [
        basic(f"What is {word}?", f"<p>A {word}</p>", tags=["Obsidian_to_Anki"], deckName="Biology::Cells",
              options={"allowDuplicate": False, "duplicateScope": "deck"})
        for word in ("a cell", "a nucleus", "a cell")
    ]  # fmt: skip
    endpoint.post(json.dumps(request("createDeck", deck="Biology::Cells")).encode(), Origin=origin)
    added = request("multi", actions=[request("addNote", note=note) for note in notes])
    body = request("multi", actions=[
        request("multi", actions=[added]),
        request("multi", actions=[request("notesInfo", notes=[])]),
        request("getTags"),
        request("multi", actions=[request("deleteNotes", notes=[1])]),
        request("multi", actions=[request("storeMediaFile", filename="a.png", path="/etc/passwd")]),
    ])  # fmt: skip
    answer = endpoint.post(json.dumps(body).encode(), Origin=origin).json()["result"]
    outcomes = answer[0]["result"][0]["result"]
    first, second = outcomes[0]["result"], outcomes[1]["result"]
    assert isinstance(first, int) and isinstance(second, int) and first != second
    assert outcomes[2] == {"result": None, "error": "cannot create note because it is a duplicate"}
    assert answer[1] == {"result": [{"result": [], "error": None}], "error": None}
    assert "Obsidian_to_Anki" in answer[2]["result"]
    assert answer[3]["result"] == [{"result": None, "error": None}]  # there is no such note
    assert answer[4]["result"][0]["error"].startswith("Only `data` is taken")
    assert [body["ask"] for body in cards(environ, "biology-cells").values()] == [
        "What is a cell?",
        "What is a nucleus?",
    ]
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as connection:
        (additions,) = connection.execute("SELECT count(*) FROM events WHERE kind = 'add'").fetchone()
    assert additions == 1  # the notes of a request are one addition, and one undo
    assert "2 cards" in quizapp("undo").stdout
    assert cards(environ, "biology-cells") == {}


def test_deck_is_created_once_and_is_there_before_its_first_card(endpoint: Endpoint, quizapp: Run) -> None:
    number = endpoint.result("createDeck", deck="Japanese::JLPT N3")
    assert endpoint.result("createDeck", deck="Japanese::JLPT N3") == number
    assert endpoint.result("deckNamesAndIds")["Japanese::JLPT N3"] == number
    endpoint.result("addNote", note=basic("a", deckName="Japanese::JLPT N3"))
    assert "japanese-jlpt-n3" in quizapp("deck", "list").stdout
    assert endpoint.result("deckNamesAndIds")["Japanese::JLPT N3"] == number
    for name in ("", " ", "a\0b", "a\x1b[2J", "x" * 101):
        assert endpoint.error("createDeck", deck=name)
    assert endpoint.error("addNote", note=basic("b", deckName="Japanese::JLPT N4")).startswith("deck was not found: ")


def test_decks_with_the_same_letters_are_different_decks(endpoint: Endpoint, environ: dict[str, str]) -> None:
    one, other = (endpoint.result("createDeck", deck=name) for name in ("A b", "A-b"))
    assert one != other
    endpoint.result("addNote", note=basic("q", deckName="A-b"))
    assert cards(environ, "a-b") == {} and len(cards(environ, "a-b-2")) == 1


def test_each_type_makes_its_cards(endpoint: Endpoint, environ: dict[str, str]) -> None:
    endpoint.result("addNote", note=basic("<b>Hund</b>", "dog", modelName="Basic (and reversed card)"))
    endpoint.result("addNote", note=basic("2 + 2", "4", modelName="Basic (type in the answer)"))
    endpoint.result("addNote", note=cloze("{{c1::Paris}} is in {{c2::France::country}}", "<i>Europe</i>"))
    found = [(each["kind"], each.get("ask"), each.get("answer") or each["text"]) for each in cards(environ).values()]
    assert found == [
        ("recall", "**Hund**", "dog"),
        ("recall", "dog", "**Hund**"),
        ("typed", "2 + 2", "4"),
        ("cloze", "Fill in the gaps.", "{{Paris}} is in France"),
        ("cloze", "Fill in the gaps.", "Paris is in {{France::country}}"),
    ]
    notes = {body["note"] for body in cards(environ).values()}
    assert len(notes) == 3 and all(re.fullmatch(r"(reversed|typed|cloze)-\d{13}", note) for note in notes)


def test_fields_come_back_as_they_were_sent(endpoint: Endpoint) -> None:
    sent = {
        "Basic": {"Front": "a &lt; b", "Back": "<strong>c</strong> *d* _e_ 5*6*7"},
        "Basic (and reversed card)": {"Front": "Katze", "Back": "cat"},
        "Basic (type in the answer)": {"Front": "3 + 3", "Back": "6"},
        "Cloze": {"Text": "{{c1::one}} and {{c3::two::hint}} and {{c1::three}}", "Back Extra": "more"},
    }
    for name, fields in sent.items():
        number = endpoint.result("addNote", note={"deckName": "Default", "modelName": name, "fields": fields})
        (info,) = endpoint.result("notesInfo", notes=[number])
        assert info["modelName"] == name
        assert {field: each["value"] for field, each in info["fields"].items()} == fields
    assert endpoint.result("notesInfo", notes=[1, 2**60]) == [{}, {}]


def test_notes_of_one_request_are_refused_each_for_itself(endpoint: Endpoint, environ: dict[str, str]) -> None:
    notes = [
        basic("one"), basic("one"), basic("<br>"), basic("two", deckName="nowhere"), basic("three", modelName="none"),
        cloze("no deletion"), basic("four", fields={"Front": "four", "Rear": "x"}), basic("five"),
    ]  # fmt: skip
    assert endpoint.result("canAddNotes", notes=notes) == [True, False, False, False, False, False, False, True]
    errors = [each.get("error", "") for each in endpoint.result("canAddNotesWithErrorDetail", notes=notes)]
    assert [error[:45] for error in errors[1:7]] == [
        "cannot create note because it is a duplicate", "cannot create note because it is empty",
        "deck was not found: nowhere `createDeck` star", "model was not found: none Known are: Basic, B",
        "cannot create note because it is empty: its t", "The note type `Basic` has no field `Rear`. It",
    ]  # fmt: skip
    assert cards(environ) == {}
    added = endpoint.result("addNotes", notes=notes)
    assert [isinstance(each, int) for each in added] == [True, False, False, False, False, False, False, True]
    assert [body["ask"] for body in cards(environ).values()] == ["one", "five"]


def test_duplicates_are_looked_for_where_the_request_says(endpoint: Endpoint) -> None:
    endpoint.result("createDeck", deck="Other")
    endpoint.result("addNote", note=basic("same"))
    in_deck = {"duplicateScope": "deck", "duplicateScopeOptions": {"deckName": "My cards"}}
    asked = [
        basic("same", deckName="Other"),
        basic("same", deckName="Other", options={"duplicateScope": "deck"}),
        basic("same", deckName="Other", options=in_deck),
        basic("same", options={"allowDuplicate": True}),
    ]
    assert endpoint.result("canAddNotes", notes=asked) == [False, True, False, True]
    twice = [endpoint.result("addNote", note=asked[3]) for _ in range(2)]
    assert len(set(twice)) == 2
    many = [basic(f"number {index}") for index in range(20)]
    endpoint.result("addNotes", notes=many)
    assert endpoint.result("canAddNotes", notes=[*many, basic("new")]) == [False] * 20 + [True]


def test_list_that_is_full_is_followed_by_another(endpoint: Endpoint, environ: dict[str, str]) -> None:
    """A change of a long file takes long; a deck that came with quizapp has one list beside its concepts."""
    endpoint.result("addNotes", notes=[basic(f"number {index}") for index in range(500)])
    endpoint.result("addNote", note=basic("one more"))
    endpoint.result("addNote", note=basic("shipped", deckName="concurrency"))
    assert [name for name in cards(environ) if not name.startswith("cards/")] == ["cards-2/one-more-1"]
    assert "cards/shipped-1" in cards(environ, "concurrency")
    assert endpoint.result("canAddNotes", notes=[basic("number 7"), basic("one more")]) == [False, False]


def test_search_finds_notes_and_refuses_what_it_does_not_know(endpoint: Endpoint) -> None:
    endpoint.result("createDeck", deck="Japanese::Tokyo")
    first = endpoint.result(
        "addNote", note=basic("Tokyo (city)", "a_b", deckName="Japanese::Tokyo", tags=["geo", "x y"])
    )
    second = endpoint.result("addNote", note=cloze("The {{c1::zeta}} is a lock"))
    for query, found in {
        'deck:"Japanese::Tokyo"': [first], '"deck:Japanese"': [first], "deck:my-cards": [second],
        "deck:Default": [second],
        "tag:geo": [first], "tag:x": [first], "tag:none note:Cloze": [second], f"nid:{first},{second}": [first, second],
        '"front:Tokyo (city)"': [first], '"front:tokyo*"': [first], '"front:Tokyo"': [], "back:a_b": [first],
        '"text:The zeta is a lock"': [second], "zeta -tag:geo": [second], "lock and zeta": [second],
    }.items():  # fmt: skip
        assert endpoint.result("findNotes", query=query) == found, query
    for query in ("is:due", "added:3", "a or b", "(a b)", 'front:"x', "deck:current", "w " * 60, "x" * 20_000):
        assert endpoint.error("findNotes", query=query).startswith("this search is not known here"), query
    shipped = endpoint.result("findNotes", query="deck:concurrency")
    infos = endpoint.result("notesInfo", notes=shipped[:3])
    assert [each["noteId"] for each in infos] == shipped[:3]


def test_answers_survive_a_change_of_the_fields(endpoint: Endpoint, environ: dict[str, str], quizapp: Run) -> None:
    number = endpoint.result("addNote", note=cloze("{{c1::one}} and {{c2::two}}"))
    before = list(cards(environ))
    lines = '{"type": "answer", "answer": ["one"]}\n{"type": "rate", "rating": "good"}\n'
    assert "graded" in quizapp("quiz", "my-cards", "--jsonl", "--limit", "1", stdin=lines).stdout
    endpoint.result("updateNoteFields", note={"id": number, "fields": {"Text": "{{c1::uno}} and {{c3::three}}"}})
    after = cards(environ)
    assert {name: body["text"] for name, body in after.items()} == {
        before[0]: "{{uno}} and three", before[0][:-1] + "3": "uno and {{three}}",
    }  # fmt: skip
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as connection:
        reviewed = connection.execute("SELECT card FROM events WHERE kind = 'review'").fetchall()
    assert reviewed == [(f"my-cards/{before[0]}",)]
    assert quizapp("undo").returncode == 0
    assert list(cards(environ)) == before
    endpoint.result("updateNoteFields", note={"id": number, "fields": {"Back Extra": "more"}})
    assert {body["text"] for body in cards(environ).values()} == {"{{one}} and two", "one and {{two}}"}
    assert all(body["explain"] == "more" for body in cards(environ).values())


def test_change_that_would_lose_a_note_is_refused(endpoint: Endpoint, environ: dict[str, str]) -> None:
    number = endpoint.result("addNote", note=basic("front"))
    for fields in ({"Front": ""}, {"Front": "<br>"}, {"Middle": "x"}, {"Front": "x" * 300_000}):
        assert endpoint.error("updateNoteFields", note={"id": number, "fields": fields})
    assert endpoint.error("updateNoteFields", note={"id": 5, "fields": {}}) == "note was not found: 5"
    shipped = endpoint.result("findNotes", query="deck:concurrency")[0]
    assert endpoint.error("updateNoteFields", note={"id": shipped, "fields": {"Front": "x"}})
    assert [body["ask"] for body in cards(environ).values()] == ["front"]


def test_edits_by_hand_stay(endpoint: Endpoint, environ: dict[str, str], quizapp: Run) -> None:
    """Comments, other cards, and a hint that the learner wrote in the file."""
    number = endpoint.result("addNote", note=basic("first"))
    endpoint.result("addNote", note=basic("second"))
    file = Path(environ["QUIZAPP_DB"]).parent / "decks/my-cards/cards.yaml"
    text = file.read_text("utf-8").replace("  answer: back\n", "  answer: back\n  hint: think\n", 1)
    file.write_text("# mine\n" + text, "utf-8")
    assert quizapp("import", str(file.parent)).returncode == 0
    endpoint.result("updateNoteFields", note={"id": number, "fields": {"Front": "<i>first</i>, changed"}})
    found = list(cards(environ).values())
    assert [(each["ask"], each["hint"]) for each in found] == [("*first*, changed", "think"), ("second", "")]
    assert file.read_text("utf-8").startswith("# mine\n")


@pytest.mark.parametrize(
    "name", ["../up.png", "a/b.png", "a\\b.png", "", ".", "..", ".hidden", "a\0.png", "a\n.png", "x" * 300]
)
def test_name_of_a_file_is_never_a_path(endpoint: Endpoint, environ: dict[str, str], name: str) -> None:
    assert endpoint.error("storeMediaFile", filename=name, data=PIXEL)
    assert endpoint.error("retrieveMediaFile", filename=name)
    picture = {"filename": name, "data": PIXEL, "fields": ["Front"]}
    assert endpoint.error("addNote", note=basic("x", picture=picture))
    assert cards(environ) == {}
    assert list(Path(environ["QUIZAPP_DB"]).parent.rglob("*up.png")) == []


def test_files_with_a_note_and_after_it_reach_the_card(
    endpoint: Endpoint, environ: dict[str, str], quizapp: Run
) -> None:
    media = Path(environ["QUIZAPP_DB"]).parent / "media/my-cards"
    picture = {"filename": "cat.gif", "data": PIXEL, "fields": ["Back"]}
    audio = [{"filename": "skip.mp3", "data": "", "skipHash": "d41d8cd98f00b204e9800998ecf8427e", "fields": ["Front"]}]
    endpoint.result("addNote", note=basic("cat", picture=picture, audio=audio))
    endpoint.result("addNote", note=basic('dog <img src="dog.gif">'))
    assert [file.name for file in media.iterdir()] == ["cat.gif"]
    assert endpoint.result("storeMediaFile", filename="dog.gif", data=PIXEL) == "dog.gif"
    assert sorted(file.name for file in media.iterdir()) == ["cat.gif", "dog.gif"]
    other = base64.b64encode(b"GIF89a another").decode()
    renamed = endpoint.result("storeMediaFile", filename="dog.gif", data=other, deleteExisting=False)
    assert re.fullmatch(r"dog-[0-9a-f]{8}\.gif", renamed)
    assert endpoint.result("retrieveMediaFile", filename=renamed) == other
    assert endpoint.result("retrieveMediaFile", filename="dog.gif") == PIXEL
    assert endpoint.result("retrieveMediaFile", filename="none.gif") is False
    for sent in ({"url": "http://127.0.0.1:1/x"}, {"path": "/etc/passwd"}, {}):
        assert endpoint.error("storeMediaFile", filename="x.gif", **sent).startswith("Only `data` is taken")
    assert endpoint.error("storeMediaFile", filename="x.gif", data="***") == "`data` must be Base64"


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("addNote", {}), ("addNote", {"note": []}), ("addNote", {"note": {}}), ("addNotes", {"notes": {}}),
        ("addNote", {"note": basic("x", fields={"Front": 7})}), ("addNote", {"note": basic("x", tags="a")}),
        ("addNote", {"note": basic("x", tags=[7])}), ("addNote", {"note": basic("x", deckName=None)}),
        ("addNote", {"note": basic("x", options=[])}), ("addNote", {"note": basic("x", picture=7)}),
        ("addNote", {"note": basic("x", picture=[7])}), ("addNote", {"note": basic("x", picture={"filename": 7})}),
        ("addNote", {"note": basic("x", options={"allowDuplicate": "yes"})}),
        ("notesInfo", {"notes": ["1"]}), ("notesInfo", {"notes": [1.5]}), ("notesInfo", {"notes": [True]}),
        ("findNotes", {"query": 7}), ("findNotes", {}), ("createDeck", {"deck": ["a"]}), ("modelFieldNames", {}),
        ("storeMediaFile", {"filename": 7, "data": ""}), ("storeMediaFile", {"filename": "a.png", "data": 7}),
        ("multi", {"actions": "x"}), ("multi", {"actions": [7]}), ("multi", {"actions": [{"action": 7}]}),
        ("updateNoteFields", {"note": {"id": "1", "fields": {}}}), ("deleteNotes", {"notes": 1}),
        ("addTags", {"notes": []}), ("removeTags", {"notes": [], "tags": ["a"]}),
        ("changeDeck", {"cards": [], "deck": None}), ("cardsInfo", {"cards": ["1"]}), ("findCards", {}),
        ("suspend", {}), ("apiReflect", {"scopes": "actions"}),
    ],
    ids=lambda value: json.dumps(value)[:60] if isinstance(value, dict) else value,
)  # fmt: skip
def test_wrong_type_is_one_error(start: Start, action: str, params: dict[str, Any]) -> None:
    endpoint = start()
    assert "must be" in (error := endpoint.error(action, **params)) or "is missing" in error
    assert "own:" not in error


def test_requests_within_requests_are_limited(endpoint: Endpoint) -> None:
    nested: dict[str, Any] = {"action": "version"}
    for _ in range(20):
        nested = {"action": "multi", "params": {"actions": [nested]}, "version": 6}
    assert "within each other" in json.dumps(endpoint.ask("multi", **nested["params"]))


def test_nul_and_control_characters_reach_no_card(endpoint: Endpoint, environ: dict[str, str]) -> None:
    endpoint.result("addNote", note=basic("a\0b\x1b[2Jc\x1f", "d\0", tags=["t\0a\x1bg", "\0"]))
    (body,) = cards(environ).values()
    assert "\0" not in json.dumps(body) and "\\u0000" not in json.dumps(body)
    assert body["tags"] == ["tag"] or body["tags"] == ["ta[g"] or all(each.isprintable() for each in body["tags"])


def test_card_of_a_note_is_asked_at_once(endpoint: Endpoint, quizapp: Run) -> None:
    endpoint.result("addNote", note=basic("What was added?", "A note"))
    assert "What was added?" in quizapp("quiz", "my-cards", "--jsonl", "--limit", "1").stdout


def test_session_in_the_browser_goes_on_while_notes_are_added_and_changed(
    start: Start, environ: dict[str, str], quizapp: Run
) -> None:
    """The question that is open stays, also where its note is changed meanwhile, and the answer is stored."""
    endpoint = start(QUIZAPP_PATH="all")
    number = endpoint.result("addNote", note=basic("open question", "its answer"))
    client = Client(endpoint.pages.partition("/?")[0])
    client.get("/?" + endpoint.pages.partition("?")[2])
    page = client.send("POST", "/quiz/start", [("deck", "my-cards")])
    while "/quiz/answer" not in page.html:
        page = step(client, page)
    endpoint.result("addNote", note=basic("another"))
    endpoint.result("updateNoteFields", note={"id": number, "fields": {"Back": "its new answer"}})
    rating = client.submit(page.form("/quiz/answer"), ("do", "reveal"))
    client.submit(rating.form("/quiz/rate"), ("rating", "good"))
    listed = json.loads(quizapp("cards", "list", "my-cards", "--json").stdout)
    assert [(card["card"].rpartition("/")[2], card["reviews"]) for card in listed] == [
        ("open-question-1", 1), ("another-1", 0),
    ]  # fmt: skip
    assert [body.get("answer") for body in cards(environ).values()] == ["its new answer", "back"]
