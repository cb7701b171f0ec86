"""The exported tables of the log and of card states equal the SQL views."""

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Run

RATE = '{"type": "rate", "rating": "good"}\n'


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table by column."""
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t" if path.suffix == ".tsv" else ","))


def seen(environ: dict[str, str], view: str, where: str) -> list[dict[str, str]]:
    """Return the rows of a view as text."""
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as connection:
        found = connection.execute(f"SELECT * FROM {view} WHERE {where}")
        names = [column[0] for column in found.description]
        return [
            {name: "" if value is None else str(value) for name, value in zip(names, row, strict=True)} for row in found
        ]


@pytest.fixture
def with_answers(quizapp: Run) -> Run:
    """Record three answers, the last undone, and one of another learner."""
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
def test_table_equals_the_view(
    with_answers: Run, environ: dict[str, str], tmp_path: Path, name: str, view: str, where: str, suffix: str
) -> None:
    """Only the learner's rows, without undone ones."""
    target = tmp_path / f"{name}.{suffix}"
    done = with_answers("export", "--as", name, "--to", str(target))
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


def test_scope_filters_a_table(with_answers: Run, tmp_path: Path) -> None:
    """By deck and concept, and by tag."""
    everything, part, tagged = (tmp_path / f"{name}.csv" for name in "abc")
    with_answers("export", "--as", "cards", "--to", str(everything))
    with_answers("export", "concurrency/process", "--as", "cards", "--to", str(part))
    assert read(part) == [row for row in read(everything) if row["concept"] == "process"]
    with_answers("export", "#interpreter", "--as", "cards", "--to", str(tagged))
    assert read(tagged) == [row for row in read(everything) if '"interpreter"' in row["tags"]] != []


def test_unwritable_target_is_one_clear_error(with_answers: Run, tmp_path: Path) -> None:
    """No partial file is left."""
    done = with_answers("export", "--as", "reviews", "--to", "/proc/nowhere/x.csv")
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert "cannot be written" in done.stderr
    (tmp_path / "taken").mkdir()
    assert with_answers("export", "--as", "reviews", "--to", str(tmp_path / "taken")).returncode == 3
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_revlogs_have_the_columns_of_the_benchmark(quizapp: Run, tmp_path: Path) -> None:
    """Numbers alone: no id, no text; what was undone or crammed is left out."""
    again = '{"type": "rate", "rating": "again"}\n'
    quizapp("quiz", "--jsonl", "--limit", "1", stdin=again, QUIZAPP_NOW="2026-03-02T23:00:00+00:00")
    quizapp("quiz", "--jsonl", "--limit", "2", stdin=RATE * 2, QUIZAPP_NOW="2026-03-03T01:30:05+00:00")
    quizapp("undo")
    quizapp("quiz", "concurrency/process", "--cram", "--jsonl", "--limit", "1", stdin=RATE)
    quizapp("quiz", "--jsonl", "--limit", "1", stdin=RATE, QUIZAPP_NOW="2026-03-04T12:00:00+00:00")
    target = tmp_path / "revlogs.csv"
    assert quizapp("export", "--as", "revlogs", "--to", str(target)).returncode == 0
    names = ["card_id", "day_offset", "rating", "state", "duration", "elapsed_days", "elapsed_seconds"]
    first, second, third = read(target)
    assert list(first) == names
    assert list(first.values()) == ["1", "0", "1", "0", "0", "-1", "-1"]
    assert list(second.values()) == ["1", "0", "3", "1", "0", "0", "9005"]  # before the rollover: the same study day
    assert third["day_offset"] == "2"
    assert third["rating"] == "3"


def test_revlogs_of_a_scope_are_numbered_within_it(with_answers: Run, tmp_path: Path) -> None:
    target = tmp_path / "revlogs.tsv"
    with_answers("export", "#no-such-tag", "--as", "revlogs", "--to", str(target))
    assert not target.exists()
    assert with_answers("export", "concurrency", "--as", "revlogs", "--to", str(target)).returncode == 0
    assert [row["card_id"] for row in read(target)] == ["1", "2"]
