"""Takes the pictures of the pages in docs/, with Chromium: PYTHONPATH=. python docs/web_picture.py

web-today.webp and web-learn.webp are a phone's, after a year of made-up reviews; web-answer.webp and web-concept.webp
are a desktop's, of a new learner. It needs the extra `browser`, chromium and chromedriver.
"""

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.web import browsing
from tests.year import NOW, a_year

PHONE, DESKTOP = (390, 760), (1000, 720)
QUALITY = 90


@contextmanager
def served(environ: Mapping[str, str]) -> Iterator[str]:
    """Serve the pages meanwhile; the value is their first address."""
    command = [sys.executable, "-m", "quizapp", "web", "--no-browser"]
    with subprocess.Popen(command, env=dict(environ), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield next(line.strip() for line in process.stdout if re.match(r"http://\S+\?token=", line.strip()))
        finally:
            process.terminate()


def draw(browser: Any, name: str, size: tuple[int, int], top: str = "header") -> None:
    """Write what is on the screen as a picture, from an element on."""
    browser.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    browser.execute_script("document.activeElement.blur(); window.scrollTo({top: document.querySelector(arguments[0])"
                           ".getBoundingClientRect().top + window.scrollY, behavior: 'instant'})", top)  # fmt: skip
    seen = browser.execute_script("return window.scrollY")
    clip = {"x": 0, "y": seen, "width": size[0], "height": size[1], "scale": 1}
    how = {"format": "webp", "quality": QUALITY, "clip": clip}
    found = browser.execute_cdp_cmd("Page.captureScreenshot", how)
    Path(__file__).with_name(name).write_bytes(base64.b64decode(found["data"]))


def draw_a_year(browser: Any, address: str) -> None:
    """Draw what is due today and the course map."""
    browsing.look(browser, PHONE[0])
    browser.get(address)
    draw(browser, "web-today.webp", PHONE)
    browsing.look(browser, PHONE[0], "dark")
    browser.get(f"{address.partition('?')[0]}learn")
    draw(browser, "web-learn.webp", PHONE, "p.soft:has(+ .map)")


def draw_a_first_day(browser: Any, address: str) -> None:
    """Draw the page of the first concept, and its first question answered wrongly."""
    browsing.look(browser, DESKTOP[0])
    browser.get(address)
    browser.get(f"{address.partition('?')[0]}quiz")
    draw(browser, "web-concept.webp", DESKTOP)
    browsing.click(browser, "form[action='/quiz/begin'] .main")
    browsing.click(browser, "button.option")
    draw(browser, "web-answer.webp", DESKTOP)


def main() -> None:
    """Write the pictures."""
    with TemporaryDirectory() as folder:
        own = {"QUIZAPP_NOW": NOW, "TZ": "UTC", "HOME": folder, "QUIZAPP_CONFIG": f"{folder}/config.toml"}
        environ = os.environ | own | {"QUIZAPP_DB": f"{folder}/a/quiz.db", "QUIZAPP_PATH": "web"}
        Path(folder, "a").mkdir()
        a_year(environ["QUIZAPP_DB"])
        browser = browsing.start(Path(folder, "profile"))
        try:
            with served(environ) as address:
                draw_a_year(browser, address)
            with served(environ | {"QUIZAPP_DB": f"{folder}/b/quiz.db", "QUIZAPP_PATH": "all"}) as address:
                draw_a_first_day(browser, address)
        finally:
            browser.quit()


if __name__ == "__main__":
    main()
