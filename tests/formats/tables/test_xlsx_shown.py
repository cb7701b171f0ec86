"""Links, and numbers that a spreadsheet shows in another form than their value."""

import zipfile
from pathlib import Path

import pytest

from quizapp.formats.registry import read_path
from quizapp.formats.tables.xlsx_shown import ShownOtherwise, number_formats
from tests.formats.tables.test_xlsx_reader import row, workbook

STYLES = """<styleSheet><numFmts><numFmt numFmtId="164" formatCode="000"/><numFmt numFmtId="165" formatCode="d/m/yy"/>
<numFmt numFmtId="166" formatCode="0.00 &quot;years&quot;"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="9" fontId="1"><alignment/></xf><xf numFmtId="164"/><xf numFmtId="165"/>
<xf numFmtId="14"/><xf numFmtId="49"/><xf numFmtId="2"/><xf numFmtId="166"/></cellXfs></styleSheet>"""


def test_formats_of_numbers_are_those_of_the_styles_of_cells() -> None:
    """Neither dates, nor text, nor the styles that others are derived from."""
    assert number_formats(STYLES) == {1: "0%", 2: "000", 6: "0.00", 7: '0.00 "years"'}
    assert number_formats("") == number_formats("<styleSheet><cellXfs") == {}


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ('<c r="A1" s="1"><v>0.5</v></c>', 1),
        ('<c r="A1" s="2"><v>7</v></c>', 1),
        ('<c r="A1" s="2"><v>1234</v></c>', 0),
        ('<c r="A1" s="6"><v>2.25</v></c>', 0),
        ('<c r="A1" s="6"><v>2.5</v></c>', 1),
        ('<c r="A1" s="2"><f>A2+1</f><v>7</v></c>', 1),
        ('<c r="A1" s="1" t="s"><v>5</v></c>', 0),
        ('<c r="A1" s="3"><v>45000</v></c>', 0),
        ('<c r="A1"><v>0.5</v></c>', 0),
        ('<x:c r="A1" s="1"><x:v>1E-2</x:v></x:c>', 1),
        ('<c s="1"><v>1.2.3</v></c><c s="99"><v>1</v></c><c s="x"><v>1</v></c>', 0),
    ],
)
def test_numbers_in_another_form_are_counted(cell: str, count: int) -> None:
    shown = ShownOtherwise(number_formats(STYLES))
    shown.look(cell.encode())
    assert shown.numbers == count


def test_both_are_told(tmp_path: Path) -> None:
    """With what to do, and the first of such cells."""
    sheet = row(1, "front", "back") + '<row r="2"><c r="A2" s="1"><v>0.5</v></c><c r="B2" s="2"><v>7</v></c></row>'
    path = workbook(tmp_path / "a.xlsx", sheet + '<hyperlinks/><hyperlink ref="A1"/><hyperlink ref="A2"/>')
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/styles.xml", STYLES)
    assert [(each.message, bool(each.hint)) for each in read_path(path).problems] == [
        ("2 links could not be placed", True),
        ("the form of 2 numbers, such as `0%` in A2, could not be placed", True),
    ]
