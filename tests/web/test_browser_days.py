"""A new learner's first day and the day after, in a real Chromium on a phone and on a desktop."""

import json
from typing import Any

import pytest

from tests.web.browsing import check, click, is_at, keys, look, next_page, tap, text, waited
from tests.web.conftest import Serve, Served

DAYS = ("2026-03-02T12:00:00+00:00", "2026-03-03T12:00:00+00:00")
FEW = {"QUIZAPP_NEW_PER_DAY": "2"}
STEPS = {  # what a page has -> its name, the key that goes on, what is touched instead
    "form[action='/quiz/begin']": ("concept", "enter", "form[action='/quiz/begin'] .main"),
    "form[action='/quiz/answer']": ("question", "space", "button[value=reveal]"),
    "form[action='/quiz/rate']": ("result", "", "button[value={rating}]"),
}


class Day:
    """A day of a learner who goes from page to page; each kind of page is checked once."""

    def __init__(self, browser: Any, served: Served, width: int, *, misses: bool) -> None:
        self.browser, self.served, self.width = browser, served, width
        self.misses = misses  # each card is missed at first
        self.checked: set[str] = set()
        self.rated: dict[str, int] = {}  # how often each card was rated

    def look_at(self, name: str) -> None:
        """Check a page, once for each name."""
        if name not in self.checked:
            check(self.browser, self.served.base, name)
            self.checked.add(name)

    def do(self, pressed: str, css: str) -> None:
        """Go on: by key on the desktop, by touch on the phone."""
        from selenium.webdriver.common.keys import Keys

        with next_page(self.browser):
            if self.width < 500:
                tap(self.browser, css)
            else:
                keys(self.browser, {"enter": Keys.ENTER, "space": Keys.SPACE}.get(pressed, pressed))

    def go_on(self) -> bool:
        """Do what the page asks for; return whether there was anything."""
        found = next((css for css in STEPS if is_at(self.browser, css)), "")
        if not found:
            return False
        name, pressed, css = STEPS[found]
        self.look_at(name)
        if name == "result":
            asked = self.browser.find_element("id", "ask").text
            times = self.rated[asked] = self.rated.get(asked, 0) + 1
            is_missed = self.misses and times == 1
            pressed, css = "1" if is_missed else "3", css.format(rating="again" if is_missed else "good")
        self.do(pressed, css)
        return True

    def to_the_end(self) -> None:
        """Go on until nothing is left."""
        for _ in range(80):
            if not self.go_on():
                return
        raise AssertionError(f"the day does not end: {text(self.browser)}")


@pytest.mark.parametrize("width", [390, 1280])
def test_first_day_and_second_day(browser: Any, serve: Serve, quizapp: Any, width: int) -> None:
    """The path, new concepts and cards, the end; a day later what is due, and new cards again."""
    first = serve(QUIZAPP_NOW=DAYS[0], **FEW)
    look(browser, width, "dark" if width < 500 else "light")
    browser.get(first.address)
    day = Day(browser, first, width, misses=True)  # so that its cards are due on the next day
    day.look_at("welcome")
    day.do("1", "form[action='/path'] button")
    assert "2 cards today" in text(browser)
    day.look_at("today")
    day.do("enter", "#go")
    day.to_the_end()
    day.look_at("summary")
    assert "Done for today" in text(browser) and "6 answered" in text(browser)
    assert set(day.rated.values()) == {3}, "each new card is missed, and then right twice"
    click(browser, "header .name")
    day.look_at("done")
    assert "Done for today" in text(browser)
    first.stop()

    second = serve(QUIZAPP_NOW=DAYS[1], **FEW)
    assert second.base == first.base
    browser.refresh()
    waited(browser, lambda driver: "4 cards today" in text(driver))
    assert "2 due, 2 new" in text(browser)
    day = Day(browser, second, width, misses=False)
    day.do("enter", "#go")
    day.to_the_end()
    assert "Done for today" in text(browser)
    found = json.loads(quizapp("cards", "list", "--json", QUIZAPP_NOW=DAYS[1]).stdout)
    assert sorted(card["reviews"] for card in found if card["reviews"]) == [2, 2, 4, 4]
