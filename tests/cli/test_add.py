"""quizapp add, and the key a, as a learner uses them."""

import json
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from asking import asked

from tests.conftest import Run

EDITOR = """#!/bin/sh
printf -- '- kind: recall\\n  ask: Written?\\n  answer: Yes.\\n' > "$2"
"""


def test_a_card_is_in_the_learner_s_own_deck_and_in_the_quiz(quizapp: Run, beside: Path) -> None:
    done = quizapp("add", "What is a fork?", "A copy of a process", "--tag", "os")
    assert done.stdout.splitlines()[1:] == ["  my-cards/cards/what-is-a-fork"]
    question = json.loads(quizapp("quiz", "my-cards", "--jsonl", stdin="").stdout.splitlines()[0])
    assert (question["card"], question["ask"]) == ("my-cards/cards/what-is-a-fork", "What is a fork?")
    again = quizapp("add", "What is a fork?", "Something else")
    assert (again.returncode, again.stdout) == (0, "")
    assert "already in my-cards" in again.stderr
    assert "What is a fork?" in (beside / "decks" / "my-cards" / "cards.yaml").read_text()
    assert quizapp("deck", "check", str(beside / "decks" / "my-cards")).returncode == 0


def test_lines_of_standard_input_are_cards_and_one_wrong_line_adds_none(quizapp: Run) -> None:
    wrong = quizapp("add", "--deck", "words", stdin="uno\tone\ndos\n")
    assert (wrong.returncode, "`dos` has no back" in wrong.stderr) == (2, True)
    added = quizapp("add", "--deck", "words", "--json", stdin="uno\tone\ndos :: two\n{{tres}} is three\nuno\t1\n")
    document = json.loads(added.stdout)
    assert document["added"] == ["words/cards/uno", "words/cards/dos", "words/cards/tres-is-three"]
    assert document["deck"] == "words"


def test_a_shipped_deck_is_copied_and_its_concept_gets_the_question(quizapp: Run, beside: Path) -> None:
    assert quizapp("add", "Who holds it?", "One thread", "--concept", "gil", "--section", "how").returncode == 0
    (question,) = [
        each
        for each in json.loads(quizapp("deck", "show", "concurrency/gil", "--json").stdout)["questions"]
        if each["card"].endswith("who-holds-it")
    ]
    assert question["section"] == "how"
    shipped = (Path(__file__).parents[2] / "cards" / "concurrency" / "gil.yaml").read_text().splitlines()
    own = iter((beside / "decks" / "concurrency" / "gil.yaml").read_text().splitlines())
    assert all(line in own for line in shipped)  # every line stays, in this order


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["Q", "A", "--deck", "concurrency", "--concept", "gill"], "Did you mean `gil`?"),
        (["Q", "A", "--deck", "No id"], "not a valid id"),
        (["Q", "A", "--concept", "gil", "--section", "nowhere"], "Nothing was changed"),
        (["Q"], "has no back"),
    ],
)
def test_what_cannot_be_added_is_one_error_and_changes_nothing(quizapp: Run, words: list[str], message: str) -> None:
    before = quizapp("cards", "list", "--json").stdout
    done = quizapp("add", *words)
    assert done.returncode in (2, 3)
    assert message in done.stderr
    assert quizapp("cards", "list", "--json").stdout == before


def test_a_deck_of_a_package_refuses_a_card(quizapp: Run, tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("front,back\nuno,one\n")
    assert quizapp("import", str(tmp_path / "words.csv")).returncode == 0
    done = quizapp("add", "--deck", "words", "dos", "two")
    assert (done.returncode, "--deck my-cards" in done.stderr) == (2, True)


def test_two_processes_that_add_at_once_lose_no_card(quizapp: Run, environ: dict[str, str]) -> None:
    quizapp("add", "first", "1")
    command = [sys.executable, "-m", "quizapp", "add"]
    running = [
        subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        for _ in range(3)
    ]
    for number, process in enumerate(running):
        process.communicate(f"card {number}\ta\nother {number}\tb\n", timeout=120)
        assert process.returncode == 0
    assert len(json.loads(quizapp("cards", "list", "my-cards", "--json").stdout)) == 7


def test_the_key_a_adds_a_card_that_was_written_in_the_editor(environ: dict[str, str], tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(EDITOR)
    editor.chmod(0o755)
    env = environ | {"TERM": "xterm-256color", "VISUAL": str(editor)}
    command = ["-m", "quizapp", "quiz"]
    child = pexpect.spawn(sys.executable, command, env=env, dimensions=(24, 80), encoding="utf-8", timeout=30)
    if child.expect(["New: Concurrency", "Welcome"]):  # a server meets the learner for the first time
        child.send(" ")
        child.expect("New: Concurrency")
    child.send("\r")
    child.expect("What is concurrency")
    child.send("\x1ba")
    child.expect("added my-cards/cards/written")
    child.send("\x1bq")
    child.expect(pexpect.EOF)
    rows = asked(environ["QUIZAPP_DB"], "SELECT card FROM cards WHERE deck = 'my-cards' AND retired = 0")
    assert rows == [("my-cards/cards/written",)]
