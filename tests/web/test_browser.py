"""The pages in a real headless Chromium: what a person sees, by keys, on a phone and on a desktop."""

import importlib.util
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kinds_deck import write_kinds, write_slow_kinds
from tests.web.conftest import Serve

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
LIBRARIES = all(importlib.util.find_spec(name) for name in ("selenium", "axe_core_python"))
pytestmark = pytest.mark.skipif(
    not (BROWSER and DRIVER and LIBRARIES), reason="chromium, chromedriver or the extra `browser` is not installed"
)
NEW = {"QUIZAPP_NEW_PER_DAY": "40", "QUIZAPP_PATH": "all"}
SHOTS = os.environ.get("QUIZAPP_TEST_SHOTS", "")  # a folder for screenshots
HOSTILE = '<script>window.hurt = 1</script><img src=x onerror="window.hurt = 1">'


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium that records its requests."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = BROWSER or ""
    for flag in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-quic", "--disable-dev-shm-usage", "--lang=en",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):  # fmt: skip
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_page_load_timeout(40)
    yield driver
    driver.quit()


@pytest.fixture(autouse=True)
def fresh(browser: Any) -> None:
    """Forget the pages and requests of the test before."""
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")


def look(browser: Any, width: int, scheme: str = "light") -> None:
    """Set the width of the screen and the scheme of colours."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    feature = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": feature})


def shoot(browser: Any, name: str) -> int:
    """Save a screenshot if there is a folder for them; return the width of the page."""
    width: int = browser.execute_script("return window.innerWidth")
    if SHOTS:
        scheme = browser.execute_script("return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'")
        Path(SHOTS).mkdir(exist_ok=True)
        browser.save_screenshot(f"{SHOTS}/{name}-{width}-{scheme}.png")
    return width


def check(browser: Any, base: str, name: str) -> None:
    """No console error, no request to elsewhere, no horizontal scrolling, nothing that axe reports."""
    from axe_core_python.selenium import Axe

    width = shoot(browser, name)
    assert browser.get_log("browser") == [], name
    sent = [json.loads(row["message"])["message"] for row in browser.get_log("performance")]
    urls = {row["params"]["request"]["url"] for row in sent if row["method"] == "Network.requestWillBeSent"}
    assert all(url.startswith((base, "data:", "chrome:", "about:")) for url in urls), (name, urls)
    assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth"), (name, width)
    assert browser.execute_script("return window.hurt === undefined"), name
    found = Axe().run(browser, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found["violations"]] == [], name


def keys(browser: Any, *pressed: str) -> None:
    """Press keys on the page."""
    from selenium.webdriver.common.action_chains import ActionChains

    for each in pressed:
        ActionChains(browser).send_keys(each).perform()


def is_at(browser: Any, css: str) -> bool:
    """Return whether the page has an element."""
    return bool(browser.find_elements("css selector", css))


def wait(browser: Any, css: str, seconds: int = 30) -> Any:
    """Wait until the page has an element, and return it."""
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(browser, seconds).until(lambda driver: driver.find_elements("css selector", css))[0]


PAGES = {
    "today": "/", "learn": "/learn", "concept": "/learn/concurrency/process", "progress": "/progress",
    "cards": "/cards", "card": "/cards/one?card=concurrency/process/{card}", "decks": "/decks",
    "settings": "/settings", "prove": "/prove",
}  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1920, "dark")])
def test_every_page_is_readable_by_everyone_and_loads_nothing_from_elsewhere(
    browser: Any, serve: Serve, quizapp: Any, width: int, scheme: str
) -> None:  # fmt: skip
    served = serve(**NEW)
    first = json.loads(quizapp("cards", "list", "concurrency/process", "--json").stdout)[0]["card"]
    look(browser, width, scheme)
    browser.get(served.address)
    for name, address in PAGES.items():
        browser.get(served.base + address.replace("concurrency/process/{card}", first))
        check(browser, served.base, name)


@pytest.mark.parametrize("width", [390, 1280])
def test_first_day_by_keys_alone(browser: Any, serve: Serve, quizapp: Any, tmp_path: Path, width: int) -> None:
    """Every kind of question is asked, answered and rated with keys; each page is checked once."""
    from selenium.webdriver.common.keys import Keys

    assert quizapp("import", str(write_kinds(tmp_path / "naps"))).returncode == 0
    served = serve(**NEW)
    client = served.client()
    client.send("POST", "/quiz/start", [("deck", "naps"), ("cram", "yes")])
    look(browser, width, "light" if width > 500 else "dark")
    browser.get(served.address)
    browser.get(served.base + "/quiz")
    seen: set[str] = set()
    for _ in range(90):
        entry = next((each for each in ("picks", "pick", "reveal", "sequence", "text", "lines", "prediction")
                      if is_at(browser, f".entry-{each}")), "")  # fmt: skip
        name = f"quiz-{entry}" if entry else "result" if is_at(browser, ".rating") else "other"
        if name not in seen:
            check(browser, served.base, name)
            seen.add(name)
        old = browser.find_element("tag name", "html")
        if entry in ("pick", "reveal"):
            keys(browser, "a" if entry == "pick" else Keys.SPACE)
        elif entry == "picks":
            keys(browser, "a", Keys.ENTER)
        elif entry == "sequence":
            keys(browser, "b", "a", Keys.ENTER)
        elif entry in ("text", "prediction"):
            fields = browser.find_elements("css selector", "form#answer input[type=text]")
            fields[0].send_keys("3")
            fields[0].send_keys(Keys.ENTER)
        elif entry == "lines":
            browser.find_element("css selector", "textarea").send_keys("one", Keys.CONTROL, Keys.ENTER)
        elif is_at(browser, ".ratings"):
            keys(browser, "4" if is_at(browser, ".rating-easy") else "2")
        elif is_at(browser, "form[action='/quiz/seen']"):
            keys(browser, "b")
        elif is_at(browser, "form[action='/quiz/consent']"):
            browser.find_element("css selector", "button[value=yes]").send_keys(Keys.ENTER)
        elif is_at(browser, "form[action='/quiz/begin']"):
            keys(browser, Keys.ENTER)
        elif is_at(browser, "form[action='/quiz/again']"):
            keys(browser, Keys.SPACE)
        else:
            break
        _left(browser, old)
    assert "11 answered" in browser.find_element("tag name", "main").text
    assert {f"quiz-{each}" for each in ("pick", "picks", "reveal", "sequence", "text", "lines", "prediction")} <= seen


def _left(browser: Any, old: Any) -> None:
    from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
    from selenium.webdriver.support.ui import WebDriverWait

    def gone(_: Any) -> bool:
        try:
            old.is_enabled()
        except (StaleElementReferenceException, WebDriverException):
            return True
        return False

    WebDriverWait(browser, 60).until(gone)


def test_proof_runs_live_and_compares(browser: Any, serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """Consent to exactly this code, of which nothing is beyond an edge; trials on a scale, the verdict."""
    folder = write_kinds(tmp_path / "naps")
    text = (folder / "naps.yaml").read_text()
    (folder / "naps.yaml").write_text(text.replace("return 100, 40", f"return 100, 40  # {'a long comment ' * 40}"))
    assert quizapp("import", str(folder)).returncode == 0
    served = serve(**NEW)
    look(browser, 1280)
    browser.get(served.address)
    browser.get(served.base + "/prove/one?name=naps/naps/calls")
    check(browser, served.base, "proof")
    browser.find_element("id", "figure").send_keys("3\n")
    agree = wait(browser, "form[action='/prove/consent'] button[value=yes]")
    check(browser, served.base, "consent")
    fits = "return [...document.querySelectorAll('.whole .code')].map((each) => each.scrollWidth <= each.clientWidth)"
    assert set(browser.execute_script(fits)) == {True}
    agree.click()
    wait(browser, ".measured")
    check(browser, served.base, "proof-result")
    assert "Here it is confirmed" in browser.find_element("tag name", "main").text


def test_trials_are_shown_before_the_verdict_and_the_run_can_be_stopped(
    browser: Any, serve: Serve, quizapp: Any, tmp_path: Path
) -> None:  # fmt: skip
    assert quizapp("import", str(write_slow_kinds(tmp_path / "naps"))).returncode == 0
    served = serve(**NEW)
    look(browser, 390)
    browser.get(served.address)
    browser.get(served.base + "/prove/one?name=naps/naps/calls")
    browser.find_element("id", "figure").send_keys("3\n")
    wait(browser, "form[action='/prove/consent'] button[value=yes]").click()
    wait(browser, "#live .dot")
    assert "trial" in browser.find_element("id", "live").text and not is_at(browser, ".measured")
    browser.switch_to.new_window("tab")
    try:
        browser.get(served.base + "/learn")
        wait(browser, "[data-running] .dot")
        shoot(browser, "running")
        browser.find_element("css selector", "[data-running] button").click()
        wait(browser, ".course, a[href='/learn/naps/naps']")
    finally:
        browser.close()
        browser.switch_to.window(browser.window_handles[0])
    assert "The run was stopped" in wait(browser, ".notice").text
    assert is_at(browser, "#figure") and not is_at(browser, ".measured")
    browser.get_log("browser")  # the page that was shown instead of another has the status 503


def test_hostile_deck_is_text_on_every_page(browser: Any, serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """Markup, scripts, addresses and invisible characters in every text of a deck."""
    folder = write_kinds(tmp_path / "naps")
    text = (folder / "naps.yaml").read_text()
    bad = json.dumps(
        HOSTILE + " [x](javascript:alert(1)) ![y](https://evil.example/p.png) \u202e $\\href{javascript:1}{x}$"
    )
    for old in ("A pause.", "It rests.", "It helps.", "Why rest?", "What is a pause after lunch?", "A cat after lunch.",
                "A change is seen by everyone.", "Missed calls add up.", "What do they give?"):  # fmt: skip
        assert old in text
        text = (
            text.replace(f": {old}\n", f": {bad}\n")
            .replace(f": {old},", f": {bad},")
            .replace(f": {old}}}", f": {bad}}}")
        )
    (folder / "naps.yaml").write_text(text.replace("title: Naps", f"title: {bad}"))
    done = quizapp("import", str(folder))
    assert done.returncode == 0, done.stderr
    served = serve(**NEW)
    client = served.client()
    client.send("POST", "/quiz/start", [("deck", "naps"), ("cram", "yes")])
    look(browser, 1280)
    browser.get(served.address)
    cards = [each["card"] for each in json.loads(quizapp("cards", "list", "naps", "--json").stdout)]
    pages = ["/", "/quiz", "/quiz/info", "/quiz/read", "/learn", "/learn/naps/naps", "/prove", "/progress", "/decks",
             "/prove/one?name=naps/naps/sees", "/cards?q=deck:naps", f"/cards/one?card={cards[0]}",
             f"/cards/edit?card={cards[0]}"]  # fmt: skip
    for address in pages:
        browser.get(served.base + address)
        assert browser.execute_script("return window.hurt === undefined"), address
        assert not is_at(browser, "main script, main img, main a[href^=javascript], main a[href^=http]"), address
        assert "https://evil.example" not in " ".join(
            json.loads(row["message"])["message"]["params"].get("request", {}).get("url", "")
            for row in browser.get_log("performance")
        ), address  # fmt: skip
    assert browser.get_log("browser") == []
