"""Writes cards as a table: CSV, or TSV and the like by another separator."""

from collections.abc import Sequence

from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.tables.own_table import ALSO, COLUMNS, WRONG, kept, row_of


def write_csv(deck: CardDeck) -> bytes:
    """Return a table with commas between its columns."""
    return _written(deck, ",")


def write_tsv(deck: CardDeck) -> bytes:
    """Return a table with tabs between its columns."""
    return _written(deck, "\t")


def _written(deck: CardDeck, separator: str) -> bytes:
    """Return a table with a header and a row for every card, in UTF-8.

    It holds every kind of question but those that run a program, which become questions with answers; files and
    reviews are left out. Other right answers and wrong options are columns `also right 1`, `wrong 1` and so on, and
    texts with gaps are as Anki writes them.
    """
    rows = [row_of(card, topic.title, topic.id) for topic in kept(deck).topics for card in topic.cards]
    also = max((len(cells.also) for _, cells in rows), default=0)
    wrong = max((len(cells.wrong) for _, cells in rows), default=0)
    names = [f"{name} {index + 1}" for name, count in ((ALSO, also), (WRONG, wrong)) for index in range(count)]
    table = [[*COLUMNS, *names]]
    table += [[*first, *_filled(cells.also, also), *_filled(cells.wrong, wrong)] for first, cells in rows]
    lines = (separator.join(_quoted(cell, separator) for cell in row) + "\n" for row in table)
    return "".join(lines).encode("utf-8", "surrogatepass")


def _filled(texts: Sequence[str], width: int) -> list[str]:
    return [*texts, *[""] * (width - len(texts))]


def _quoted(cell: str, separator: str) -> str:
    """Return a cell in quotes where its text needs them; the csv module leaves a lone carriage return without."""
    if cell.strip() == cell and not any(mark in cell for mark in ('"', separator, "\n", "\r")):
        return cell
    return '"' + cell.replace('"', '""') + '"'
