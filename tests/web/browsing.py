"""A real headless Chromium for the pages: what a person sees and does, and what every page must keep to."""

import importlib.util
import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
LIBRARIES = all(importlib.util.find_spec(name) for name in ("selenium", "axe_core_python"))
NEW = {"QUIZAPP_NEW_PER_DAY": "40", "QUIZAPP_PATH": "all"}
SHOTS = os.environ.get("QUIZAPP_TEST_SHOTS", "")  # a folder for screenshots
WAIT_SECONDS = 60
COMMAND_SECONDS = 90  # more than a page may take to load
QUIT_SECONDS = 10
WIDTHS: dict[str, int] = {}  # that each browser was set to
PHONE = 500  # narrower screens are those of phones
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic", "--disable-dev-shm-usage", "--lang=en",
)  # fmt: skip


def start(profile: Path) -> Any:
    """Return a headless Chromium that records its requests; skip the test where there is none."""
    if not (BROWSER and DRIVER and LIBRARIES):
        pytest.skip("chromium, chromedriver or the extra `browser` is not installed")
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = BROWSER or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    usual = socket.getdefaulttimeout()
    socket.setdefaulttimeout(COMMAND_SECONDS)  # Selenium waits as long for each command, else without a limit
    try:
        driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    finally:
        socket.setdefaulttimeout(usual)
    driver.set_page_load_timeout(WAIT_SECONDS)
    return driver


def stop(browser: Any) -> None:
    """End the browser and its driver, also where they do not answer any more."""
    browser.command_executor.client_config.timeout = QUIT_SECONDS
    browser.quit()


def look(browser: Any, width: int, scheme: str = "light") -> None:
    """Set the width of the screen and the scheme of colours; a narrow one is touched."""
    WIDTHS[browser.session_id] = width
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < PHONE}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": width < PHONE, "maxTouchPoints": 1})
    # Without motion: while a colour changes slowly to that of the other scheme, its contrast is that of neither.
    features = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def shoot(browser: Any, name: str) -> int:
    """Save a screenshot if there is a folder for them; return the width of the page."""
    width: int = browser.execute_script("return window.innerWidth")
    if SHOTS:
        scheme = browser.execute_script("return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'")
        Path(SHOTS).mkdir(exist_ok=True)
        browser.save_screenshot(f"{SHOTS}/{name}-{width}-{scheme}.png")
    return width


def requested(browser: Any) -> set[str]:
    """Return the addresses that were requested since this was last called."""
    sent = [json.loads(row["message"])["message"] for row in browser.get_log("performance")]
    return {row["params"]["request"]["url"] for row in sent if row["method"] == "Network.requestWillBeSent"}


def check(browser: Any, base: str, name: str) -> None:
    """No console error, no request to elsewhere, no horizontal scrolling, nothing that axe reports."""
    from axe_core_python.selenium import Axe

    width = shoot(browser, name)
    told = browser.get_log("browser")
    assert not told, (name, told)
    urls = requested(browser)
    assert all(url.startswith((base, "data:", "chrome:", "about:")) for url in urls), (name, urls)
    assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth"), (name, width)
    assert width == WIDTHS.get(browser.session_id, width), (name, "a phone shows a page smaller than it is")
    assert browser.execute_script("return window.hurt === undefined"), name
    found = Axe().run(browser, options={"runOnly": ["wcag2a", "wcag2aa"]})
    faults = [(each["id"], each["nodes"][0]["html"][:120]) for each in found["violations"]]
    assert not faults, (name, faults)


def keys(browser: Any, *pressed: str) -> None:
    """Press keys on the page."""
    from selenium.webdriver.common.action_chains import ActionChains

    for each in pressed:
        ActionChains(browser).send_keys(each).perform()


def is_at(browser: Any, css: str) -> bool:
    """Return whether the page has an element."""
    return bool(browser.find_elements("css selector", css))


def text(browser: Any) -> str:
    """Return what is on the page."""
    found: str = browser.find_element("tag name", "main").text
    return found


def waited(browser: Any, condition: Callable[[Any], Any]) -> Any:
    """Return what a condition gives once it is true; a page may be replaced meanwhile."""
    from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, WebDriverException
    from selenium.webdriver.support.ui import WebDriverWait

    ignored = (NoSuchElementException, StaleElementReferenceException, WebDriverException)
    return WebDriverWait(browser, WAIT_SECONDS, 0.05, ignored).until(condition)


def wait(browser: Any, css: str) -> Any:
    """Wait until the page has an element, and return it."""
    return waited(browser, lambda driver: driver.find_elements("css selector", css))[0]


def wait_for_text(browser: Any, words: str) -> None:
    """Wait until a text is on the page."""
    waited(browser, lambda driver: words in text(driver))


@contextmanager
def next_page(browser: Any) -> Iterator[None]:
    """Wait at the end until another page is there and complete."""
    browser.execute_script("window.before = true")
    yield
    left = "return window.before === undefined && document.readyState === 'complete'"
    waited(browser, lambda driver: driver.execute_script(left))


def in_sight(browser: Any, css: str) -> Any:
    """Return an element once the page has been scrolled to it."""
    element = browser.find_element("css selector", css)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
    return element


def click(browser: Any, css: str) -> None:
    """Click what leads to another page, and wait for that."""
    with next_page(browser):
        in_sight(browser, css).click()


def tap(browser: Any, css: str) -> None:
    """Touch an element with a finger."""
    element = in_sight(browser, css)
    box = browser.execute_script("const box = arguments[0].getBoundingClientRect();"
                                 "return [box.x + box.width / 2, box.y + box.height / 2]", element)  # fmt: skip
    finger = [{"x": box[0], "y": box[1]}]
    browser.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": finger})
    browser.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@contextmanager
def second_tab(browser: Any) -> Iterator[None]:
    """Open a tab, and close it at the end."""
    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    try:
        yield
    finally:
        browser.close()
        browser.switch_to.window(first)
