"""What goes wrong between a browser and its server: no answer, the back button, tabs, a kill, a terminal."""

import json
import sys
from pathlib import Path
from typing import Any

import pexpect

from tests.web.answering import step
from tests.web.browsing import NEW, click, is_at, look, next_page, second_tab, text, wait, wait_for_text
from tests.web.conftest import Serve, Served
from tests.web.test_pages import deck_of

TYPED = "- {id: t, kind: typed, ask: Which module starts processes?, answer: multiprocessing}"


PROMPT = r"\n> $"  # of a terminal that is not redrawn, at the end of what it wrote


def reviews(quizapp: Any) -> list[int]:
    """Return how often each card was answered, of those that were."""
    found = json.loads(quizapp("cards", "list", "--json").stdout)
    return [card["reviews"] for card in found if card["reviews"]]


def at_a_question(browser: Any, served: Served) -> None:
    """Open the quiz at a question, after the pages before it."""
    client = served.client()
    page = client.get("/quiz")
    while "/quiz/answer" not in page.html:
        page = step(client, page)
    look(browser, 1280)
    browser.get(served.address)
    browser.get(served.base + "/quiz")


def answer_and_rate(browser: Any) -> None:
    """Show the answer and rate it; read the page of a concept that follows."""
    click(browser, "button[value=reveal]")
    click(browser, "button[value=easy]")
    while is_at(browser, "form[action='/quiz/begin']"):
        click(browser, "form[action='/quiz/begin'] .main")


def test_typed_answer_waits_for_a_server_that_is_away(browser: Any, serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """The page says so and keeps the text, also when it is loaded again; it is sent once the server is back."""
    assert quizapp("import", str(deck_of(tmp_path / "tries", TYPED))).returncode == 0
    first = serve(**NEW)
    first.client().send("POST", "/quiz/start", [("deck", "tries")])
    at_a_question(browser, first)
    browser.find_element("id", "text-0").send_keys("multiproc")
    browser.refresh()
    assert wait(browser, "#text-0").get_attribute("value") == "multiproc"
    first.kill()
    browser.find_element("id", "text-0").send_keys("essing\n")
    assert "The server does not answer" in wait(browser, ".offline[role=alert]").text
    assert browser.find_element("id", "text-0").get_attribute("value") == "multiprocessing"
    browser.get_log("browser")  # that nothing answers is an error there
    second = serve(**NEW)
    assert second.base == first.base
    wait_for_text(browser, "Right.")
    click(browser, "button[value=good]")
    assert reviews(quizapp) == [1]


def test_page_behind_the_back_button_is_no_question_of_the_past(browser: Any, serve: Serve, quizapp: Any) -> None:
    """Going back shows what is asked now; nothing is answered twice, wherever one goes."""
    served = serve(**NEW)
    at_a_question(browser, served)
    answer_and_rate(browser)
    now = wait(browser, "#answer input[name=turn]").get_attribute("value")
    for _ in range(4):
        browser.back()
        if not is_at(browser, "input[name=turn]"):
            break
        assert {each.get_attribute("value") for each in browser.find_elements("name", "turn")} == {now}
    browser.get(served.base + "/quiz")
    click(browser, "button[value=reveal]")
    browser.back()
    browser.forward()
    assert not is_at(browser, "form[action='/quiz/answer']"), "its answer is shown"
    browser.get(served.base + "/quiz")
    click(browser, "button[value=easy]")
    assert reviews(quizapp) == [1, 1]


def test_question_in_two_tabs_is_answered_once(browser: Any, serve: Serve, quizapp: Any) -> None:
    """The tab that is late says so, and goes on with what is asked now."""
    served = serve(**NEW)
    at_a_question(browser, served)
    with second_tab(browser):
        browser.get(served.base + "/quiz")
        click(browser, "button[value=reveal]")
    click(browser, "button[value=reveal]")
    assert "This question was answered already" in browser.find_element("css selector", ".notice").text
    with second_tab(browser):
        browser.get(served.base + "/quiz")
        click(browser, "button[value=good]")
    click(browser, "button[value=again]")
    assert "nothing was stored twice" in browser.find_element("css selector", ".notice").text
    assert reviews(quizapp) == [1]


def test_click_that_comes_twice_answers_one_question(browser: Any, serve: Serve, quizapp: Any) -> None:
    served = serve(**NEW)
    at_a_question(browser, served)
    click(browser, "button[value=reveal]")
    with next_page(browser):
        twice = "const button = document.querySelector('button[value=easy]'); button.click(); button.click();"
        browser.execute_script(twice)
    assert reviews(quizapp) == [1]


def test_tab_beside_a_terminal_gets_other_cards(
    browser: Any, serve: Serve, quizapp: Any, environ: dict[str, str]
) -> None:  # fmt: skip
    """Neither is asked what the other has; the answers of both are stored once."""
    served = serve(**NEW)
    at_a_question(browser, served)
    child = pexpect.spawn(sys.executable, ["-m", "quizapp", "quiz", "--plain"], env=environ | NEW, timeout=60,
                          encoding="utf-8", cwd=str(Path(__file__).parents[2]))  # fmt: skip
    child.expect(PROMPT)
    answer_and_rate(browser)
    while "3 Good" not in str(child.before):  # read the pages before the question, show its answer
        child.sendline("")
        child.expect(PROMPT)
    child.sendline("3")
    child.expect(PROMPT)
    child.sendline("quit")
    child.expect(pexpect.EOF)
    child.close()
    answer_and_rate(browser)
    assert reviews(quizapp) == [1, 1, 1]


def test_server_that_is_killed_between_answers_loses_none(browser: Any, serve: Serve, quizapp: Any) -> None:
    """What was rated is stored; the server that is started again goes on with the same tab."""
    served = serve(**NEW)
    at_a_question(browser, served)
    for number in range(1, 4):
        answer_and_rate(browser)
        served.kill()
        assert reviews(quizapp) == [1] * number
        served = serve(**NEW)
    click(browser, "button[value=reveal]")
    assert is_at(browser, ".rating") and "was answered already" not in text(browser)
