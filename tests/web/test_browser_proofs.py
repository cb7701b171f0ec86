"""Proofs in a real Chromium: consent, trials while they are measured, the verdict, and stopping a run."""

from pathlib import Path
from typing import Any

from tests.kinds_deck import write_kinds, write_slow_kinds
from tests.web.answering import step
from tests.web.browsing import NEW, check, is_at, look, second_tab, shoot, text, wait, wait_for_text
from tests.web.conftest import Serve

CALLS = "/prove/one?name=naps/naps/calls"
AGREE = "form[action='/prove/consent'] button[value=yes]"


def test_proof_runs_live_and_compares(browser: Any, serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """Consent to exactly this code, of which nothing is beyond an edge; trials on a scale, the verdict."""
    folder = write_kinds(tmp_path / "naps")
    code = (folder / "naps.yaml").read_text()
    (folder / "naps.yaml").write_text(code.replace("return 100, 40", f"return 100, 40  # {'a long comment ' * 40}"))
    assert quizapp("import", str(folder)).returncode == 0
    served = serve(**NEW)
    look(browser, 1280)
    browser.get(served.address)
    browser.get(served.base + CALLS)
    check(browser, served.base, "proof")
    browser.find_element("id", "figure").send_keys("3\n")
    agree = wait(browser, AGREE)
    check(browser, served.base, "consent")
    fits = "return [...document.querySelectorAll('.whole .code')].map((each) => each.scrollWidth <= each.clientWidth)"
    assert set(browser.execute_script(fits)) == {True}
    agree.click()
    wait(browser, ".measured")
    check(browser, served.base, "proof-result")
    wait_for_text(browser, "Here it is confirmed")


def test_trials_are_shown_before_the_verdict_and_the_run_can_be_stopped(
    browser: Any, serve: Serve, quizapp: Any, tmp_path: Path
) -> None:  # fmt: skip
    assert quizapp("import", str(write_slow_kinds(tmp_path / "naps"))).returncode == 0
    served = serve(**NEW)
    look(browser, 390)
    browser.get(served.address)
    browser.get(served.base + CALLS)
    browser.find_element("id", "figure").send_keys("3\n")
    wait(browser, AGREE).click()
    wait(browser, "#live .dot")
    assert "trial" in browser.find_element("id", "live").text and not is_at(browser, ".measured")
    with second_tab(browser):
        browser.get(served.base + "/learn")
        wait(browser, "[data-running] .dot")
        shoot(browser, "running")
        browser.find_element("css selector", "[data-running] button").click()
        wait(browser, ".course, a[href='/learn/naps/naps']")
    assert "The run was stopped" in wait(browser, ".notice").text
    assert is_at(browser, "#figure") and not is_at(browser, ".measured")
    browser.get_log("browser")  # the page that was shown instead of another has the status 503


def test_trials_of_a_question_are_shown_in_the_quiz(browser: Any, serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """A question whose answer is graded by running: the trials come before the result, which is then rated."""
    assert quizapp("import", str(write_slow_kinds(tmp_path / "naps"))).returncode == 0
    assert quizapp("deck", "trust", "naps", "--yes").returncode == 0
    served = serve(**NEW)
    client = served.client()
    client.send("POST", "/quiz/start", [("deck", "naps"), ("cram", "yes")])
    page = client.get("/quiz")
    while "The calls that the long nap misses" not in page.text or "/quiz/answer" not in page.html:
        is_other = "/quiz/answer" in page.html
        page = client.submit(page.form("/quiz/command"), ("do", "bury")) if is_other else step(client, page)
    look(browser, 390, "dark")
    browser.get(served.address)
    browser.get(served.base + "/quiz")
    browser.find_element("id", "figure").send_keys("3\n")
    wait(browser, "#live .dot")
    assert not is_at(browser, ".rating") and not is_at(browser, "form[action='/quiz/seen']")
    wait(
        browser, "form[action='/quiz/seen'], form[action='/quiz/again']"
    )  # such long trials may be too few for a verdict
    assert is_at(browser, ".measured .scale") and "medians: short 20% lost, long 60% lost" in text(browser)
