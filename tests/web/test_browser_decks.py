"""Decks in a real Chromium: a file that is dropped, and a card that is edited with a fault."""

import json
from pathlib import Path
from typing import Any

from tests.kinds_deck import write_kinds
from tests.web.browsing import NEW, check, click, keys, look, next_page, text, wait
from tests.web.conftest import Serve

DROP = """
const [name, content] = arguments, area = document.querySelector("[data-drop]"), files = new DataTransfer();
files.items.add(new File([content], name));
const fire = (kind) => area.dispatchEvent(new DragEvent(kind, {dataTransfer: files, bubbles: true, cancelable: true}));
if (fire("dragover")) throw new Error("the browser would open the file");
fire("drop");
"""
TABLE = "front,back\nWhat is a nap?,A pause\nWhy rest?,It helps\n"


def decks(quizapp: Any) -> list[str]:
    """Return the ids of the installed decks."""
    return [deck["deck"] for deck in json.loads(quizapp("deck", "list", "--json").stdout)]


def test_file_is_dropped_looked_at_and_imported(browser: Any, serve: Serve, quizapp: Any) -> None:
    """First what would change, with the old text beside the new one where cards are known; then the import."""
    served = serve(**NEW)
    look(browser, 1280)
    browser.get(served.address)
    browser.get(served.base + "/decks")
    with next_page(browser):
        browser.execute_script(DROP, "naps.csv", TABLE)
    check(browser, served.base, "import")
    assert "2 added" in text(browser) and "naps" not in decks(quizapp)
    click(browser, "button[value=install]")
    assert "Imported" in text(browser) and "naps" in decks(quizapp)
    browser.get(served.base + "/decks")
    with next_page(browser):
        browser.execute_script(DROP, "naps.csv", TABLE.replace("A pause", "A short pause"))
    check(browser, served.base, "import-changed")
    assert browser.find_element("css selector", "s.bad").text == "A pause"
    assert browser.find_element("css selector", ".change .good").text == "A short pause"
    click(browser, "button[value=cancel]")
    assert json.loads(quizapp("cards", "list", "naps", "--find", "short", "--json").stdout) == []


def test_card_is_edited_from_its_question_and_a_fault_is_mended(
    browser: Any, serve: Serve, quizapp: Any, tmp_path: Path
) -> None:  # fmt: skip
    """A fault is named with its line, and nothing is written until it is mended; then its question comes again."""
    from selenium.webdriver.common.keys import Keys

    folder = write_kinds(tmp_path / "naps")
    file = folder / "naps.yaml"
    assert quizapp("import", str(folder)).returncode == 0
    before = file.read_text()
    served = serve(**NEW)
    client = served.client()
    page = client.send("POST", "/quiz/start", [("deck", "naps")])
    client.submit(page.form("/quiz/begin"))
    look(browser, 390)
    browser.get(served.address)
    browser.get(served.base + "/quiz")
    with next_page(browser):
        keys(browser, "e")
    line = next(number for number, each in enumerate(before.splitlines(), 1) if "id: choice" in each)
    assert f"naps.yaml, line {line}" in text(browser)
    write(browser, before.replace("kind: choice", "kind: chioce"))
    with next_page(browser):
        browser.find_element("id", "text").send_keys(Keys.CONTROL, Keys.ENTER)
    check(browser, served.base, "edit-fault")
    assert f"Error, line {line}" in wait(browser, ".problems").text and file.read_text() == before
    changed = before.replace("What is a pause after lunch?", "What is a short pause?")
    write(browser, changed)
    with next_page(browser):
        browser.find_element("id", "text").send_keys(Keys.CONTROL, Keys.ENTER)
    assert "1 changed" in browser.find_element("css selector", ".notice").text and file.read_text() == changed
    wait(browser, "form[action='/quiz/begin'], form[action='/quiz/answer']")


def write(browser: Any, content: str) -> None:
    """Replace what the editor has."""
    browser.execute_script("document.getElementById('text').value = arguments[0]", content)
