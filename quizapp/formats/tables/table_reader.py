"""Reads tables of cards: CSV, TSV, semicolons, pipes, text exports of Anki and Quizlet, and Markdown tables."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path

from quizapp.errors import Problem
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, gather, streamed
from quizapp.formats.common.few_cards import MANY
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.markdown.recognise import is_concept_document
from quizapp.formats.tables import own_table
from quizapp.formats.tables.cell_text import from_html
from quizapp.formats.tables.column_roles import layout_of
from quizapp.formats.tables.row_cards import cards_of
from quizapp.formats.tables.rows import Head, Row, head_of, rows, separator_of
from quizapp.formats.tables.table_layout import MOST_ABOVE, Table, certain_header, table_of

NAME = "table"
TITLE = "tables: CSV, TSV, and what Anki and Quizlet export as text"
FACTS = Facts(
    name="Tables: CSV, TSV; text of Anki, Quizlet, Kahoot, Brainscape",
    section="tables",
    evidence="a header, `#separator:` or `sep=;` at the top, or rows with as many fields each",
    keeps=("tags", "media"),
    samples=("table.csv", "anki-notes.txt"),
)

_RULE = re.compile(r"\s*:?-+:?\s*")
_NO_TABLE = re.compile(r"\A\s*[<{\[]|(?m:^(?:[QA]:(?!:)|ANSWER:|\$CATEGORY|::|\?\??[ \t]*$|---$|```))|<!--SR:|\}\s*\Z")
_PROSE = re.compile(r"(?m)^(?:#{1,6} \S|[ \t]*- ?\S)")
# A cell in quotes, to its end or to the end of what was read of the file.
_QUOTED = re.compile(r"""(?:(?<=[\t,;|\n])|\A)[ ]?"(?:[^"]|""){0,50000}(?:"(?=[\t,;|\n]|\Z)|\Z)""")
_SHOWING = ("![", "[sound:", "{{")  # what the names of files begin with, and gaps, without which none can arise
_TOP = 200  # rows by which a table is laid out


def is_certain(path: Path, head: bytes) -> bool:
    """Return whether a file is a table whatever its cells look like: by its settings, or a header with both sides."""
    if own_table.starts_own_table(head):
        return True
    text = _cut(head_text(head), len(head))
    lines = text.split("\n")
    found = head_of(lines)
    if found.separator:
        return bool(found.settings) is False or any(name == "separator" or " " in name for name in found.settings)
    mark, count, share = separator_of(lines)
    if not mark or count < 2 or share < 0.6 or len(mark) > 1:
        return False
    return certain_header(_first_rows(lines, mark)) >= 0


def recognise(path: Path, head: bytes) -> bool:
    """Return whether nearly all rows have the same number of fields, or the file begins with table settings."""
    text = _cut(head_text(head), len(head))
    lines = text.split("\n")
    if head_of(lines).separator:
        return True
    bare = [line for line in _QUOTED.sub("x", text).split("\n")[:400] if line.strip()]
    if _NO_TABLE.search("\n".join(bare)):
        return False
    mark, count, share = separator_of(lines)
    named = bool(mark) and _has_header(lines, mark)
    prose = len(_PROSE.findall("\n".join(bare)))  # headings and lists; a table may have a row that looks like one
    if not mark or (not named and (prose * 10 > len(bare) or (len(bare) == 1 and mark != "\t"))):
        return False
    is_even = share >= (0.6 if mark == "\t" or named else 0.9)
    return is_even and count <= 60 and not is_concept_document(text)


def _cut(text: str, size: int) -> str:
    """Return a head without its last line where that may be incomplete."""
    return text[: text.rfind("\n")] if size >= 65536 and "\n" in text else text


def _has_header(lines: Sequence[str], mark: str) -> bool:
    found = _first_rows(lines, mark)
    return bool(found) and layout_of(found[0]) is not None


