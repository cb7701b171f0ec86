"""Writes the man page and the completions of the shells to data/share: python -m quizapp.cli.shell_files

The wheel installs them below `share`, where `man` and the shells look for them.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from typer._completion_shared import get_completion_script

from quizapp.cli.command_table import BARE, COMMANDS, Usage

SHARE = Path(__file__).parents[2] / "data" / "share"
_SHELLS = {
    "bash-completion/completions/quizapp": "bash",
    "zsh/site-functions/_quizapp": "zsh",
    "fish/vendor_completions.d/quizapp.fish": "fish",
}
_ENVIRONMENT = {
    "QUIZAPP_DB": "The database: a file, or the URL of a PostgreSQL server.",
    "QUIZAPP_LEARNER": "Whose history; left out, `me`, or the role that connects to the server.",
    "QUIZAPP_CONFIG": "The file of settings.",
    "NO_COLOR": "Print no colours.",
}
_EXITS = {
    "0": "Success.", "1": "Faults were found, or there was nothing to do.", "2": "Wrong usage.",
    "3": "An input cannot be read or written.", "4": "The database cannot be used.",
    "5": "Code did not run, or was not allowed to.", "70": "An error of quizapp itself.", "130": "Interrupted.",
}  # fmt: skip


def files() -> Mapping[str, str]:
    """Return the texts of all files by their paths below SHARE."""
    scripts = {
        path: get_completion_script(prog_name="quizapp", complete_var="_QUIZAPP_COMPLETE", shell=shell) + "\n"
        for path, shell in _SHELLS.items()
    }
    return {"man/man1/quizapp.1": "\n".join(_page()) + "\n", **scripts}


def _page() -> Iterator[str]:
    yield '.TH QUIZAPP 1 "" "quizapp" "User Commands"'
    yield from (".SH NAME", r"quizapp \- learn concepts in a terminal, and prove them on your own machine")
    yield from (".SH SYNOPSIS", ".B quizapp", r"[\-\-db PATH] [\-\-learner NAME] [COMMAND]")
    yield from (".SH DESCRIPTION", "Without a command it asks what is due today.")
    yield from (r"Every command explains its options with", r".BR \-\-help .")
    yield ".SH COMMANDS"
    for usage in (BARE, *(each for command in COMMANDS for each in command.usages)):
        yield from _entry(usage)
    for title, entries in (("ENVIRONMENT", _ENVIRONMENT), ("EXIT STATUS", _EXITS)):
        yield f".SH {title}"
        for name, about in entries.items():
            yield from _entry(Usage(name, about))


def _entry(usage: Usage) -> Iterator[str]:
    yield from (".TP", f".B {_roff(usage.synopsis)}", _roff(usage.about))


def _roff(text: str) -> str:
    """Return Markdown as text of a man page: links by their words, code in bold."""
    text = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", text).replace("\\", r"\e").replace("-", r"\-")
    text = re.sub(r"`([^`]+)`", r"\\fB\1\\fR", text)
    return rf"\&{text}" if text.startswith((".", "'")) else text


def write(share: Path = SHARE) -> None:
    """Write the files."""
    for name, text in files().items():
        path = share / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    write()
