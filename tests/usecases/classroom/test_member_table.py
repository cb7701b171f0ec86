"""Members of a class are read from a table, and every wrong row is reported with its line."""

from pathlib import Path

import pytest

from quizapp.store.classroom.setup import NewMember
from quizapp.usecases.classroom.member_table import MemberTable, read_members

FILE = Path("members.csv")
ANNA = NewMember(name="anna", password=None, teacher=False)


def read(text: str, encoding: str = "utf-8") -> MemberTable:
    """Return the members in a text."""
    return read_members(FILE, text.encode(encoding))


def test_columns_are_found_by_their_names() -> None:
    """In any order and case; what is empty or missing has a default."""
    found = read('Teacher,NAME,password,group\n,anna,,red\nyes,tess,"a, ""b"" ",\nno,ben,,red  blue\n')
    assert found.problems == []
    assert found.members == [
        NewMember(name="anna", password=None, teacher=False, groups=("red",)),
        NewMember(name="tess", password='a, "b" ', teacher=True),
        NewMember(name="ben", password=None, teacher=False, groups=("red", "blue")),
    ]
    assert read("name\nanna\n").members == [ANNA]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_spreadsheets_may_write_the_table_in_their_way(encoding: str, mark: str, end: str) -> None:
    """Commas, semicolons or tabs, with a byte order mark or without."""
    found = read(end.join(["name,group", "Zoë,red", ""]).replace(",", mark), encoding)
    assert found.members == [NewMember(name="Zoë", password=None, teacher=False, groups=("red",))]
    assert found.problems == []


def test_every_wrong_row_has_its_line() -> None:
    """The other rows are read too, so that all errors are reported at once."""
    rows = ["name;teacher;group", "anna;;", "pg_x;;", ";yes;", "anna;;", "", "ben;perhaps;", "tess;yes;red", "a;;;b"]
    found = read("\n".join(rows))
    assert [(each.location.line, each.code) for each in found.errors] == [
        (3, "member-name"), (4, "member-name"), (5, "member-name"), (7, "member-teacher"), (8, "member-group"),
        (9, "member-row"),
    ]  # fmt: skip
    assert "line 2" in found.errors[2].message
    assert found.members == [ANNA]
    assert all(each.hint and each.location.file == str(FILE) for each in found.errors)


@pytest.mark.parametrize("text", ["", "anna\nben\n", "name,name\na,b\n", "name,age\nanna,7\n", "name\n"])
def test_table_without_header_or_rows_is_refused(text: str) -> None:
    """So that the first member is not taken for the header."""
    found = read(text)
    assert (len(found.errors), found.members) == (1, [])


def test_no_member_has_the_pseudonym_of_a_removed_one() -> None:
    """They could read the history of the removed member."""
    assert [each.code for each in read("name\nremoved-1234\n").errors] == ["member-name"]
