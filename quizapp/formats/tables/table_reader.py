"""Reads tables of cards: CSV, TSV, semicolons, pipes, text exports of Anki and Quizlet, and Markdown tables."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.answer_matching import all_unlabelled, chosen
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, digest, gather
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.media_mark import media_mark
from quizapp.formats.common.numbered_cloze import HAS_CLOZE, numbered_bodies
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.markdown.recognise import is_concept_document
from quizapp.formats.tables import own_table
from quizapp.formats.tables.column_roles import Layout, layout_of
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
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path), mapping=options.mapping))


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
    text = own_table.exact_text(content) or text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    if row_separator:
        text = text.replace("\n", " ").replace(row_separator, "\n")
    lines = text.split("\n")
    drafts = list(_drafts(lines, separator, mapping, notes))
    if not drafts:
        notes.error("no-cards", "no row with a front and a back was found", "Write `front,back` rows.", 1, 1)
    return gather(path, drafts, notes), notes.problems()


def _drafts(lines: list[str], separator: str, mapping: Mapping[str, str] | None, notes: ProblemLog) -> Iterator[Draft]:
    head = head_of(lines)
    below = lines[head.lines :]
    own = own_table.own_separator(below[0]) if below else ""
    mark = separator or head.separator or own or separator_of(below)[0] or "\t"
    found = rows(below, mark, notes, head.lines + 1, exact=bool(own))
    if mark == "|":
        found = _markdown(found)
    top = list(islice(found, _TOP))
    if not top:
        return
    table = table_of(head, top, mark, mapping)
    for number, fields in _below_header(table, chain(top, found), notes):
        if head.settings and lines[number - 1][:1] == "#" and len(fields) < 2:
            notes.unplaced("a line that begins with `#`, which is a comment to Anki,", number)
        else:
            yield from _row(table, number, fields, notes)


def drafts_of(found: Sequence[Row], mapping: Mapping[str, str] | None, notes: ProblemLog) -> Iterator[Draft]:
    """Yield the cards of rows whose fields are known already, such as those of a spreadsheet."""
    if found:
        table = table_of(Head(), found[:_TOP], "\t", mapping)
        for number, fields in _below_header(table, found, notes):
            yield from _row(table, number, fields, notes)


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


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a row, with the layout that says what each column is."""

    table: Table
    fields: Sequence[str]
    layout: Layout

    def raw(self, index: int) -> str:
        """Return a cell without surrounding space; '' if the row has none."""
        return self.fields[index].strip() if 0 <= index < len(self.fields) else ""

    def text(self, index: int) -> str:
        """Return a cell as Markdown."""
        return self.table.convert(self.fields[index]) if 0 <= index < len(self.fields) else ""

    def explain(self) -> str:
        """Return the explaining cells with the names of their columns, and the files that the row names."""
        if not self.layout.has_explanation:
            return ""
        labels = self.layout.labels or {}
        texts = [(labels.get(index, ""), self.text(index)) for index in self.layout.explain]
        files = [media_mark(self.raw(index)) for index in (self.layout.image, self.layout.sound)]
        return "\n\n".join(
            [*(f"{label}: {text}" if label else text for label, text in texts if text), *filter(None, files)]
        )


def _row(table: Table, number: int, fields: list[str], notes: ProblemLog) -> Iterable[Draft]:
    """Return the cards of a row; in quizapp's own tables, the one that its `kind` names."""
    own = own_table.draft_of(dict(zip(table.own, fields, strict=False)), number, _words) if table.own else None
    return (own,) if own else _cards(table, number, fields, notes)


def _cards(table: Table, number: int, fields: list[str], notes: ProblemLog) -> Iterator[Draft]:
    if len(fields) > table.width > 1:  # a separator in the last field that was not quoted
        last = table.width - 1
        fields = [*fields[:last], table.mark.join(fields[last:])]
    cells = _Cells(table, fields, table.layout)
    if not table.is_named and cells.raw(table.layout.ask) and not cells.raw(table.layout.answer):
        cells = replace(cells, layout=_moved(cells))
    made = list(_bodies(cells, partial(notes.unplaced, line=number)))
    if not made:
        notes.unplaced("a row without a front or a back", number)
        return
    layout = cells.layout
    topic = cells.raw(layout.topic).replace("::", "/") or table.topic
    given = cells.raw(layout.id)
    note = digest(given or cells.text(layout.ask)) if len(made) > 1 else ""
    hint = cells.text(layout.hint)
    for index, body in enumerate(made):
        if hint:
            body["hint"] = hint
        name = f"{digest(given)}-{index + 1}" if given and index else given
        tags = (*table.tags, *_words(cells.raw(layout.tags)))
        yield Draft(body=body, line=number, given=name, topic=topic, note=note, tags=tags)


def _words(text: str) -> list[str]:
    """Return the tags of a cell, separated by commas or semicolons if there are any, else by blanks."""
    if not text:
        return []
    parts = re.split(r"[,;]", text) if re.search(r"[,;]", text) else text.split()
    return ["-".join(part.split()) for part in parts if part.strip()]


def _moved(cells: _Cells) -> Layout:
    """Return the layout of a row with an empty second field: its back is the next filled field."""
    layout = cells.layout
    for place, index in enumerate(layout.explain):
        if cells.raw(index):
            return replace(layout, answer=index, explain=layout.explain[place + 1 :])
    return layout


def _bodies(cells: _Cells, left_out: Callable[[str], None]) -> Iterator[question_fields.Body]:
    layout, explain = cells.layout, cells.explain()
    ask, answer = cells.text(layout.ask), cells.text(layout.answer)
    if HAS_CLOZE.search(ask):
        yield from numbered_bodies(ask, left_out, "\n\n".join(filter(None, (answer, explain))))
        return
    if not ask or not answer:
        return
    if layout.has_two_sides:  # nearly all rows of large tables
        yield question_fields.recall(ask, answer, explain)
        return
    wrong = [cells.text(index) for index in layout.wrong]
    listed = [text for index in layout.options if (text := cells.text(index))]
    right = chosen(answer, listed) if listed else []
    if any(wrong) or right:
        shown = all_unlabelled(listed)
        good = [shown[index] for index in right] or [answer]
        rest = [text for index, text in enumerate(shown) if index not in right]
        body = question_fields.options(ask, good, [*rest, *wrong], explain)
        if body:
            yield body
            return
    elif listed:
        explain = "\n".join(filter(None, ("\n".join(f"- {text}" for text in listed), explain)))
    yield question_fields.recall(ask, answer, explain)
    if (kind := cells.raw(layout.kind)) and re.search(r"revers|umgekehrt|invers", kind, re.IGNORECASE):
        yield question_fields.recall(answer, ask, explain)
