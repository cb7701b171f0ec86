"""The command table of the documentation."""

import re
from pathlib import Path

import pytest

from quizapp.cli.command_table import COMMANDS, Command
from quizapp.cli.reference import PAGE, with_table


def test_page_has_the_generated_command_table() -> None:
    """`just generate` rewrites it."""
    page = PAGE.read_text("utf-8")
    assert page == with_table(page)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_documented_options_exist(quizapp, command: Command) -> None:  # type: ignore[no-untyped-def]
    """Every option in a command's row is an option of it or of a subcommand."""
    for usage in command.usages:
        words = usage.synopsis.removeprefix("quizapp ").split()
        subcommands = [word.strip(",") for word in words[1:] if re.fullmatch(r"[a-z]+,?", word)]
        pages = [quizapp(command.name, *([name] if name else []), "-h").stdout for name in subcommands or [""]]
        for option in re.findall(r"--[a-z]+(?:-[a-z]+)*", f"{usage.synopsis} {usage.about}"):
            assert any(re.search(rf"{option}\b", page) for page in pages), (usage.synopsis, option)


def test_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the lines"):
        with_table(Path(__file__).read_text("utf-8"))
