"""The page reader sees what SQLite sees, whatever the page size and the types of values."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.store.maintenance.sqlite_pages import page_size, records
from tests.store.maintenance.conftest import rows_of

pytestmark = pytest.mark.file
EDGES = [
    0,
    1,
    2,
    -1,
    127,
    128,
    -128,
    -129,
    2**15 - 1,
    2**15,
    -(2**15) - 1,
    2**23,
    2**31,
    2**47 - 1,
    2**47,
    -(2**47) - 1,
]
INTEGERS = [*EDGES, 2**63 - 1, -(2**63)]
ROW = b"\x05\x01\x13\x00\x0e\x07abcx"  # a header of five bytes: an integer, text of 3, NULL, one byte
VALUES = [(7, "abc", None, b"x")]


def values(size: int) -> list[tuple[object, ...]]:
    """Return rows of every type, with lengths on both sides of what a page can hold."""
    rows: list[tuple[object, ...]] = [(n, None, float(n) + 0.5, bytes([n % 256])) for n in INTEGERS]
    rows += [("", b"", "é\n", None), (1.5e300, "x", -0.25, b"\xff\x00")]
    # Four bytes of types and one of length: text begins to overflow the page near size - 40.
    lengths = {*range(size - 48, size - 34), 2 * size - 50, 3 * size, 5 * size + 7, 50, 64, 70, 128, 300, 9000}
    rows += [(n, "t" * n, n % 3, None) for n in sorted(lengths)]
    rows += [(None, b"b" * n, "end", 7) for n in sorted(lengths)]
    rows += [(n, None, "short", 1) for n in range(700)]  # more than 255 on a page
    return rows


def filled(path: Path, size: int) -> list[tuple[object, ...]]:
    """Create a database with pages of a size; return its rows as SQLite reads them."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA page_size = {size}")
        raw.execute("CREATE TABLE t (a, b, c, d)")
        raw.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", values(size))
        for rowid in (-5, 2**20, 2**40, 2**62):  # a row id takes one to nine bytes
            raw.execute("INSERT INTO t (rowid, a, b, c, d) VALUES (?, 1, 2, 3, 4)", [rowid])
        raw.commit()
        return raw.execute("SELECT * FROM t").fetchall()


@pytest.mark.parametrize("size", [512, 1024, 4096, 65536])
def test_every_record_is_read_at_every_page_size(tmp_path: Path, size: int) -> None:
    """No more and no fewer than there are."""
    path = tmp_path / "x.db"
    rows = filled(path, size)
    assert page_size(path.read_bytes()) == size
    assert Counter(records(path, [4])) == Counter(rows)
    assert [row[1] for row in records(path, [5])] == ["t"]
    assert list(records(path, [3])) == []


def test_wal_file_is_read_too(tmp_path: Path) -> None:
    """Its records may be in the file as well, and then come twice."""
    path = tmp_path / "x.db"
    rows = filled(path, 1024)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA wal_autocheckpoint = 0")
        raw.executemany("INSERT INTO t VALUES (?, 'late', 1.5, 0)", [[n] for n in range(400)])
        raw.commit()
        late = {(n, "late", 1.5, 0) for n in range(400)}
        found = Counter(records(path, [4]))
        assert found.keys() == set(rows) | late
        path.with_name("x.db-wal").write_bytes(path.with_name("x.db-wal").read_bytes()[:-600])
        assert set(records(path, [4])) >= set(rows)


@pytest.mark.parametrize(
    ("stated", "size"), [(1, 65536), (512, 512), (32768, 32768), (256, 4096), (0, 4096), (1000, 4096), (513, 4096)]
)
def test_page_size_comes_from_the_header(stated: int, size: int) -> None:
    """4096 where the header has no valid size."""
    head = b"SQLite format 3\0" + stated.to_bytes(2, "big") + bytes(82)
    assert page_size(head) == size
    assert page_size(b"?" + head[1:]) == 4096
    assert page_size(head[:16]) == 4096


def records_with(tmp_path: Path, change: bytes) -> list[tuple[object, ...]]:
    """Return what is read where the record's bytes are replaced."""
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE IF NOT EXISTS t (a, b, c, d)")
        raw.execute("DELETE FROM t")
        raw.execute("INSERT INTO t VALUES (7, 'abc', NULL, X'78')")
        raw.commit()
    content = path.read_bytes()
    assert content.count(ROW) == 1
    path.write_bytes(content.replace(ROW, change))
    found = list(records(path, [4]))
    path.write_bytes(content)
    return found


@pytest.mark.parametrize(
    "change",
    [
        b"\x05\x0a\x13\x00\x0e\x07abcx",  # reserved types
        b"\x05\x0b\x13\x00\x0e\x07abcx",
        b"\x05\x02\x13\x00\x0e\x07abcx",  # longer than the record
        b"\x05\x00\x13\x00\x0e\x07abcx",  # shorter
        b"\x05\x01\x13\x00\x0e\x07\xff\xfe\xfdx",  # not UTF-8
        b"\x04\x01\x13\x00\x0e\x07abcx",  # a header of three types
        b"\x7f\x01\x13\x00\x0e\x07abcx",
        b"\x05\x01\x13\x00\x82\x07abcx",
    ],
)
def test_invalid_record_is_skipped(tmp_path: Path, change: bytes) -> None:
    """Whatever its bytes are."""
    assert records_with(tmp_path, ROW) == VALUES
    assert records_with(tmp_path, change) == []


def test_unreadable_pages_do_not_affect_others(tmp_path: Path) -> None:
    """A page that is no leaf, half a page, an overflow page that is missing or wrong."""
    path = tmp_path / "x.db"
    rows = filled(path, 512)
    content = path.read_bytes()
    path.write_bytes(content + b"\x0d" * 300)
    assert Counter(records(path, [4])) == Counter(rows)
    # Without the second half of the file only existing rows are read.
    path.write_bytes(content[: len(content) // 1024 * 512])
    found = Counter(records(path, [4]))
    assert found and found < Counter(rows)
    path.write_bytes(b"")
    assert list(records(path, [4])) == []


def test_every_event_is_read_without_sqlite(whole: Path) -> None:
    """Including those on overflow pages."""
    rows = rows_of(whole)
    assert page_size(whole.read_bytes()) == 4096
    assert {record for record in records(whole, [9, 10]) if isinstance(record[3], int)} >= rows
