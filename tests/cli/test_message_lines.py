"""A name with line ends fakes no line of a message, in any argument and option of any command."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from fork_server import ForkServer

from quizapp.cli.command_table import COMMANDS
from tests.conftest import Run

FAKED = "FAKED: all is well"
HOSTILE = f"evil\n{FAKED}\r\n{FAKED}\x0b{FAKED}\x85{FAKED}\u2028{FAKED}"
USUAL = {"concept": "gil", "experiment": "gil-cpu", "card": "start-up", "cards": "start-up", "deck": "concurrency"}
BROKEN = f'concept: a\ntitle: 3\n? "{FAKED}\\n{FAKED}"\n: x\n'


def leaves(name: str, command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the words and the command of each leaf below a command."""
    if not hasattr(command, "commands"):
        yield (name,), command
        return
    for part, below in command.commands.items():
        yield from (((name, *words), leaf) for words, leaf in leaves(part, below))


def all_commands() -> dict[str, tuple[tuple[str, ...], Any]]:
    """Return every command of the program by its name."""
    found = {}
    for each in COMMANDS:
        command = typer.main.get_command(importlib.import_module(each.module).app)
        for words, leaf in leaves(each.name, command):
            # A module with one command is that command.
            found[" ".join(words)] = words, leaf
    return found


def usual(parameter: Any) -> list[str]:
    """Return a value that a required argument may have."""
    return [USUAL.get(parameter.name, "concurrency")] if parameter.required else []


def lines_to_try(leaf: Any) -> Iterator[list[str]]:
    """Yield argument lists in which each argument and each option in turn has the hostile name."""
    arguments = [each for each in leaf.params if each.param_type_name == "argument"]
    for index, argument in enumerate(arguments):
        words = [usual(each) if each is not argument else [HOSTILE] for each in arguments]
        if all(words[:index]):
            yield [word for part in words for word in part]
    for option in leaf.params:
        if option.param_type_name == "option" and not option.is_flag:
            required = [word for each in arguments for word in usual(each)]
            yield [*required, option.opts[0], HOSTILE]
    yield [f"--{HOSTILE}"]


def hostile_deck(folder: Path) -> Path:
    """Write a deck with a broken file, under hostile names."""
    home = folder / HOSTILE
    home.mkdir()
    (home / "deck.yaml").write_text("format: 1\ndeck: x\ntitle: X\n")
    (home / f"{HOSTILE}.yaml").write_text(BROKEN)
    return home


@pytest.mark.once
@pytest.mark.parametrize("name", all_commands())
def test_no_name_fakes_a_line(
    name: str, environ: dict[str, str], tmp_path: Path, fork_server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every line that is printed begins with words of the program."""
    words, leaf = all_commands()[name]
    hostile_deck(tmp_path)
    monkeypatch.chdir(tmp_path)
    for arguments in lines_to_try(leaf):
        if "--preview" in arguments:
            continue  # it serves this folder until Ctrl-C
        done = fork_server.run((*words, *arguments), environ)
        told = (done.stdout + done.stderr).splitlines()
        assert not [line for line in told if line.lstrip().startswith(FAKED)], (words, arguments, told)
        assert done.returncode != 70, (arguments, told)


def test_database_settings_and_learner_fake_no_line(quizapp: Run, tmp_path: Path) -> None:
    """They are named by every command that cannot use them."""
    for more in (
        {"QUIZAPP_DB": f"{tmp_path}/{HOSTILE}/quiz.db"},
        {"QUIZAPP_NOW": HOSTILE},
        {"QUIZAPP_RETENTION": HOSTILE},
    ):
        for words in (("status",), ("doctor",), ("backup",), ("deck", "list")):
            told = quizapp(*words, **more)
            assert not [line for line in (told.stdout + told.stderr).splitlines() if line.startswith(FAKED)], told
