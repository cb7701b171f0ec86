"""Spreadsheets: each sheet is a table."""

import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from quizapp.errors import QuizError
from quizapp.formats.common.archive_limits import ArchiveLimits
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.reader import ReadOptions
from quizapp.formats.registry import format_of, read_path
from quizapp.formats.tables.xlsx_reader import _text

SAMPLE = Path(__file__).parents[3] / "data/samples/table.xlsx"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def workbook(path: Path, sheet: str, more: Sequence[str] = (), merged: Sequence[str] = ()) -> Path:
    """Write a workbook with one sheet, whose rows are given as XML, and empty entries with other names."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" Target="xl/workbook.xml" '
            f'Type="{RELATIONS}/officeDocument"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Target="worksheets/sheet1.xml" '
            f'Type="{RELATIONS}/worksheet"/></Relationships>',
        )
        cells = "".join(f'<mergeCell ref="{each}"/>' for each in merged)
        cells = f"<mergeCells>{cells}</mergeCells>" if cells else ""
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData>{cells}</worksheet>'
        )
        for name in more:
            archive.writestr(name, "")
    return path


def row(number: int, *texts: str) -> str:
    cells = "".join(
        f'<c r="{chr(65 + index)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for index, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'


def questions_of(imported: Imported) -> list[tuple[str, str]]:
    return [
        (card.body["ask"], card.body["answer"])
        for deck in imported.card_decks
        for topic in deck.topics
        for card in topic.cards
    ]


def test_sample() -> None:
    """Five cards of two sheets; numbers, dates and booleans as Excel shows them; a hidden sheet is reported."""
    assert format_of(SAMPLE) == "xlsx"
    imported = read_path(SAMPLE)
    (deck,) = imported.card_decks
    assert [(topic.title, len(tuple(topic.cards))) for topic in deck.topics] == [("Words", 3), ("Capitals", 2)]
    sea, one, day = deck.topics[0].cards
    assert sea.body == {"kind": "recall", "ask": "la mer", "answer": "the sea", "explain": "a\nb"}
    assert sea.tags == ("nature", "water") and sea.place.line == 2
    assert one.body["answer"] == "1" and (day.body["answer"], day.body["explain"]) == ("2026-11-28", "TRUE")
    assert ("Estonia", "Tallinn") in questions_of(imported)
    assert [(str(each.location), each.message) for each in imported.problems] == [
        (f"{SAMPLE}:1:1", "the hidden sheet `Hidden` could not be placed"),
        (f"{SAMPLE}/Capitals:5:1", "a row without a front or a back could not be placed"),
    ]


def test_single_sheet_has_no_list_and_columns_get_roles_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", row(1, "gloss", "lemma") + row(3, "sea", "mer"), ["xl/media/image1.png"])
    imported = read_path(path, options=ReadOptions(mapping={"lemma": "ask", "gloss": "answer"}))
    assert questions_of(imported) == [("mer", "sea")] and imported.card_decks[0].topics[0].title == "A"
    assert [each.message for each in imported.problems] == ["1 picture of the spreadsheet could not be placed"]


@pytest.mark.parametrize(
    "sheet",
    [
        row(1, "a", "b") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        row(1, "a", "b") + '<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="900000"><c><v>1</v></c></row>',
    ],
)
def test_cells_far_apart_are_refused(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(QuizError, match="more than 10,000,000 cells"):
        read_path(workbook(tmp_path / "a.xlsx", sheet))


def test_sheet_beyond_the_size_limit_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", row(1, "a" * (3 << 20), "b"))
    with pytest.raises(QuizError, match="import_entries"):
        try:
            read_path(path, options=ReadOptions(limits=ArchiveLimits(entries=2)))
        except QuizError as error:
            raise QuizError(error.hint) from None


@pytest.mark.parametrize("sheet", ["<row", "<row r='x'><c r='?'/></row>"])
def test_damaged_sheet_is_refused_or_empty(tmp_path: Path, sheet: str) -> None:
    try:
        imported = read_path(workbook(tmp_path / "a.xlsx", sheet))
    except QuizError as error:
        assert "cannot be read" in error.message
    else:
        assert imported.card_decks == () and imported.problems[-1].severity == "error"


def test_library_is_loaded_only_when_needed() -> None:
    code = "import sys, quizapp.formats.tables.xlsx_reader; assert 'python_calamine' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_merged_cells_count_in_each_of_their_rows(tmp_path: Path) -> None:
    """A topic beside its cards; a title over the columns stays one, and rows are numbered where there are numbers."""
    sheet = row(1, "My cards") + row(2, "#", "topic", "front", "back")
    sheet += row(3, "1", "Wars", "When?", "1918") + row(4, "2", "", "Where?", "Verdun") + row(5, "", "", "Who?", "Foch")
    path = workbook(tmp_path / "a.xlsx", sheet, merged=["A1:D1", "B3:B5", "Z9:Z12"])
    imported = read_path(path)
    (deck,) = imported.card_decks
    assert [(topic.title, len(tuple(topic.cards))) for topic in deck.topics] == [("Wars", 3)]
    assert questions_of(imported) == [("When?", "1918"), ("Where?", "Verdun"), ("Who?", "Foch")]
    assert all("explain" not in card.body for topic in deck.topics for card in topic.cards)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(0.1 + 0.2, "0.3"), (1e20, "1e+20"), (2.0, "2"), (timedelta(hours=26, minutes=3, seconds=4), "26:03:04")],
)
def test_numbers_and_durations_are_shown_as_in_a_spreadsheet(cell: float | timedelta, shown: str) -> None:
    assert _text(cell) == shown
