"""Reads tables of cards: CSV, TSV, semicolons, pipes; what Anki and Quizlet export as text; Markdown's tables."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.answer_matching import all_unlabelled, chosen
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, digest, gather
from quizapp.formats.common.html_to_markdown import markdown_of
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.numbered_cloze import HAS_CLOZE, numbered_bodies
from quizapp.formats.common.reader import ReadOptions, text_file
from quizapp.formats.common.text_source import Notes, head_text, text_of
from quizapp.formats.markdown.recognise import is_concept_document
from quizapp.formats.tables.column_roles import MOST_COLUMNS, Layout, layout_of, plain_layout
from quizapp.formats.tables.rows import NAMED, Head, Row, head_of, rows, separator_of

NAME = "table"
TITLE = "tables: CSV, TSV, and what Anki and Quizlet export as text"

_IMAGE = re.compile(r"""<img\s[^<>]{0,500}?src\s{0,9}=\s{0,9}["']?([^"'\s>]{1,300})[^<>]{0,500}>""", re.IGNORECASE)
_NO_TABLE = re.compile(r"\A\s*[<{\[]|(?m:^(?:Q:|A:|ANSWER:|\$CATEGORY|::|\?\??[ \t]*$|---$|```))|<!--SR:|\}\s*\Z")
_PROSE = re.compile(r"(?m)^(?:#{1,6} \S|[ \t]*- ?\S)")
_RICH = re.compile(r"<br ?/?>|<div\b|&nbsp;|<img\s|<span\b|</[bi]>", re.IGNORECASE)
_RULE = re.compile(r"\s*:?-+:?\s*")


@dataclass(frozen=True, slots=True)
class _Table:
    """How a table is laid out, and what is the same for every row."""

    layout: Layout
    width: int
    mark: str
    html: bool
    topic: str = ""
    tags: tuple[str, ...] = ()
    named: bool = True  # the columns have names


def has_settings(head: bytes) -> bool:
    """Return whether a file says at its top, as Anki writes it, what separates its fields or what a column is."""
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe")[:1] != b"#":
        return False
    return any(name == "separator" or " " in name for name in head_of(head_text(head[:2000]).split("\n")).settings)


def recognise(path: Path, head: bytes) -> bool:
    """Return whether nearly all rows have as many fields, or Anki's settings stand at the top."""
    lines = _cut(head_text(head), len(head)).split("\n")
    if head_of(lines).settings:
        return True
    if _NO_TABLE.search("\n".join(lines[:400])) or is_concept_document("\n".join(lines)):
        return False
    mark, count, share = separator_of(lines)
    named = bool(mark) and _header(lines, mark)
    top = [line for line in lines[:400] if line.strip()]
    prose = len(_PROSE.findall("\n".join(top)))  # headings and lists; a table may have a row that looks like one
    if not mark or (not named and (prose * 10 > len(top) or (len(top) == 1 and mark != "\t"))):
        return False
    return share >= (0.6 if mark == "\t" or named else 0.9) and count <= 60


def _cut(text: str, size: int) -> str:
    """Return a head without its last line where that may be incomplete."""
    return text[: text.rfind("\n")] if size >= 65536 and "\n" in text else text


def _header(lines: Sequence[str], mark: str) -> bool:
    first = next(rows([line[:5000] for line in lines[:50]], mark, Notes("")), None)
    return first is not None and layout_of(first[1]) is not None


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
    notes = Notes(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    if row_separator:
        text = text.replace("\n", " ").replace(row_separator, "\n")
    lines = text.split("\n")
    drafts = list(_drafts(lines, separator, mapping, notes))
    if not drafts:
        notes.add("no-cards", "no row with a front and a back was found", "Write `front,back` rows.", 1, 1, "error")
    return gather(path, drafts, notes), notes.problems()


def _drafts(lines: list[str], separator: str, mapping: Mapping[str, str] | None, notes: Notes) -> Iterator[Draft]:
    head = head_of(lines)
    below = lines[head.lines :]
    named = head.settings.get("separator", "").strip().lower()
    mark = separator or NAMED.get(named, named) or _named_tab(head) or separator_of(below)[0] or "\t"
    found = rows(below, mark, notes, head.lines + 1)
    if mark == "|":
        found = _markdown(found)
    first = next(found, None)
    if first is None:
        return
    table, has_header = _table(head, first, below, mark, mapping)
    for number, fields in found if has_header else chain([first], found):
        if head.settings and lines[number - 1][:1] == "#":
            notes.unplaced("a line that begins with `#`, which is a comment to Anki,", number)
        else:
            yield from _cards(table, number, fields, notes)


def drafts_of(found: Sequence[Row], mapping: Mapping[str, str] | None, notes: Notes) -> Iterator[Draft]:
    """Yield the cards of rows that are parted into fields already, such as those of a spreadsheet."""
    if not found:
        return
    lines = ["\t".join(" ".join(field.split()) for field in fields) for _, fields in found]
    table, has_header = _table(Head(), found[0], lines, "\t", mapping)
    for number, fields in found[1:] if has_header else found:
        yield from _cards(table, number, fields, notes)


def _named_tab(head: Head) -> str:
    return "\t" if head.settings else ""


def _markdown(found: Iterator[Row]) -> Iterator[Row]:
    """Yield the rows of a table in Markdown without its outer pipes and its rule."""
    for number, fields in found:
        inner = fields[1:-1] if len(fields) > 2 and not fields[0].strip() and not fields[-1].strip() else fields
        if not all(_RULE.fullmatch(field) for field in inner):
            yield number, inner


def _table(
    head: Head, first: Row, lines: Sequence[str], mark: str, mapping: Mapping[str, str] | None
) -> tuple[_Table, bool]:  # fmt: skip
    """Return how the table is laid out, and whether its first row is a header."""
    columns = head.settings.get("columns", "")
    names = columns.split(mark if mark in columns else ",") if columns else first[1]
    layout = layout_of(names, mapping) if columns or not head.settings or mapping else None
    has_header = layout is not None and not columns
    width = len(names) if layout else min(max(len(first[1]), separator_of(lines)[1]), MOST_COLUMNS)
    layout = _with_settings(layout or plain_layout(width), width, head, bool(columns or has_header))
    tags = tuple(head.settings.get("tags", "").split())
    topic = head.settings.get("deck", "").strip().replace("::", "/")
    html = head.settings["html"].strip().lower() == "true" if "html" in head.settings else _dense_html(lines)
    return _Table(layout, width, mark, html, topic, tags, bool(columns or has_header)), has_header


def _dense_html(lines: Sequence[str]) -> bool:
    """Return whether a table is full of what a rich text editor writes, and not a deck about HTML."""
    sample = lines[:2000]
    marked = sum(bool(_RICH.search(line[:5000])) for line in sample)
    return marked >= 3 and marked * 10 >= len(sample)


def _with_settings(layout: Layout, width: int, head: Head, named: bool) -> Layout:
    """Return the layout with the columns that Anki's settings name; fields stand in those that are left."""
    special = {role: head.column(name) for name, role in _COLUMNS.items() if head.column(name) >= 0}
    if not special:
        return layout
    left = [index for index in range(width) if index not in special.values()]
    if not named and left:
        layout = Layout(ask=left[0], answer=left[1] if len(left) > 1 else -1, explain=tuple(left[2:]))
    kept = tuple(index for index in layout.explain if index not in special.values())
    own = {role: special.get(role, getattr(layout, role)) for role in _COLUMNS.values()}
    return replace(layout, explain=kept, tags=own["tags"], topic=own["topic"], id=own["id"], kind=own["kind"])


_COLUMNS = {"tags": "tags", "deck": "topic", "guid": "id", "notetype": "kind"}


def _cards(table: _Table, number: int, fields: list[str], notes: Notes) -> Iterator[Draft]:
    if len(fields) > table.width > 1:  # a separator in the last field that was not quoted
        last = table.width - 1
        fields = [*fields[:last], table.mark.join(fields[last:])]
    layout = table.layout
    ask, answer = _field(table, fields, layout.ask), _field(table, fields, layout.answer)
    if ask and not answer and not table.named:  # the back is what stands next
        layout = _moved(table, fields)
        answer = _field(table, fields, layout.answer)
    explain = _explain(table, layout, fields) if layout.explain else ""
    left_out = partial(notes.unplaced, line=number)
    made = list(_bodies(table, fields, ask, answer, explain, left_out))
    if not made:
        notes.unplaced("a row without a front or a back", number)
        return
    topic = _field(table, fields, layout.topic).replace("::", "/") or table.topic if layout.topic >= 0 else table.topic
    given = _field(table, fields, layout.id)
    words = re.split(r"[,;\s]+", _field(table, fields, layout.tags)) if layout.tags >= 0 else []
    tags = (*table.tags, *filter(None, words))
    note = digest(given or ask) if len(made) > 1 else ""
    hint = _field(table, fields, layout.hint)
    for index, body in enumerate(made):
        if hint:
            body["hint"] = hint
        name = f"{digest(given)}-{index + 1}" if given and index else given
        yield Draft(body=body, line=number, given=name, topic=topic, note=note, tags=tags)


def _field(table: _Table, fields: Sequence[str], index: int) -> str:
    if not 0 <= index < len(fields):
        return ""
    text = fields[index]
    return markdown_of(_IMAGE.sub(r"![](\1)", text)) if table.html else text.strip()


def _moved(table: _Table, fields: Sequence[str]) -> Layout:
    """Return the layout of a row whose second field is empty: its back is the first that is not."""
    for place, index in enumerate(table.layout.explain):
        if _field(table, fields, index):
            return replace(table.layout, answer=index, explain=table.layout.explain[place + 1 :])
    return table.layout


def _explain(table: _Table, layout: Layout, fields: Sequence[str]) -> str:
    labels = layout.labels or {}
    texts = [(labels.get(index, ""), _field(table, fields, index)) for index in layout.explain]
    return "\n\n".join(f"{label}: {text}" if label else text for label, text in texts if text)


def _bodies(
    table: _Table, fields: Sequence[str], ask: str, answer: str, explain: str, left_out: Callable[[str], None]
) -> Iterator[question_fields.Body]:
    layout = table.layout
    if HAS_CLOZE.search(ask):
        yield from numbered_bodies(ask, left_out, "\n\n".join(filter(None, (answer, explain))))
        return
    if not ask or not answer:
        return
    wrong = [_field(table, fields, index) for index in layout.wrong]
    listed = [text for index in layout.options if (text := _field(table, fields, index))]
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
    if layout.kind >= 0 and re.search(r"revers|umgekehrt|invers", _field(table, fields, layout.kind), re.IGNORECASE):
        yield question_fields.recall(answer, ask, explain)
