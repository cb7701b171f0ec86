"""The quiz as pages without a script: every kind of question, forms sent twice, two front ends, a killed server."""

import json
import re
from pathlib import Path
from typing import Any

from tests.kinds_deck import write_kinds
from tests.web.answering import step
from tests.web.client import Client, Page
from tests.web.conftest import Serve

NEW = {"QUIZAPP_NEW_PER_DAY": "40", "QUIZAPP_PATH": "all"}


def question(client: Client, address: str = "/quiz") -> Page:
    """Return the page of a question, after what comes before it."""
    page = client.get(address)
    while "/quiz/answer" not in {form.action for form in page.found.forms}:
        page = step(client, page)
    return page


def reviews(quizapp: Any) -> list[dict[str, Any]]:
    """Return the cards with a review, as JSON has them."""
    found: list[dict[str, Any]] = json.loads(quizapp("cards", "list", "--json").stdout)
    return [card for card in found if card["reviews"]]


def test_every_kind_of_question_is_answered_and_rated_without_a_script(
    serve: Serve, quizapp: Any, tmp_path: Path
) -> None:  # fmt: skip
    assert quizapp("import", str(write_kinds(tmp_path / "naps"))).returncode == 0
    client, entries = serve(**NEW).client(), set()
    page = client.send("POST", "/quiz/start", [("deck", "naps"), ("cram", "yes")])
    for _ in range(80):
        if "/quiz/answer" not in page.html and "/quiz/rate" not in page.html and "answered, " in page.text:
            break
        entries |= set(re.findall(r"entry-(\w+)", page.html))
        assert page.status == 200, page.text
        page = step(client, page)
    assert "answered, " in page.text, page.text
    assert entries == {"reveal", "pick", "picks", "sequence", "text", "lines", "prediction"}
    assert "11 answered" in page.text and "Cramming changed no due date." in page.text
    log = json.loads(quizapp("cards", "list", "naps", "--json").stdout)
    assert len(log) == 11 and not [card for card in log if card["reviews"]]


def test_form_that_is_sent_twice_changes_nothing_more(serve: Serve, quizapp: Any) -> None:
    """A double click, a page behind the back button, and a second tab."""
    client = serve(**NEW).client()
    page = question(client)
    form = page.form("/quiz/answer")
    first = client.submit(form, ("do", "reveal"))
    again = client.submit(form, ("do", "reveal"))
    assert "answered already" in again.text
    rating = first.form("/quiz/rate")
    client.submit(rating, ("rating", "easy"))
    late = client.submit(rating, ("rating", "again"))
    assert "nothing was stored twice" in late.text
    assert [card["reviews"] for card in reviews(quizapp)] == [1]


def test_undo_asks_the_card_again_and_its_old_forms_do_nothing(serve: Serve, quizapp: Any) -> None:
    client = serve(**NEW).client()
    page = question(client)
    rated = client.submit(client.submit(page.form("/quiz/answer"), ("do", "reveal")).form("/quiz/rate"),
                          ("rating", "good"))  # fmt: skip
    assert reviews(quizapp) and rated.status == 200
    undo = question(client).form("/quiz/command")
    back = client.submit(undo, ("do", "undo"))
    assert "Undone" in back.text and not reviews(quizapp)
    assert "Undone" not in client.submit(undo, ("do", "undo")).text
    client.submit(page.form("/quiz/answer"), ("do", "reveal"))
    assert not reviews(quizapp)


def test_answer_on_its_way_to_a_killed_server_counts_once_it_runs_again(serve: Serve, quizapp: Any) -> None:
    first = serve(**NEW)
    client = first.client()
    page = question(client)
    rated = client.submit(client.submit(page.form("/quiz/answer"), ("do", "reveal")).form("/quiz/rate"),
                          ("rating", "good"))  # fmt: skip
    while "/quiz/answer" not in {form.action for form in rated.found.forms}:
        rated = step(client, rated)
    waiting = rated.form("/quiz/answer")
    first.kill()
    again = serve(**NEW)
    assert again.base == first.base, "the port is kept"
    shown = client.submit(waiting, ("do", "reveal"))
    assert "/quiz/rate" in {form.action for form in shown.found.forms}
    client.submit(shown.form("/quiz/rate"), ("rating", "good"))
    assert len(reviews(quizapp)) == 2
    assert client.submit(page.form("/quiz/answer"), ("do", "reveal")).status == 200
    assert len(reviews(quizapp)) == 2


def test_page_beside_a_terminal_loses_and_doubles_nothing(serve: Serve, quizapp: Any) -> None:
    """A terminal gets other cards, and an answer to a card that was answered there is not stored."""
    client = serve(**NEW).client()
    question(client)
    lines = "\n".join(['{"type": "reveal"}', '{"type": "rate", "rating": "good"}'] * 3 + ['{"type": "quit"}'])
    done = quizapp("quiz", "--jsonl", stdin=lines, QUIZAPP_NEW_PER_DAY="40", QUIZAPP_PATH="all")
    assert done.returncode == 0
    answered = {json.loads(line)["card"] for line in done.stdout.splitlines() if '"graded"' in line}
    page = client.get("/quiz")
    client.submit(client.submit(page.form("/quiz/answer"), ("do", "reveal")).form("/quiz/rate"), ("rating", "good"))
    found = reviews(quizapp)
    assert len(answered) == 3 and len(found) == 4 and {card["reviews"] for card in found} == {1}


def test_ctrl_c_ends_the_server_and_releases_its_card(serve: Serve, quizapp: Any) -> None:
    served = serve(**NEW)
    question(served.client())
    assert served.stop() == 0


def test_flag_shows_its_state_and_is_set_once(serve: Serve) -> None:
    """The button says whether the card is flagged, also after a restart; a form that comes twice turns nothing back."""
    served = serve(**NEW)
    client = served.client()
    page = question(client)
    assert 'aria-pressed="false"' in page.html and "Flagged" not in page.text
    form = page.form("/quiz/command")
    page = client.submit(form, ("do", "flag"))
    assert 'aria-pressed="true"' in page.html and "⚑ Flagged" in page.text
    assert 'aria-pressed="true"' in client.submit(form, ("do", "flag")).html
    served.stop()
    again = serve(**NEW).client()
    page = question(again)
    assert 'aria-pressed="true"' in page.html and "Undo" in page.text, "an action of the session before can be undone"
    assert 'aria-pressed="false"' in again.submit(page.form("/quiz/command"), ("do", "unflag")).html
    assert "0 cards" in again.get("/cards?q=is:flagged").text
