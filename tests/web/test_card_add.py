"""New cards in a browser: a form or YAML, checked before anything is written, and undone by one button."""

import json
from pathlib import Path
from typing import Any

from tests.kinds_deck import write_kinds
from tests.web.client import Client, Form, Page
from tests.web.conftest import Serve

NEW = {"QUIZAPP_NEW_PER_DAY": "40", "QUIZAPP_PATH": "all"}


def added(client: Client, do: str = "add", **values: str) -> Page:
    """Fill in the form of a new card."""
    return client.submit(client.get("/cards/new").form("/cards/add"), ("do", do), **values)


def cards(quizapp: Any, deck: str) -> list[str]:
    """Return the ids of the questions of a deck; none where there is no such deck."""
    found = json.loads(quizapp("cards", "list", "--json").stdout)
    return [each["card"].rpartition("/")[2] for each in found if each["card"].startswith(f"{deck}/")]


def test_card_is_added_and_undone_by_one_button(serve: Serve, quizapp: Any, beside: Path) -> None:
    """It is in the quiz at once; a button that is pressed twice undoes no other action."""
    client = serve(**NEW).client()
    page = added(client, front="What is a fork?", back="A copy of a process.\r\nOf all of it.", tags="linux os")
    assert "Added: my-cards/cards/what-is-a-fork." in page.text and "Of all of it." in page.text
    assert cards(quizapp, "my-cards") == ["what-is-a-fork"]
    assert "tags:\n  - linux\n  - os" in (beside / "decks" / "my-cards" / "cards.yaml").read_text()
    assert "has this question already" in added(client, front="What is a fork?", back="A copy").text
    card = json.loads(quizapp("cards", "list", "concurrency/process", "--json").stdout)[0]["card"]
    quizapp("cards", "flag", card)
    late = page.form("/cards/undo")
    assert "Nothing was undone" in client.submit(late).text and cards(quizapp, "my-cards")
    undo = client.get("/cards")
    assert f"Undo: flag of {card}" in undo.text
    undo = client.submit(undo.form("/cards/undo"))
    assert "Undone: flag" in undo.text and "Undo: addition of 1 card in my-cards/cards" in undo.text
    assert "Undone: addition" in client.submit(undo.form("/cards/undo")).text
    assert cards(quizapp, "my-cards") == []


def test_faulty_card_is_told_and_writes_nothing(serve: Serve, quizapp: Any, beside: Path) -> None:
    """What was entered stays, and the hint fits the form, not a command."""
    client = serve(**NEW).client()
    page = added(client, kind="choice", front="Which?", back="only one")
    assert "A choice has a right option and wrong ones" in page.text and "quizapp add" not in page.text
    form = page.form("/cards/add")
    assert form.fields["front"].strip() == "Which?" and form.fields["back"].strip() == "only one"
    same = client.submit(form, ("do", "add"), kind="choice", back="same\nsame")
    assert "Error:" in same.text and not (beside / "decks").exists()
    assert "is empty" in added(client, front=" ", back="x").text
    checked = client.submit(form, ("do", "check"), kind="choice", back="this\nthat\nthose")
    assert "No faults." in checked.text and not (beside / "decks").exists()
    unseen = added(client, front="Which? ![](media/none.png)", back="x", do="check")
    assert "Warning: the file none.png is not in the folder media" in unseen.text.replace("`", "")


def test_cards_as_yaml_and_in_a_new_deck(serve: Serve, quizapp: Any) -> None:
    """A fault names its card or its line; a form for the next card keeps the place."""
    client = serve(**NEW).client()
    empty = client.get("/cards/new?as=yaml")
    form = empty.form("/cards/add")
    assert "kind: recall" in form.fields["yaml"] and "No card was written" in client.submit(form, ("do", "add")).text
    assert "line:2:1:" in client.submit(form, ("do", "add"), yaml="- kind: [\n").text
    assert "card 1 has no ask" in client.submit(form, ("do", "add"), yaml="- {kind: recall, answer: x}").text.replace(
        "`", ""
    )
    two = "- {kind: recall, ask: One?, answer: a}\n- {kind: choice, ask: Two?, answer: a, distractors: [a]}\n"
    assert "Error, card 2:" in client.submit(form, ("do", "add"), yaml=two, new_deck="French verbs").text
    assert "french-verbs" not in [deck["deck"] for deck in json.loads(quizapp("deck", "list", "--json").stdout)]
    page = client.submit(form, ("do", "more"), yaml=two.replace("[a]", "[b]"), new_deck="French verbs")
    assert "Added: french-verbs/cards/one, french-verbs/cards/two." in page.text
    assert 'value="french-verbs/cards" selected' in page.html
    assert cards(quizapp, "french-verbs") == ["one", "two"]


def test_card_is_added_to_a_concept_and_the_quiz_goes_on(serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """In its section, at the end of the author's file, and the learner is back at the question."""
    folder = write_kinds(tmp_path / "naps")
    assert quizapp("import", str(folder)).returncode == 0
    client = serve(**NEW).client()
    client.send("POST", "/quiz/start", [("deck", "naps")])
    asked = client.submit(client.get("/quiz").form("/quiz/begin"))
    assert 'href="/cards/new?back=/quiz"' in asked.html
    form: Form = client.get("/cards/new?back=/quiz").form("/cards/add")
    page = client.submit(form, ("do", "add"), front="Why nap?", back="To rest", place="naps/naps", section="why")
    assert "Added: naps/naps/why-nap." in page.text and "/quiz/answer" in {each.action for each in page.found.forms}
    text = (folder / "naps.yaml").read_text()
    assert "section: why" in text.partition("id: why-nap")[2]
