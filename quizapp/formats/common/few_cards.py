"""Doubts about a file in which hardly a card was found: it may be in another format than it was read as."""

from collections.abc import Sized
from dataclasses import replace
from pathlib import Path

from quizapp.errors import Location, Problem
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.reader import Reader
from quizapp.formats.common.text_source import MOST_BYTES

LARGE_BYTES = 20_000  # of a text file
BYTES_A_CARD = 4000  # where a card takes more of the file, most of the file is no card
MANY = MOST_BYTES // BYTES_A_CARD + 1  # cards that are not few in a file of any size

# Readers of texts in which everything is a card. In notes with marks, as Obsidian's, much is none.
_WHOLE = frozenset(("hashcards", "headings", "checklists", "quiz", "aiken", "gift", "table", "list", "supermemo-text"))


def told_if_few(path: Path, reader: Reader, imported: Imported, *, is_chosen: bool) -> Imported:
    """Return what was read, with a warning where few cards were found in a large file, or an error's hint where none.

    `is_chosen`: the format was named with --as, and not recognised.
    """
    if reader.NAME not in _WHOLE or imported.deck is not None:
        return imported
    lists = [topic.cards for deck in imported.card_decks for topic in deck.topics]
    count = sum(len(cards) if isinstance(cards, Sized) else MANY for cards in lists)  # only many are read one by one
    size = path.stat().st_size
    if count and (size < LARGE_BYTES or count * BYTES_A_CARD >= size):
        return imported
    found = f"{count} card{'s' * (count != 1)}" if count else "no card"
    message = f"only {found} {'were' if count > 1 else 'was'} found in {size // 1000:,} KB, read as {reader.TITLE}"
    if not count:
        message = f"the file was {'read as' if is_chosen else 'taken for'} {reader.TITLE}"
    doubt = Problem(Location(str(path)), "few-cards" if count else "read-as", message, _hint(path, reader), "warning")
    return replace(imported, problems=(*imported.problems, doubt))


def _hint(path: Path, reader: Reader) -> str:
    """Return which format to try."""
    is_markdown = path.suffix.lower() in (".md", ".markdown")
    other = "headings" if is_markdown and reader.NAME != "headings" else "table" if reader.NAME != "table" else "list"
    return f"If it is in another format, name it, such as --as {other}."
