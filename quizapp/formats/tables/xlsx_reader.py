"""Reads spreadsheets (.xlsx): each sheet is a table, whose rows are read like those of a text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from quizapp.core.counting import counted
from quizapp.errors import QuizError
from quizapp.formats.common.deck_builder import Draft, gather
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions
from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.common.zip_source import ZipSource, names_in, opened
from quizapp.formats.tables.rows import Row
from quizapp.formats.tables.table_reader import drafts_of_rows
from quizapp.formats.tables.xlsx_shown import STYLES, ShownOtherwise, number_formats

NAME = "xlsx"
TITLE = "spreadsheets (.xlsx)"
FACTS = Facts(
    name="Spreadsheets: `.xlsx`",
    section="tables",
    evidence="an archive with a workbook",
    keeps=("tags", "media"),
    samples=("table.xlsx",),
)

MOST_BYTES = 200 << 20  # of all sheets, unpacked
MOST_CELLS = 10_000_000  # between the first and the last of a sheet, filled or not: the library makes room for all
WORKBOOK = "xl/workbook.xml"
_MEDIA = re.compile(r"xl/media/", re.IGNORECASE)
_PLACE = re.compile(rb"""\br\s{0,9}=\s{0,9}["']([A-Za-z]{0,9})(\d{1,20})["']""")

Range = tuple[tuple[int, int], tuple[int, int]]  # row and column of the first and of the last cell, from 0
Cell = int | float | str | bool | time | date | datetime | timedelta


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is an archive with a workbook in it."""
    return WORKBOOK in names_in(path, head)


def read(path: Path, options: ReadOptions) -> Imported:
    """Return a card for every row; of several sheets each is a list. Raises QuizError where it cannot be read."""
    notes = ProblemLog(str(path))
    archive = opened(path, options.limits)
    shown = _looked_through(archive)
    if shown.links:
        notes.unplaced(counted(shown.links, "link"), 1, 1, "Write the addresses into a column of their own.")
    if shown.numbers:
        cell, code = shown.example
        what = f"the form of {counted(shown.numbers, 'number')}, such as `{code[:40]}` in {cell or 'a cell'},"
        notes.unplaced(what, 1, 1, "Their values were read. Write such cells as text to keep how they look.")
    if pictures := sum(bool(_MEDIA.match(name)) for name in archive.names):
        what = f"{pictures} picture{'s' * (pictures > 1)} of the spreadsheet"
        notes.unplaced(what, 1, 1, "Name picture files in the cells instead.")
    sheets = list(_sheets(path, notes))
    drafts: list[Draft] = []
    for name, rows in sheets:
        notes.file = f"{path}/{name}" if len(sheets) > 1 else str(path)
        for draft in drafts_of_rows(rows, options.mapping, notes):
            draft.topic = draft.topic or (name.replace("/", " ") if len(sheets) > 1 else "")
            drafts.append(draft)
    notes.file = str(path)
    if not drafts:
        notes.error("no-cards", "no row with a front and a back was found", "Write `front`, `back` columns.", 1, 1)
    return imported_cards(gather(path, drafts, notes), notes.problems())


def _looked_through(archive: ZipSource) -> ShownOtherwise:
    """Return what the sheets show that is not in their values.

    Raises QuizError where they unpack to too much, or their cells lie too far apart.
    """
    left = MOST_BYTES
    styles = archive.read(STYLES, left).decode("utf-8", "replace") if STYLES in archive.names else ""
    shown = ShownOtherwise(number_formats(styles))
    for name in archive.names:
        if _MEDIA.match(name):
            continue
        content = archive.read(name, left)
        left -= len(content)
        # The workbook says which entries are sheets: any may be one.
        if content[:2] in (b"\xff\xfe", b"\xfe\xff") or (b"sheetData" in content and _area(content) > MOST_CELLS):
            message = (
                f"{archive.path}: `{name[:60]}` in it has more than {MOST_CELLS:,} cells from the first to the last."
            )
            raise QuizError(message, "Delete the cells far below and to the right of the table, or save it as CSV.")
        if b"sheetData" in content:
            shown.look(content)
    return shown


def _area(sheet: bytes) -> int:
    """Return how many cells a sheet has from the first to the last, filled or not."""
    columns: set[bytes] = set()
    last = 1
    for column, row in _PLACE.findall(sheet):
        columns.add(column.upper())
        last = max(last, int(row))
    return last * max((_number(column) for column in columns), default=1)


def _number(column: bytes) -> int:
    """Return the number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return max(number, 1)


def _sheets(path: Path, notes: ProblemLog) -> Iterator[tuple[str, list[Row]]]:
    """Yield the name and the rows of each sheet that is shown and not empty; hidden ones are listed."""
    # Loaded when a spreadsheet is read, and not before; type checkers need not have it.
    import python_calamine as calamine  # type: ignore[import-not-found,unused-ignore]

    try:
        with calamine.load_workbook(str(path)) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.typ is not calamine.SheetTypeEnum.WorkSheet:
                    continue
                found = workbook.get_sheet_by_name(sheet.name)
                first = found.start[0] + 1 if found.start else 1
                cells = [_texts(row) for row in found.to_python()]
                _fill_down(cells, found.merged_cell_ranges or (), found.start or (0, 0))
                rows = [(number, row) for number, row in enumerate(cells, first)]
                rows = [row for row in rows if any(row[1])]
                if rows and sheet.visible is not calamine.SheetVisibleEnum.Visible:
                    notes.unplaced(f"the hidden sheet `{sheet.name[:40]}`", 1, 1, "Show it in the spreadsheet first.")
                elif rows:
                    yield sheet.name, rows
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise QuizError(f"{path}: the spreadsheet cannot be read: {error}", "Save it again, or as CSV.") from None


def _fill_down(cells: list[list[str]], merged: Iterable[Range], start: tuple[int, int]) -> None:
    """Write the text of cells that are merged over several rows, such as a topic beside its cards, into each row.

    A cell that is merged over columns alone, such as a title, stays as it is.
    """
    left_over = MOST_CELLS
    for (top, left), (bottom, _) in merged:
        row, column = top - start[0], left - start[1]
        if left_over > 0 and 0 <= row < len(cells) and 0 <= column < len(cells[row]):
            below = cells[row + 1 : bottom - start[0] + 1]
            left_over -= len(below)
            for each in below:
                each[column] = each[column] or cells[row][column]


def _texts(row: Sequence[Cell]) -> list[str]:
    return [_text(cell) for cell in row]


def _text(cell: Cell) -> str:
    """Return a cell's text: integers without a fraction, dates without a time of midnight."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.15g}"  # as many digits as a spreadsheet shows of 0.1 + 0.2
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(cell).strip()
