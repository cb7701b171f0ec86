"""Every page in a real Chromium: readable by everyone, nothing from elsewhere, and text of decks is text."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.test_hostile import EVIL, RAW
from tests.kinds_deck import write_kinds
from tests.web.browsing import NEW, check, is_at, look, next_page, requested
from tests.web.conftest import Serve

PAGES = {
    "today": "/", "learn": "/learn", "concept": "/learn/concurrency/process", "progress": "/progress",
    "cards": "/cards", "card": "/cards/one?card={card}", "edit": "/cards/edit?card={card}", "decks": "/decks",
    "new-card": "/cards/new", "new-cards": "/cards/new?as=yaml",
    "settings": "/settings", "prove": "/prove", "keys": "/quiz/keys", "error": "/cards/one?card=none",
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
        browser.get(served.base + address.replace("{card}", first))
        if name == "error":  # its status is one
            browser.get_log("browser")
        check(browser, served.base, name)


PROBES = {
    "markup": '<script>window.hurt = 1</script><img src=x onerror="window.hurt = 1"><svg onload="window.hurt = 1">',
    "addresses": "[x](javascript:window.hurt=1) ![y](https://evil.example/p.png) <https://evil.example>"
    " $\\href{javascript:1}{x}$",
    "templates": '{{ 7 * 7 }} {% raw %} ${window.hurt = 1} &lt;b&gt; ]]> <!-- "\' onfocus=window.hurt=1 autofocus x="',
    "escapes": yaml.safe_load(f'"{EVIL}"'),
}
KEPT = frozenset({  # what is no text of a deck, or is run
    "concept", "id", "kind", "section", "example", "experiment", "measure", "baseline", "contender", "examples",
    "only_if", "variants", "expect", "note", "tags", "generate", "deterministic",
})  # fmt: skip
LOOKED_AT = (
    "/", "/quiz", "/quiz/info", "/quiz/read", "/learn", "/learn/naps/naps", "/prove", "/progress",
    "/progress?deck=naps", "/decks",
    "/prove/one?name=naps/naps/sees", "/prove/one?name=naps/naps/calls", "/cards?q=deck:naps",
    "/settings", "/cards/one?card={card}", "/cards/edit?card={card}", "/cards?q={probe}", "/cards/one?card={probe}",
    "/cards/new?place={probe}&as={probe}&back={probe}",
)  # fmt: skip


def hostile(value: Any, bad: str) -> Any:
    """Return a deck's file with a text in every text of it."""
    if isinstance(value, str):
        return f"{value} {bad}"
    if isinstance(value, list):
        return [hostile(each, bad) for each in value]
    if not isinstance(value, dict):
        return value
    kept = set(KEPT) | ({"answer"} if value.get("kind") == "output" else set())
    if "{" in bad:  # a gap of a cloze, a parameter of an experiment
        kept |= {"text"} | ({"ask"} if "claim" in value else set())
    return {key: each if key in kept else hostile(each, bad) for key, each in value.items()}


@pytest.mark.parametrize("probe", PROBES)
def test_hostile_deck_is_text_on_every_page(
    browser: Any, serve: Serve, quizapp: Any, tmp_path: Path, probe: str
) -> None:
    """In every text of a deck, and in addresses: in questions, answers, concepts, claims, and their results."""
    folder, bad = write_kinds(tmp_path / "naps"), PROBES[probe]
    file = folder / "naps.yaml"
    file.write_text(yaml.safe_dump(hostile(yaml.load(file.read_text(), yaml.CSafeLoader), bad), sort_keys=False))
    (folder / "deck.yaml").write_text(
        f"format: 1\ndeck: naps\ntitle: {json.dumps(bad)}\ndescription: {json.dumps(bad)}\n"
    )
    done = quizapp("import", str(folder))
    assert done.returncode == 0, done.stderr
    served = serve("--preview", str(folder), **NEW)
    look(browser, 1280)
    browser.get(served.address)
    is_harmless(browser, "/preview")
    card = json.loads(quizapp("cards", "list", "naps", "--json").stdout)[0]["card"]
    served.client().send("POST", "/quiz/start", [("deck", "naps"), ("cram", "yes")])
    for address in LOOKED_AT:
        browser.get(served.base + address.format(card=card, probe=bad.replace("#", "%23")))
        is_harmless(browser, address)
    answer_all(browser, served.base)
    assert not [row for row in browser.get_log("browser") if "400" not in row["message"]]


def is_harmless(browser: Any, where: str) -> None:
    """No text became an element, an address or a character that cannot be seen."""
    assert browser.execute_script("return window.hurt === undefined"), where
    assert not is_at(
        browser, "main script, main img, main a[href^=javascript], main a[href^=http], [onfocus], [onload]"
    ), where
    assert not [url for url in requested(browser) if not url.startswith(("http://127.0.0.1:", "data:", "about:"))], (
        where
    )
    shown = browser.find_element("tag name", "body").text + browser.title
    assert not [sign for sign in RAW if sign in shown], where
    assert "49 {%" not in shown, where


def answer_all(browser: Any, base: str) -> None:
    """Show every answer, rate it, and look at each page."""
    browser.get(base + "/quiz")
    for _ in range(60):
        for css in (
            "button[value=easy]",
            "button[value=good]",
            "button[value=reveal]",
            "form[action='/quiz/begin'] button",
        ):
            if is_at(browser, css):
                with next_page(browser):
                    browser.execute_script("arguments[0].click()", browser.find_element("css selector", css))
                break
        else:
            break
        is_harmless(browser, browser.title)
    assert "answered" in browser.find_element("tag name", "main").text
