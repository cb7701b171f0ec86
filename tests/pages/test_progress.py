"""The progress report as an HTML page, read as text and shown in a real browser."""

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from quizapp.core.statistics.experiment_results import Misconception
from quizapp.core.statistics.progress_report import Leech, ProgressReport
from quizapp.pages.progress import progress_page
from tests.web import browsing
from tests.year import a_year

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> ProgressReport:
    """A year of daily use."""
    return a_year(tmp_path_factory.mktemp("year") / "q.db")


class Tags(HTMLParser):
    """Collects the elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep every element."""
        self.seen.append((tag, dict(attrs)))


def test_a_year_is_one_small_page_without_requests(report: ProgressReport) -> None:
    """Charts with a title and a table behind each; no script, no link, no image; under a megabyte."""
    page = progress_page(report)
    found = Tags(page).seen
    names = [tag for tag, _ in found]
    assert len(page.encode()) < 1_000_000
    assert names.count("svg") >= 10
    assert names.count("desc") == names.count("svg") <= names.count("details")
    assert not {"script", "link", "img", "iframe", "object"} & set(names)
    assert not any(name.startswith("on") or name in ("src", "href") for _, attributes in found for name in attributes)


def test_text_from_decks_is_escaped(report: ProgressReport) -> None:
    """Titles, questions, machines and misconceptions."""
    leech = Leech(card=HOSTILE, ask=HOSTILE, lapses=9, history="1 1", edit=HOSTILE)
    hostile = replace(
        report,
        concepts=[replace(each, title=HOSTILE) for each in report.concepts],
        decks=[replace(each, title=HOSTILE) for each in report.decks],
        memory=replace(
            report.memory, leeches=[leech], lapses=[replace(each, title=HOSTILE) for each in report.memory.lapses]
        ),
        verdicts=[replace(each, experiment=HOSTILE, machine=HOSTILE) for each in report.verdicts],
        misconceptions=[Misconception(experiment="x", says=HOSTILE, count=1, gone=False)],
    )
    page = progress_page(hostile)
    assert HOSTILE not in page and page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 8
    assert "script" not in [tag for tag, _ in Tags(page).seen]


def test_an_empty_history_has_a_page(tmp_path: Path, quizapp: Any) -> None:
    """From the command line, on the first day; a file that cannot be written is one error."""
    target = tmp_path / "p.html"
    assert quizapp("progress", "--html", str(target)).returncode == 0
    assert target.read_text("utf-8").startswith("<!doctype html>")
    done = quizapp("progress", "--html", str(tmp_path / "p.html" / "q.html"))
    assert done.returncode == 3 and "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium that records its requests."""
    driver = browsing.start(tmp_path_factory.mktemp("profile"))
    yield driver
    browsing.stop(driver)


# Labels beyond their chart or too small to read, and tables that would have to be scrolled.
CLIPPED = """
const found = [...document.querySelectorAll('.wide')].filter(each => each.scrollWidth > each.clientWidth + 1);
for (const text of document.querySelectorAll('svg text')) {
  const label = text.getBoundingClientRect(), chart = text.ownerSVGElement.getBoundingClientRect();
  if (!chart.width) continue;
  if (label.left < chart.left - 1 || label.right > chart.right + 1 || label.height < 9) found.push(text);
}
return found.map(each => each.outerHTML.slice(0, 120));
"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_shows_the_page_on_a_phone_and_on_a_desktop(
    browser: Any, report: ProgressReport, tmp_path: Path, width: int, scheme: str
) -> None:
    """No console errors, no requests besides the page, no horizontal scrolling, no violations reported by axe."""
    page = tmp_path / "progress.html"
    page.write_text(progress_page(report), "utf-8")
    browsing.look(browser, width, scheme)
    browsing.requested(browser)
    browser.get(page.as_uri())
    drawn = "return [...document.querySelectorAll('svg')].filter(each => each.getBBox().width > 0).length"
    assert browser.execute_script(drawn) >= 10
    assert browser.execute_script(CLIPPED) == []
    assert browsing.requested(browser) == {page.as_uri()}
    browsing.check(browser, page.as_uri(), f"progress-{scheme}")
