"""Writes the table of docs/formats.md: python -m quizapp.formats.reference"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from quizapp.formats.common.reader import Reader
from quizapp.formats.registry import readers
from quizapp.formats.writers import WRITERS

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"
FIRST, LAST = "<!-- formats -->\n", "<!-- end of formats -->\n"
# What is no format of its own: what is in it decides.
_ARCHIVES = (
    "[Archives of a folder](#archives-and-addresses): `.zip`, `.tar`, `.tar.gz`, `.tgz`, `.tar.bz2`, `.tar.xz`",
    "yes", "", "what is in it", "a zip or tar that is no other format",
)  # fmt: skip


def format_rows() -> str:
    """Return the table of all formats by name, in Markdown."""
    lines = [("format", "read", "written", "kept", "recognised by"), ("---",) * 5]
    rows = sorted((_row(reader) for reader in readers()), key=lambda row: row[0].casefold())
    return "".join(f"| {' | '.join(row)} |\n" for row in [*lines, *rows, _ARCHIVES])


def _row(reader: Reader) -> tuple[str, ...]:
    facts = reader.FACTS
    examples = ", ".join(f"[{name}](../data/samples/{name})" for name in facts.samples)
    linked, colon, rest = facts.name.partition(": ")
    name = f"[{linked}](#{facts.section}){colon}{rest}"
    title = f"{name}<br>{examples}" if examples else name
    written = "; ".join(filter(None, (facts.written, *_writers(reader.NAME))))
    return title, f"`--as {reader.NAME}`", written, ", ".join(("text", *facts.keeps)), facts.evidence


def _writers(name: str) -> Iterator[str]:
    """Yield the suffixes that a format is written with, and what is kept then."""
    own = [writer for writer in WRITERS if writer.reader == name]
    for parts, writers in groupby(own, key=lambda writer: writer.parts):
        yield f"{', '.join(f'`{writer.suffix}`' for writer in writers)} ({', '.join(('text', *parts))})"


def with_table(page: str) -> str:
    """Return the page with the table between its marks replaced. Raises ValueError if a mark is missing."""
    before, found, rest = page.partition(FIRST)
    _, ended, after = rest.partition(LAST)
    if not (found and ended):
        raise ValueError(f"docs/formats.md needs the lines {FIRST.strip()} and {LAST.strip()}")
    return f"{before}{FIRST}{format_rows()}{LAST}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
