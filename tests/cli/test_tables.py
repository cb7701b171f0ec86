"""The log and the cards' standing as tables: the same rows as the views for SQL have."""

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Run

RATE = '{"type": "rate", "rating": "good"}\n'


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table by their columns."""
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t" if path.suffix == ".tsv" else ","))


def seen(environ: dict[str, str], view: str, where: str) -> list[dict[str, str]]:
    """The rows of a view as text."""
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as connection:
        found = connection.execute(f"SELECT * FROM {view} WHERE {where}")
        names = [column[0] for column in found.description]
        return [
            {name: "" if value is None else str(value) for name, value in zip(names, row, strict=True)} for row in found
        ]


@pytest.fixture
def lived(quizapp: Run) -> Run:
    """Three answers, the last taken back; and another learner's answer."""
    quizapp("quiz", "--jsonl", "--limit", "3", stdin=RATE * 3)
    quizapp("undo")
    quizapp("quiz", "--jsonl", "--limit", "1", stdin=RATE, QUIZAPP_LEARNER="other")
    return quizapp


@pytest.mark.file
@pytest.mark.parametrize(
    ("name", "view", "where"),
    [
        ("reviews", "review_log", "learner <> 'other' ORDER BY at_utc, card"),
        ("cards", "card_status", "learner IS NOT 'other' ORDER BY card"),
    ],
)
@pytest.mark.parametrize("suffix", ["csv", "tsv"])
def test_a_table_has_what_the_view_has(
    lived: Run, environ: dict[str, str], tmp_path: Path, name: str, view: str, where: str, suffix: str
) -> None:
    """The learner's own rows alone; what was undone is in neither."""
    target = tmp_path / f"{name}.{suffix}"
    done = lived("export", "--as", name, "--to", str(target))
    assert done.returncode == 0, done.stderr
    rows, expected = read(target), seen(environ, view, where)
    assert [list(row) for row in rows[:1]] == [list(expected[0])]
    if name == "reviews":
        assert len(rows) == 2
        assert sorted(rows, key=lambda row: (row["at_utc"], row["card"])) == expected
    else:
        met = {row["card"]: row for row in expected if row["reviews"] != "0"}
        assert {row["card"]: row for row in rows if row["reviews"] != "0"} == met
        assert {row["learner"] for row in rows} == {rows[0]["learner"]}
        assert len(rows) == len({row["card"] for row in rows}) > 100


def test_a_scope_narrows_a_table(lived: Run, tmp_path: Path) -> None:
    """By deck and concept, and by tag."""
    everything, part, tagged = (tmp_path / f"{name}.csv" for name in "abc")
    lived("export", "--as", "cards", "--to", str(everything))
    lived("export", "concurrency/process", "--as", "cards", "--to", str(part))
    assert read(part) == [row for row in read(everything) if row["concept"] == "process"]
    lived("export", "#interpreter", "--as", "cards", "--to", str(tagged))
    assert read(tagged) == [row for row in read(everything) if '"interpreter"' in row["tags"]] != []


def test_a_place_that_cannot_be_written_is_one_clear_error(lived: Run, tmp_path: Path) -> None:
    """And nothing is left of it."""
    done = lived("export", "--as", "reviews", "--to", "/proc/nowhere/x.csv")
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert "cannot be written" in done.stderr
    (tmp_path / "taken").mkdir()
    assert lived("export", "--as", "reviews", "--to", str(tmp_path / "taken")).returncode == 3
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
