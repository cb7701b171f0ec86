"""The pages beside the quiz, without a script: import, export, edit, move, settings, paths, files of cards."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.kinds_deck import write_kinds
from tests.web.conftest import Serve

NEW = {"QUIZAPP_NEW_PER_DAY": "40", "QUIZAPP_PATH": "all"}


def test_import_shows_what_would_change_before_it_does(serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    client = serve(**NEW).client()
    form = client.get("/decks").form("/decks/upload")
    table = "front,back\nWhat is a nap?,A pause\nWhy rest?,It helps\n"
    shown = client.submit(form, file=("naps.csv", table.encode()))
    assert "2 added" in shown.text
    decks = json.loads(quizapp("deck", "list", "--json").stdout)
    assert "naps" not in [deck["deck"] for deck in decks]
    done = client.submit(shown.form("/decks/install"), ("do", "install"))
    assert "Imported" in done.text
    assert "naps" in [deck["deck"] for deck in json.loads(quizapp("deck", "list", "--json").stdout)]
    again = client.submit(form, file=("naps.csv", table.encode()))
    assert "Nothing changes" in again.text
    gone = client.submit(form, file=("naps.csv", table.replace("A pause", "A <b>rest</b>").encode()))
    assert "changed" in gone.text and "<b>rest" not in gone.html


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "..\\evil.csv", ".hidden", ""])
def test_name_of_an_upload_is_never_a_path(serve: Serve, beside: Path, name: str) -> None:
    client = serve(**NEW).client()
    client.submit(client.get("/decks").form("/decks/upload"), file=(name, b"front,back\na,b\nc,d\n"))
    uploads = beside / "uploads" / "waiting"
    assert not list(beside.parent.glob("evil*")) and not list(beside.glob("evil*"))
    assert all(each.parent.parent == uploads for each in uploads.rglob("*") if each.is_file())


def test_file_that_is_no_deck_is_one_error_and_leaves_nothing(serve: Serve, beside: Path) -> None:
    client = serve(**NEW).client()
    page = client.submit(client.get("/decks").form("/decks/upload"), file=("x.apkg", b"\0" * 100))
    assert "That did not work" in page.text or "did not" in page.text or page.status in (200, 400)
    assert not [each for each in (beside / "uploads").rglob("*") if each.is_file()]


@pytest.mark.parametrize("name", ["zip", "anki", "csv", "json"])
def test_deck_is_exported(serve: Serve, name: str) -> None:
    client = serve(**NEW).client()
    found = client.get(f"/decks/export?deck=concurrency&as={name}")
    assert found.status == 200 and "attachment" in found.headers["content-disposition"] and len(found.html) > 100
    assert client.get(f"/decks/export?deck=none&as={name}").status == 400
    assert client.get("/decks/export?deck=concurrency&as=none").status == 400


def test_edit_with_a_fault_changes_nothing_and_one_without_is_installed(
    serve: Serve, quizapp: Any, tmp_path: Path
) -> None:  # fmt: skip
    folder = write_kinds(tmp_path / "naps")
    assert quizapp("import", str(folder)).returncode == 0
    client, before = serve(**NEW).client(), (folder / "naps.yaml").read_text()
    form = client.get("/cards/edit?card=naps/naps/choice").form("/cards/save")
    assert form.fields["text"].strip() == before.strip()
    wrong = client.submit(form, ("do", "save"), text=before.replace("kind: choice", "kind: chioce"))
    assert "Error, line" in wrong.text and (folder / "naps.yaml").read_text() == before
    changed = before.replace("A nap,", "A short nap,")
    saved = client.submit(wrong.form("/cards/save"), ("do", "save"), text=changed)
    assert "1 changed" in saved.text and (folder / "naps.yaml").read_text() == changed
    late = client.submit(form, ("do", "save"), text=before)
    assert "was changed since" in late.text and (folder / "naps.yaml").read_text() == changed
    client.send("POST", "/quiz/command", [("do", "undo")])
    assert (folder / "naps.yaml").read_text() == before


def test_card_is_found_hidden_flagged_and_released_once(serve: Serve, quizapp: Any) -> None:
    client = serve(**NEW).client()
    card = json.loads(quizapp("cards", "list", "concurrency/process", "--json").stdout)[0]["card"]
    assert card in client.get("/cards?q=deck:concurrency+concept:process").html
    page = client.get(f"/cards/one?card={card}")
    form = next(each for each in page.found.forms if ("do", "suspend") in each.buttons)
    assert "suspended" in client.submit(form, ("do", "suspend")).text
    client.submit(form, ("do", "suspend"))
    assert card in client.get("/cards?q=is:suspended").html
    assert "There is no filter" in client.get("/cards?q=is:none").text
    assert client.get("/cards/one?card=none").status == 400


def test_settings_are_checked_and_used(serve: Serve, environ: dict[str, str]) -> None:
    client = serve().client()
    client.submit(client.get("/").form("/path"), ("path", "all"))
    form = next(each for each in client.get("/settings").found.forms if each.fields.get("name") == "new_per_day")
    assert client.submit(form, value="many").status == 400
    assert "new_per_day = 3" in client.submit(form, value="3").text
    assert "3 cards today" in client.get("/").text
    assert "new_per_day = 3" in Path(environ["QUIZAPP_CONFIG"]).read_text()
    assert client.send("POST", "/settings", [("name", "unconfined"), ("value", "yes")]).status == 200
    assert "unconfined" not in Path(environ["QUIZAPP_CONFIG"]).read_text()


def test_progress_is_shown_of_a_deck_a_concept_and_a_tag(serve: Serve, quizapp: Any) -> None:
    """The learner sees what was chosen; a name that does not exist is an error."""
    quizapp("quiz", "concurrency/process", "--limit", "1", "--jsonl", stdin='{"type": "rate", "rating": "good"}\n')
    client = serve(**NEW).client()
    whole, one = client.get("/progress").text, client.get("/progress?deck=concurrency/process")
    assert 'value="concurrency/process" selected' in one.html and "Process" in one.text
    assert one.text != whole and client.get("/progress?deck=concurrency/gil").text != one.text
    assert 'value="io"' in client.get("/progress?tag=%23io").html
    assert client.get("/progress?deck=concurrency/none").status == 400
    assert client.get("/progress?deck=none/process").status == 400


def test_new_learner_chooses_a_path_first(serve: Serve) -> None:
    client = serve().client()
    page = client.get("/")
    assert "Which path?" in page.text
    assert "Web developer" in client.submit(page.form("/path"), ("path", "web")).text
    assert client.send("POST", "/path", [("path", "none")]).status == 400


def test_dates_are_german_for_a_german_browser(serve: Serve) -> None:
    client = serve(**NEW).client()
    assert "Mo., 2. März 2026" in client.send("GET", "/", Accept_Language="de-DE,de;q=0.9,en;q=0.8").text
    assert "Mon, 2 Mar 2026" in client.get("/").text


def test_consent_holds_for_exactly_the_code_that_was_shown(serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """A yes for other code runs nothing: the code is shown again."""
    assert quizapp("import", str(write_kinds(tmp_path / "naps"))).returncode == 0
    client = serve(**NEW).client()
    form = client.get("/prove/one?name=naps/naps/calls").form("/prove/run")
    shown = client.submit(form, answer="3")
    assert "May this run?" in shown.text and "return 100, 40" in shown.text
    other = client.submit(shown.form("/prove/consent"), ("agree", "yes"), mark="0" * 64)
    assert "May this run?" in other.text
    done = client.submit(shown.form("/prove/consent"), ("agree", "yes"))
    assert "Here it is confirmed" in done.text
    assert client.submit(form, answer="3").html == done.html, "a form that is sent twice runs once"


def test_refusal_is_remembered(serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    assert quizapp("import", str(write_kinds(tmp_path / "naps"))).returncode == 0
    client = serve(**NEW).client()
    shown = client.submit(client.get("/prove/one?name=naps/naps/calls").form("/prove/run"), answer="3")
    assert "Your refusal is remembered" in client.submit(shown.form("/prove/consent"), ("agree", "no")).text
    again = client.submit(client.get("/prove/one?name=naps/naps/calls").form("/prove/run"), answer="3")
    assert "you refused" in again.text


def deck_of(folder: Path, *examples: str) -> Path:
    """Write a deck with a list of questions."""
    folder.mkdir()
    (folder / "deck.yaml").write_text("format: 1\ndeck: tries\ntitle: Tries\n")
    lines = "".join(f"  {line}\n" for example in examples for line in example.splitlines() if "section:" not in line)
    (folder / "tries.yaml").write_text(f"cards: tries\ntitle: Tries\nquestions:\n{lines}")
    return folder


def test_schedule_is_played_by_clicks(serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """A click that comes twice is one step; the goal is the answer."""
    from quizapp.questions.schedule import EXAMPLE

    assert quizapp("import", str(deck_of(tmp_path / "tries", EXAMPLE))).returncode == 0
    client = serve(**NEW).client()
    page = client.send("POST", "/quiz/start", [("deck", "tries")])
    assert "counter == 1, when all have ended" in page.text
    form = page.form("/quiz/answer")
    client.submit(form, ("step", "1"))
    page = client.submit(form, ("step", "1"))
    assert page.form("/quiz/answer").fields["at"] == "1"
    page = client.submit(page.form("/quiz/answer"), ("step", "back"))
    assert page.form("/quiz/answer").fields["at"] == "0"
    for program in "121212":
        page = client.submit(page.form("/quiz/answer"), ("step", program))
    assert "Right." in page.text and page.form("/quiz/rate")


def test_program_is_run_until_it_passes(serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """The code is shown before it runs; a failing check says what was expected; a pass is the answer."""
    from quizapp.questions.program import EXAMPLE

    assert quizapp("import", str(deck_of(tmp_path / "tries", EXAMPLE))).returncode == 0
    client = serve(**NEW).client()
    page = client.send("POST", "/quiz/start", [("deck", "tries")])
    form = page.form("/quiz/answer")
    given = form.fields["program"].lstrip("\n")
    assert "change it first" in client.submit(form, ("do", "run"), program=given).text
    wrong = given.replace("self.value += 1", "self.value += 2")
    page = client.submit(form, ("do", "run"), program=wrong)
    assert "May this run?" in page.text and "self.lock" not in page.text, "the solution is not given away"
    page = client.submit(page.form("/quiz/consent"), ("agree", "yes"))
    assert "Try 1" in page.text and "Expected" in page.text
    right = given.replace("self.value = 0", "self.value = 0\n        self.lock = threading.Lock()")
    right = right.replace("        self.value += 1", "        with self.lock:\n            self.value += 1")
    page = client.submit(page.form("/quiz/answer"), ("do", "run"), program=right.replace("\n", "\r\n"))
    assert "Right: " in page.text and "at try 2" in page.text


def test_preview_shows_a_deck_and_says_when_a_file_was_saved(serve: Serve, tmp_path: Path) -> None:
    folder = write_kinds(tmp_path / "naps")
    served = serve("--preview", str(folder), **NEW)
    client = served.client()
    page = client.get("/preview")
    assert "Short naps" in page.text
    text = (folder / "naps.yaml").read_text()
    (folder / "naps.yaml").write_text(text.replace("kind: choice", "kind: chioce"))
    address = re.search(r'data-reload="([^"]*)"', page.html)
    assert address, "a save between the page and its first question for changes is a change"
    found = client.pool.request("GET", f"{served.base}{address[1]}", headers={"Cookie": client.cookie},
                                preload_content=False)  # fmt: skip
    assert found.readline() == b"event: changed\n"
    (folder / "naps.yaml").write_text(text.replace("kind: choice", "kind: choiec"))
    told = [found.readline() for _ in range(40)]
    found.close()
    assert b"event: changed\n" in told
    assert "choiec" in client.get("/preview").text


def test_card_is_moved_to_another_place_and_found_there(serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """Its own place is not offered."""
    assert quizapp("import", str(write_kinds(tmp_path / "naps"))).returncode == 0
    assert quizapp("add", "What is a fork?", "A copy of a process").returncode == 0
    client = serve(**NEW).client()
    card = json.loads(quizapp("cards", "list", "my-cards", "--json").stdout)[0]["card"]
    form = next(each for each in client.get(f"/cards/one?card={card}").found.forms if "place" in each.choices)
    assert form.choices["place"] == [] or "my-cards/cards" not in form.choices["place"]
    moved = client.submit(form, ("do", "move"), place="naps/naps")
    assert "1 card moved to naps/naps" in moved.text and "What is a fork?" in moved.text
    assert json.loads(quizapp("cards", "list", "my-cards", "--json").stdout) == []


def test_curve_is_drawn_over_a_parameter(serve: Serve, quizapp: Any, curve_deck: Path) -> None:
    """The deck counts calls, so the curve is the same on every machine."""
    assert quizapp("import", str(curve_deck)).returncode == 0
    client = serve(**NEW).client()
    page = client.submit(client.get("/prove/one?name=mine/naps/calls").form("/prove/run"), answer="20", sweep="length")
    assert "May this run?" in page.text
    page = client.submit(page.form("/prove/consent"), ("agree", "yes"))
    assert "The curve over length" in page.text and "You predicted 20" in page.text
    assert "length 2: 20% lost; length 3: 30% lost; length 4: 40% lost" in page.html