def _first_rows(lines: Sequence[str], mark: str) -> list[list[str]]:
    """Return the rows among which a header is."""
    found = rows([line[:5000] for line in lines[:50]], mark, ProblemLog(""))
    return [fields for _, fields in islice(found, MOST_ABOVE)]


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large.

    Those of a large table are generated while they are iterated, which is possible once; `late_problems` then has
    their problems.
    """
    content, notes = text_file(path), ProblemLog(str(path))
    text = _text(path, content, notes)
    if text is None or (found := _laid_out(text.split("\n"), options.mapping, notes)) is None:
        return imported_cards(_deck(path, (), notes), notes.problems())
    table, below = found
    drafts = drafts_of(table, below, notes)
    first = list(islice(drafts, MANY))
    if len(first) == MANY and _is_one_list(table, text):
        deck = streamed(path, chain(first, drafts), notes, table.topic)
        return Imported(card_decks=(deck,), problems=(), late_problems=notes.problems)
    return imported_cards(_deck(path, [*first, *drafts], notes), notes.problems())


def _is_one_list(table: Table, text: str) -> bool:
    """Return whether all cards of a table are in one list and show no files."""
    layout = table.layout
    has_columns = bool(table.own) or layout.topic >= 0 or layout.image >= 0 or layout.sound >= 0
    return not has_columns and table.convert is not from_html and not any(mark in text for mark in _SHOWING)


def read_cards(
    path: Path,
    content: bytes,
    *,
    mapping: Mapping[str, str] | None = None,
    separator: str = "",
    row_separator: str = "",
) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return a card for every row.

    `mapping` gives roles (`ask`, `answer`, `explain`, `hint`, `tags`, `topic`, `id`, `option`, `wrong`) to columns
    by their names; `separator` and `row_separator` are those that were chosen for Quizlet's export.
    """
    notes = ProblemLog(str(path))
    text = _text(path, content, notes)
    if text is None:
        return None, notes.problems()
    if row_separator:
        text = text.replace("\n", " ").replace(row_separator, "\n")
    found = _laid_out(text.split("\n"), mapping, notes, separator)
    return _deck(path, list(drafts_of(*found, notes)) if found else (), notes), notes.problems()


def _text(path: Path, content: bytes, notes: ProblemLog) -> str | None:
    return own_table.exact_text(content) or text_of(path, content, notes)


def _deck(path: Path, drafts: Sequence[Draft], notes: ProblemLog) -> CardDeck | None:
    if not drafts and not notes.has_errors:
        notes.error("no-cards", "no row with a front and a back was found", "Write `front,back` rows.", 1, 1)
    return gather(path, drafts, notes)


def _laid_out(
    lines: list[str], mapping: Mapping[str, str] | None, notes: ProblemLog, separator: str = ""
) -> tuple[Table, Iterator[Row]] | None:
    """Return the layout of a table and its rows from the header on, without comments; None if there are no rows."""
    head = head_of(lines)
    below = lines[head.lines :]
    own = own_table.own_separator(below[0]) if below else ""
    mark = separator or head.separator or own or separator_of(below)[0] or "\t"
    found = rows(below, mark, notes, head.lines + 1, exact=bool(own))
    if mark == "|":
        found = _markdown(found)
    top = list(islice(found, _TOP))
    if not top:
        return None
    table = table_of(head, top, mark, mapping)
    cards = _below_header(table, chain(top, found), notes)
    return table, _without_comments(cards, lines, notes) if head.settings else cards


def _without_comments(found: Iterable[Row], lines: Sequence[str], notes: ProblemLog) -> Iterator[Row]:
    for number, fields in found:
        if lines[number - 1][:1] == "#" and len(fields) < 2:
            notes.unplaced("a line that begins with `#`, which is a comment to Anki,", number)
        else:
            yield number, fields


def drafts_of(table: Table, found: Iterable[Row], notes: ProblemLog) -> Iterator[Draft]:
    """Yield the cards of rows."""
    for row in found:
        yield from cards_of(table, row, notes)


def drafts_of_rows(found: Sequence[Row], mapping: Mapping[str, str] | None, notes: ProblemLog) -> Iterator[Draft]:
    """Yield the cards of rows whose fields are known already, such as those of a spreadsheet."""
    if found:
        table = table_of(Head(), found[:_TOP], "\t", mapping)
        yield from drafts_of(table, _below_header(table, found, notes), notes)


def _below_header(table: Table, found: Iterable[Row], notes: ProblemLog) -> Iterator[Row]:
    """Yield the rows of cards, without a column that counts them; rows above the header are listed."""
    for index, (number, fields) in enumerate(found):
        if index >= table.above:
            yield number, fields[1:] if table.counted else fields
        elif index < table.above - 1:
            notes.unplaced("a row above the header", number)


def _markdown(found: Iterator[Row]) -> Iterator[Row]:
    """Yield the rows of a table in Markdown without its outer pipes and its rule."""
    for number, fields in found:
        inner = fields[1:-1] if len(fields) > 2 and not fields[0].strip() and not fields[-1].strip() else fields
        if not all(_RULE.fullmatch(field) for field in inner):
            yield number, inner
