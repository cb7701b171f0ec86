"""Writes the command table of docs/cli.md: python -m quizapp.cli.reference"""

from pathlib import Path

from quizapp.cli.command_table import BARE, COMMANDS

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
FIRST, LAST = "<!-- commands -->\n", "<!-- end of commands -->\n"


def command_rows() -> str:
    """Return the table of all commands, in Markdown."""
    usages = (BARE, *(usage for command in COMMANDS for usage in command.usages))
    lines = ["| command | what it does |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| `{usage.synopsis}` | {usage.about} |" for usage in usages)]) + "\n"


def with_table(page: str) -> str:
    """Return the page with the table between its markers replaced. Raises ValueError if a marker is missing."""
    before, found, rest = page.partition(FIRST)
    _, ended, after = rest.partition(LAST)
    if not (found and ended):
        raise ValueError(f"docs/cli.md needs the lines {FIRST.strip()} and {LAST.strip()}")
    return f"{before}{FIRST}{command_rows()}{LAST}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
