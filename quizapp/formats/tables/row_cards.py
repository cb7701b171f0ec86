"""From a row of a table to its cards."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from quizapp.formats.common import question_fields
from quizapp.formats.common.answer_matching import all_unlabelled, chosen
from quizapp.formats.common.deck_builder import Draft, digest
from quizapp.formats.common.media_mark import media_mark
from quizapp.formats.common.numbered_cloze import HAS_CLOZE, numbered_bodies
from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.tables import own_table
from quizapp.formats.tables.column_roles import Layout
from quizapp.formats.tables.rows import Row
from quizapp.formats.tables.table_layout import Table


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


def cards_of(table: Table, row: Row, notes: ProblemLog) -> Iterable[Draft]:
    """Return the cards of a row; in quizapp's own tables, the one that its `kind` names."""
    number, fields = row
    if table.own:
        own = own_table.draft_of(dict(zip(table.own, fields, strict=False)), number, _words)
        return (own,) if own else _cards(table, number, fields, notes)
    if table.sides_only and (body := _two_sides(table, fields)):
        return (Draft(body=body, line=number, topic=table.topic, tags=table.tags),)
    return _cards(table, number, fields, notes)


def _two_sides(table: Table, fields: Sequence[str]) -> question_fields.Body | None:
    """Return the question of a row with a front and a back; None for a row that takes more.

    Nearly all rows of large tables are of this kind, and it takes a third of the time.
    """
    layout = table.layout
    if len(fields) != table.width:
        return None
    ask, answer = table.convert(fields[layout.ask]), table.convert(fields[layout.answer])
    return question_fields.recall(ask, answer) if ask and answer and "{{" not in ask else None


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
