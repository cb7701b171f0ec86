"""quizapp learn without a concept: the learning paths, the one that is followed, and what it changes."""

import json
from pathlib import Path

import pexpect
import pytest

from tests.cli.test_terminal import start
from tests.conftest import Run

TEXTS = (
    "what: A., why: B., how: C., example: D., when: E., pros_cons: {pros: [P], cons: [C]}, related: [x], conclusion: F."
)
CONCEPT = """\
concept: %s
title: The %s
requires: [%s]
sections: {%s}
generate: []
questions:
  - {id: first, kind: recall, section: what, ask: 'First of %s?', answer: a}
  - {id: second, kind: recall, section: why, ask: 'Second of %s?', answer: b}
"""
NEEDS = {"aside": "", "base": "", "middle": "base", "top": "middle"}


@pytest.fixture
def climb(tmp_path: Path) -> Path:
    """Write a deck with a concept that is on no path, before three that are, each of which requires the one before."""
    folder = tmp_path / "climb"
    folder.mkdir()
    head = "format: 1\ndeck: climb\ntitle: Climb\norder: [aside, base, middle, top]\n"
    (folder / "deck.yaml").write_text(head + "paths:\n  up: {title: Upwards, concepts: [top, middle, base]}\n")
    for name, needs in NEEDS.items():
        (folder / f"{name}.yaml").write_text(CONCEPT % (name, name, needs, TEXTS, name, name))
    return folder


def first_new(quizapp: Run, *words: str) -> str:
    """Return the deck/concept of the first question."""
    line = quizapp("quiz", *words, "--jsonl", stdin="").stdout.splitlines()[0]
    return str(json.loads(line)["card"]).rpartition("/")[0]


def shown(quizapp: Run, *words: str) -> dict[str, str]:
    """Return the state of each concept of the deck."""
    document = json.loads(quizapp("learn", *words, "--json").stdout)
    deck = next(each for each in document["decks"] if each["deck"] == "climb")
    return {each["concept"]: each["state"] for each in deck["concepts"]}


def test_a_path_is_shown_with_what_locks_its_concepts(quizapp: Run, climb: Path) -> None:
    assert quizapp("import", str(climb)).returncode == 0
    assert list(shown(quizapp)) == ["aside", "base", "middle", "top"]
    assert shown(quizapp, "#up") == {"base": "open", "middle": "locked", "top": "locked"}
    said = quizapp("learn", "--path", "up").stdout
    assert "0 of 3 concepts, about 1 day at 12 new cards a day" in said
    assert "locked: needs 1 more section of base" in said
    assert "→ base  " in said  # the heading names the deck
    answers = '{"type": "reveal"}\n{"type": "rate", "rating": "good"}\n'
    quizapp("quiz", "climb/base", "--jsonl", stdin=answers * 2)
    assert shown(quizapp, "#up") == {"base": "done", "middle": "open", "top": "locked"}
    assert "up" in quizapp("progress", "climb", "--plain").stdout
    path = json.loads(quizapp("progress", "climb", "--json").stdout)["paths"][0]
    assert (path["done"], path["concepts"], path["unseen"], path["completion"]) == (1, 3, 4, round(1 / 3, 4))
    assert "1 of 3 concepts" in quizapp("progress", "climb").stdout


def test_new_cards_come_from_the_path_first_and_all_resets(quizapp: Run, climb: Path) -> None:
    quizapp("import", str(climb))
    assert first_new(quizapp, "climb") == "climb/aside"
    assert first_new(quizapp).startswith("concurrency/")
    assert quizapp("learn", "--path", "up").returncode == 0
    assert first_new(quizapp) == first_new(quizapp, "climb") == first_new(quizapp, "#up") == "climb/base"
    assert json.loads(quizapp("status", "--json").stdout)["path"] == "up"
    assert json.loads(quizapp("status", "--json").stdout)["new"] == 12
    assert "path   up: Upwards, 0 of 3 concepts" in quizapp("status").stdout
    assert quizapp("config", "path", "all").returncode == 0
    assert first_new(quizapp, "climb") == "climb/aside"
    assert json.loads(quizapp("status", "--json").stdout)["path"] is None


@pytest.mark.parametrize("words", [("learn", "--path", "wbe"), ("config", "path", "wbe"), ("learn", "#wbe", "--json")])
def test_an_unknown_path_is_one_error_that_lists_the_known(quizapp: Run, words: tuple[str, ...]) -> None:
    done = quizapp(*words)
    assert (done.returncode, done.stderr.count("error:")) == (2, 1)
    assert "web" in done.stderr


def begin(environ: dict[str, str], **more: str) -> "pexpect.spawn[str]":
    return start(environ, **{"QUIZAPP_PATH": "", **more})


def setting(environ: dict[str, str]) -> str:
    return Path(environ["QUIZAPP_CONFIG"]).read_text().strip()


@pytest.mark.fresh
@pytest.mark.parametrize(
    ("key", "path"), [("1", "web"), (" ", "all"), ("\r", "all"), ("\x1b", "all"), ("\x03", "all"), ("q", "all")]
)
def test_a_new_learner_chooses_a_path_once(environ: dict[str, str], key: str, path: str) -> None:
    child = begin(environ)
    child.expect("Which path")
    child.expect("Web developer")
    child.send(key)
    if key in ("1", " ", "\r", "\x1b"):
        child.expect("New: ")
        child.send("q")
    child.expect(pexpect.EOF)
    assert setting(environ) == f'path = "{path}"'
    again = begin(environ)
    again.expect(["New: ", "begin"])  # a server shows the welcome until the first answer
    again.send("q")
    again.expect(pexpect.EOF)
    assert "Which path" not in str(again.before)


def test_a_learner_with_answers_is_not_asked(quizapp: Run, environ: dict[str, str]) -> None:
    answers = '{"type": "reveal"}\n{"type": "rate", "rating": "good"}\n'
    quizapp("quiz", "--limit", "1", "--jsonl", stdin=answers)
    child = begin(environ)
    child.expect("q quit")
    assert "Which path" not in (child.before or "")
    child.send("q")
    child.expect(pexpect.EOF)
    assert not Path(environ["QUIZAPP_CONFIG"]).exists()


def test_without_a_terminal_nobody_is_asked(quizapp: Run, environ: dict[str, str]) -> None:
    assert "Which path" not in quizapp().stdout
    assert not Path(environ["QUIZAPP_CONFIG"]).exists()


def test_paths_keep_the_order_of_their_deck(quizapp: Run, climb: Path) -> None:
    """Not that of their names."""
    info = climb / "deck.yaml"
    more = "  first: {title: First, concepts: [base]}\n  base: {title: B, concepts: [base]}\n"
    info.write_text(info.read_text() + more)
    quizapp("import", str(climb))
    document = json.loads(quizapp("learn", "--json").stdout)
    deck = next(each for each in document["decks"] if each["deck"] == "climb")
    assert [path["path"] for path in deck["paths"]] == ["up", "first", "base"]
