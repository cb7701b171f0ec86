"""A terminal and two tabs at once, in a random order with forms of the past: no answer is lost or counted twice."""

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from limits import START_SECONDS, killed_after

from tests.web.answering import step
from tests.web.client import Client, Form, Page
from tests.web.conftest import Serve
from tests.web.test_quiz import NEW, reviews

LATE = ("answered already", "nothing was stored twice", "was not stored")


class Tab:
    """A tab that keeps the forms of all its ratings, as the back button does; `rated` counts what it was told."""

    def __init__(self, client: Client) -> None:
        self.client, self.page = client, client.get("/quiz")
        self.old: list[Form] = []
        self.rated = 0

    def act(self, draw: Random) -> None:
        """Do what the page asks for, load it again, or send a form of the past."""
        chance = draw.random()
        if chance < 0.15 and self.old:
            self.send(draw.choice(self.old))
        elif chance < 0.3:
            self.page = self.client.get("/quiz")
        else:
            self.go_on()

    def go_on(self) -> None:
        """Do what the page asks for."""
        forms = {form.action: form for form in self.page.found.forms}
        if "/quiz/rate" in forms:
            self.send(forms["/quiz/rate"])
        elif "/quiz/answer" in forms:
            self.page = self.client.submit(forms["/quiz/answer"], ("do", "reveal"))
        elif forms.keys() & {"/quiz/begin", "/quiz/again"}:
            self.page = step(self.client, self.page)
        else:
            self.page = self.client.get("/quiz?new")

    def send(self, form: Form) -> None:
        """Rate a card; the page says where that was not stored."""
        self.old.append(form)
        self.page = self.client.submit(form, ("rating", "easy"))
        self.rated += not any(words in self.page.text for words in LATE)


class Terminal:
    """A quiz by JSON lines, as an editor has it; `rated` counts what was confirmed."""

    def __init__(self, environ: dict[str, str]) -> None:
        command = [sys.executable, "-m", "quizapp", "quiz", "--jsonl"]
        self.process = subprocess.Popen(command, env=environ | NEW, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, cwd=Path(__file__).parents[2])  # fmt: skip
        self.rated = 0
        self.said = self.read()

    def read(self) -> dict[str, Any]:
        """Return the next document."""
        assert self.process.stdout
        with killed_after(self.process, START_SECONDS):
            found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def act(self, draw: Random) -> None:
        """Rate the question."""
        if self.said["type"] != "question":
            return
        assert self.process.stdin
        self.process.stdin.write('{"type": "rate", "rating": "easy"}\n')
        self.process.stdin.flush()
        self.said = self.read()
        self.rated += self.said["type"] == "graded"
        if self.said["type"] == "graded":
            self.said = self.read()

    def end(self) -> None:
        """Leave the quiz."""
        self.process.communicate('{"type": "quit"}\n', timeout=20)


@pytest.mark.parametrize("seed", [1, 2])
def test_terminal_and_two_tabs_lose_and_double_nothing(
    serve: Serve, quizapp: Any, environ: dict[str, str], seed: int
) -> None:  # fmt: skip
    served, draw = serve(**NEW), Random(seed)
    client = served.client()
    page: Page = client.get("/quiz")
    while "/quiz/answer" not in page.html:
        page = step(client, page)
    tabs, terminal = [Tab(client), Tab(served.client())], Terminal(environ)
    for _ in range(60):
        draw.choice([*tabs, terminal]).act(draw)
    terminal.end()
    confirmed = terminal.rated + sum(tab.rated for tab in tabs)
    found = [card["reviews"] for card in reviews(quizapp)]
    assert found == [1] * confirmed
    assert terminal.rated and all(tab.rated for tab in tabs), "each of them answered"
