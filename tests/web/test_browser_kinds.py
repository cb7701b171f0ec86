"""Every kind of question in a real Chromium: by keys alone on a desktop, by touch alone on a phone."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.kinds_deck import write_kinds
from tests.web.browsing import NEW, check, is_at, keys, look, next_page, tap, text, wait
from tests.web.conftest import Serve
from tests.web.test_pages import deck_of

ENTRIES = ("picks", "pick", "reveal", "sequence", "text", "lines", "prediction")


def typed(browser: Any, css: str, words: str) -> None:
    """Type into a field."""
    field = browser.find_element("css selector", css)
    field.click()
    field.send_keys(words)


def chosen(browser: Any) -> None:
    """Give each select a choice of its own, as a phone does without keys."""
    from selenium.webdriver.support.ui import Select

    for number, each in enumerate(browser.find_elements("css selector", "form#answer select"), 1):
        Select(each).select_by_index(number)


def by_keys(browser: Any, entry: str) -> None:
    """Answer with keys."""
    from selenium.webdriver.common.keys import Keys

    if entry in ("text", "prediction"):
        typed(browser, "form#answer input[type=text]", f"3{Keys.ENTER}")
    elif entry == "lines":
        browser.find_element("css selector", "textarea").send_keys("one", Keys.CONTROL, Keys.ENTER)
    else:
        pressed: Mapping[str, tuple[str, ...]] = {
            "pick": ("a",), "reveal": (Keys.SPACE,), "picks": ("a", Keys.ENTER), "sequence": ("b", "a", Keys.ENTER),
        }  # fmt: skip
        keys(browser, *pressed[entry])


def by_touch(browser: Any, entry: str) -> None:
    """Answer with a finger."""
    if entry in ("text", "prediction"):
        typed(browser, "form#answer input[type=text]", "3")
    elif entry == "lines":
        typed(browser, "textarea", "one")
    elif entry == "picks":
        tap(browser, "label.option")
    elif entry == "sequence":
        chosen(browser)
    tap(browser, {"pick": "button.option", "reveal": "button[value=reveal]"}.get(entry, "form#answer .button.main"))


GOING_ON: Mapping[str, tuple[str, str]] = {  # a form -> the key that goes on from it, and what is touched instead
    "form[action='/quiz/rate'] .rating-easy": ("4", ".rating-easy"),
    "form[action='/quiz/rate']": ("2", ".rating-good"),
    "form[action='/quiz/seen']": ("b", "button[value='as predicted']"),
    "form[action='/quiz/consent']": ("", "button[value=yes]"),
    "form[action='/quiz/begin']": ("enter", "form[action='/quiz/begin'] .main"),
    "form[action='/quiz/again']": ("enter", "button[value=tomorrow]"),
}


def go_on(browser: Any, *, touch: bool) -> None:
    """Go on from a page that is no question."""
    from selenium.webdriver.common.keys import Keys

    pressed, css = GOING_ON[next(css for css in GOING_ON if is_at(browser, css))]
    if touch:
        tap(browser, css)
    elif pressed:
        keys(browser, Keys.ENTER if pressed == "enter" else pressed)
    else:  # no key agrees to code: Tab leads to the button
        browser.find_element("css selector", css).send_keys(Keys.ENTER)


@pytest.mark.parametrize(("width", "answer"), [(390, by_touch), (1280, by_keys)])
def test_every_kind_of_question_is_answered_and_rated(
    browser: Any, serve: Serve, quizapp: Any, tmp_path: Path, width: int, answer: Callable[[Any, str], None]
) -> None:  # fmt: skip
    """Each kind of page is checked once."""
    assert quizapp("import", str(write_kinds(tmp_path / "naps"))).returncode == 0
    served = serve(**NEW)
    served.client().send("POST", "/quiz/start", [("deck", "naps"), ("cram", "yes")])
    look(browser, width, "light" if width > 500 else "dark")
    browser.get(served.address)
    browser.get(served.base + "/quiz")
    seen: set[str] = set()
    for _ in range(90):
        entry = next((each for each in ENTRIES if is_at(browser, f".entry-{each}")), "")
        name = f"quiz-{entry}" if entry else "result" if is_at(browser, ".rating") else "other"
        if name not in seen:
            check(browser, served.base, name)
            seen.add(name)
        if not entry and not any(is_at(browser, css) for css in GOING_ON):
            break
        with next_page(browser):
            answer(browser, entry) if entry else go_on(browser, touch=answer is by_touch)
    assert "11 answered" in text(browser)
    assert {f"quiz-{each}" for each in ENTRIES} <= seen


@pytest.mark.parametrize("width", [390, 1280])
def test_schedule_is_played_to_its_goal(browser: Any, serve: Serve, quizapp: Any, tmp_path: Path, width: int) -> None:
    from quizapp.questions.schedule import EXAMPLE

    assert quizapp("import", str(deck_of(tmp_path / "tries", EXAMPLE))).returncode == 0
    served = serve(**NEW)
    served.client().send("POST", "/quiz/start", [("deck", "tries")])
    look(browser, width)
    browser.get(served.address)
    browser.get(served.base + "/quiz")
    check(browser, served.base, "quiz-schedule")
    for program in "121212":
        with next_page(browser):
            tap(browser, f"button[name=step][value='{program}']") if width < 500 else keys(browser, program)
    assert "Right." in text(browser)
    check(browser, served.base, "result-schedule")


def test_program_is_written_and_run_until_it_passes(browser: Any, serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """Enter keeps the indentation, Tab indents, Ctrl-Enter runs the checks after consent."""
    from selenium.webdriver.common.keys import Keys

    from quizapp.questions.program import EXAMPLE

    assert quizapp("import", str(deck_of(tmp_path / "tries", EXAMPLE))).returncode == 0
    served = serve(**NEW)
    served.client().send("POST", "/quiz/start", [("deck", "tries")])
    look(browser, 1280)
    browser.get(served.address)
    browser.get(served.base + "/quiz")
    check(browser, served.base, "quiz-program")
    given = browser.find_element("id", "program").get_attribute("value")
    field = browser.find_element("id", "program")
    browser.execute_script("const at = arguments[0].value.indexOf('self.value = 0') + 14;"
                           "arguments[0].focus(); arguments[0].setSelectionRange(at, at)", field)  # fmt: skip
    keys(browser, Keys.ENTER, "self.lock = threading.Lock()")
    assert "self.value = 0\n        self.lock = threading.Lock()\n" in field.get_attribute("value")
    browser.execute_script("const old = '        self.value += 1', at = arguments[0].value.indexOf(old);"
                           "arguments[0].setSelectionRange(at, at + old.length)", field)  # fmt: skip
    keys(browser, Keys.TAB, Keys.TAB, "with self.lock:", Keys.ENTER, "self.value += 1")
    assert "        with self.lock:\n            self.value += 1" in field.get_attribute("value")
    assert field.get_attribute("value") != given
    with next_page(browser):
        field.send_keys(Keys.CONTROL, Keys.ENTER)
    with next_page(browser):
        wait(browser, "form[action='/quiz/consent'] button[value=yes]").send_keys(Keys.ENTER)
    assert "Right: " in text(browser) and "at the first try" in text(browser)
    check(browser, served.base, "result-program")
