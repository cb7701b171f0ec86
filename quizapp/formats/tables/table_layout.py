"""The layout of a table: its header, the roles of its columns, and the markup of its cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quizapp.formats.tables.cell_text import Convert, from_html, from_plain, is_html, is_markdown
from quizapp.formats.tables.column_roles import (
    MOST_COLUMNS,
    Layout,
    layout_of,
    names_both_sides,
    plain_layout,
    row_numbers,
)
from quizapp.formats.tables.own_table import OLDEST, is_own
from quizapp.formats.tables.rows import Head, Row

MOST_ABOVE = 12  # rows above a header, such as the instructions of a template

_COLUMNS = {"tags": "tags", "deck": "topic", "guid": "id", "notetype": "kind"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How a table is laid out, and what is the same for every row."""

    layout: Layout
    width: int
    mark: str
    convert: Convert
    topic: str = ""
    tags: tuple[str, ...] = ()
    is_named: bool = True  # the columns have names
    above: int = 0  # rows up to the first card: the header, and what stands above it
    own: tuple[str, ...] = ()  # the names of the columns, where quizapp wrote the table
    sides_only: bool = False  # the columns are a front and a back, and those that are left out
    counted: bool = False  # the first column only counts the rows, and is left out


def table_of(head: Head, top: Sequence[Row], mark: str, mapping: Mapping[str, str] | None = None) -> Table:
    """Return the layout of a table by its first rows. `mapping` gives roles to columns by their names."""
    rows = [fields for _, fields in top]
    columns = head.settings.get("columns", "")
    names: Sequence[str]
    above = 0
    if columns:
        names = columns.split(mark if mark in columns else ",")
    else:
        names, above = _header(rows, bool(head.settings), mapping)
    below = rows[above:]
    counted = not head.settings and _counted(names, below)
    if counted:
        names, below = names[1:], [row[1:] for row in below]
    layout = layout_of(names, mapping, below) if names else None
    width = len(names) if layout else min(max(len(below[0]) if below else 1, _usual(below)), MOST_COLUMNS)
    named = bool(columns) or layout is not None
    layout = _with_settings(layout or plain_layout(width), width, head, named)
    return Table(
        layout=layout,
        sides_only=layout.has_sides_only and max(layout.ask, layout.answer) < width,
        width=width,
        mark=mark,
        convert=_convert(head, names, below),
        topic=head.settings.get("deck", "").strip().replace("::", "/"),
        tags=tuple(head.settings.get("tags", "").split()),
        is_named=named,
        above=above,
        own=tuple(names) if is_own(names) else (),
        counted=counted,
    )


def _header(
    rows: Sequence[Sequence[str]], is_set: bool, mapping: Mapping[str, str] | None
) -> tuple[Sequence[str], int]:  # fmt: skip
    """Return the names of the columns and how many rows end with them; ((), 0) where there is no header."""
    if is_set and not mapping:  # Anki names the columns in its settings
        return (), 0
    if layout_of(rows[0], mapping, rows[1:]) is not None:
        return rows[0], 1
    index = certain_header(rows)
    return (rows[index], index + 1) if index > 0 else ((), 0)


def certain_header(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of a row that names both sides, below rows with fewer cells; -1 where there is none."""
    for index, row in enumerate(rows[:MOST_ABOVE]):
        if names_both_sides(row) and all(sum(map(bool, above)) < len(row) for above in rows[:index]):
            return index
    return -1


def _counted(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    width = len(names) if names else max((len(row) for row in below), default=0)
    return width >= 3 and row_numbers(names, below)


def _usual(rows: Sequence[Sequence[str]]) -> int:
    """Return how many fields most rows have."""
    counts = [len(row) for row in rows if len(row) > 1]
    return max(set(counts), key=counts.count, default=1)


def _convert(head: Head, names: Sequence[str], below: Sequence[Sequence[str]]) -> Convert:
    if "html" in head.settings:
        return from_html if head.settings["html"].strip().lower() == "true" else from_plain
    if is_html(below):
        return from_html
    return str.strip if tuple(names[: len(OLDEST)]) == OLDEST or is_markdown(below) else from_plain


def _with_settings(layout: Layout, width: int, head: Head, named: bool) -> Layout:
    """Return the layout with the columns that Anki's settings name; fields are in those that are left."""
    special = {role: head.column(name) for name, role in _COLUMNS.items() if head.column(name) >= 0}
    if not special:
        return layout
    left = [index for index in range(width) if index not in special.values()]
    if not named and left:
        layout = Layout(ask=left[0], answer=left[1] if len(left) > 1 else -1, explain=tuple(left[2:]))
    kept = tuple(index for index in layout.explain if index not in special.values())
    own = {role: special.get(role, getattr(layout, role)) for role in _COLUMNS.values()}
    return replace(layout, explain=kept, tags=own["tags"], topic=own["topic"], id=own["id"], kind=own["kind"])
