"""docs/authors.md, followed to the letter."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run

PAGE = (Path(__file__).parents[1] / "docs/authors.md").read_text("utf-8")


@pytest.mark.once
def test_the_commands_of_the_page_work_in_their_order(environ: dict[str, str], tmp_path: Path) -> None:
    """In one folder, by a shell, as an author would type them; the quiz is answered from standard input."""
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 2
    path = f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"
    script = "set -e\n" + "".join(blocks).replace("--limit 1", "--limit 1 --jsonl")
    done = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, env=environ | {"PATH": path}, capture_output=True, text=True, timeout=300,
        input='{"type": "rate", "rating": "good"}\n',
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"answered": 1' in done.stdout
    assert (tmp_path / "locks/deck.schema.json").read_text("utf-8").startswith("{")


@pytest.mark.once
def test_the_workflow_of_the_page_passes_for_a_new_deck(quizapp: Run, tmp_path: Path) -> None:
    """Its quizapp commands, run in a folder with a deck in `deck`; the summary has the table."""
    commands = re.findall(r"- run: quizapp (.*)", PAGE)
    assert len(commands) == 3
    deck, summary = str(tmp_path / "deck"), tmp_path / "summary.md"
    assert quizapp("deck", "new", deck).returncode == 0
    assert quizapp("deck", "fmt", deck).returncode == 0
    for command in commands:
        words = [deck if word == "deck" and place else word for place, word in enumerate(command.split())]
        done = quizapp(*words, GITHUB_STEP_SUMMARY=str(summary))
        assert done.returncode == 0, done.stdout + done.stderr
    table = summary.read_text("utf-8")
    assert table.startswith(f"### {deck}: 2 tried, 0 failed\n")
    assert "| ok | example | `deck/first-concept/hello` |  |" in table


@pytest.mark.skipif(not shutil.which("yaml-language-server"), reason="yaml-language-server is not installed")
def test_the_language_server_finds_what_the_schema_forbids(quizapp: Run, tmp_path: Path) -> None:
    """The real one, started as editors do, with the schema that the file names."""
    from language_server import diagnostics

    deck = tmp_path / "deck"
    assert quizapp("deck", "new", str(deck)).returncode == 0
    file = deck / "first-concept.yaml"
    assert diagnostics(file) == []
    file.write_text(file.read_text("utf-8").replace("kind: choice", "kind: choise"), "utf-8")
    (found,) = diagnostics(file)
    assert "choice" in found["message"]
    assert found["range"]["start"]["line"] == file.read_text("utf-8").splitlines().index("    kind: choise")
