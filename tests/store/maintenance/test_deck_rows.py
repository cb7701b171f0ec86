"""Damaged rows of decks: commands end with one error, doctor names the row, and a repair installs the deck again."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Run

pytestmark = pytest.mark.file
COLUMNS = [("decks", "body"), ("concepts", "body"), ("concepts", "requires"), ("concepts", "tags"), ("cards", "body"),
           ("cards", "tags")]  # fmt: skip
WRONG = ["", "3", "[" * 3000, '{"a": 1}']
NO_UTF8 = [
    ("decks", "title"), ("decks", "source"), ("decks", "body"), ("concepts", "title"), ("concepts", "body"),
    ("cards", "body"), ("cards", "tags"), ("cards", "file"), ("cards", "card"), ("concepts", "concept"),
]  # fmt: skip
READING = (
    ("status",), ("quiz", "--jsonl", "--limit", "1"), ("progress", "--json"), ("learn",), ("cards", "list"), ("prove",),
    ("deck", "show", "concurrency"), ("export", "concurrency", "--to", "out"), ("cards", "show", "start-up"),
)  # fmt: skip
RATE = '{"type": "rate", "rating": "good"}\n'


def damage(path: str, table: str, column: str, value: str, where: str = "1") -> None:
    """Overwrite a column of rows, as a flipped bit would."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", [value])
        raw.commit()


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_command_ends_with_one_error_and_a_repair_mends_it(
    quizapp: Run, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, column: str
) -> None:
    """Whatever is in the row; the history of its cards stays."""
    monkeypatch.chdir(tmp_path)
    quizapp("quiz", "--jsonl", "--limit", "1", stdin=RATE)
    before = quizapp("cards", "list", "--json").stdout
    for value in WRONG:
        damage(environ["QUIZAPP_DB"], table, column, value)
        for words in READING:
            done = quizapp(*words, QUIZAPP_DEBUG="0")
            assert done.returncode in (0, 1, 2, 3, 4), (words, value, done.stderr)
            assert "error of its own" not in done.stderr, (words, value)
        found = json.loads(quizapp("doctor", "--json").stdout)
        assert [each["code"] for each in found["findings"] if each["code"] != "permissions"] == ["damaged-deck"], (
            value,
            found,
        )
        mended = quizapp("doctor", "--repair")
        assert mended.returncode == 0, (value, mended.stdout, mended.stderr)
        assert "installed it again" in mended.stdout
        assert quizapp("cards", "list", "--json").stdout == before


@pytest.mark.parametrize(("table", "column"), NO_UTF8)
def test_a_text_that_is_no_utf8_is_a_damaged_row(
    quizapp: Run, environ: dict[str, str], table: str, column: str
) -> None:
    """Python would refuse every query that reads it, also that of doctor."""
    quizapp("quiz", "--jsonl", "--limit", "1", stdin=RATE)
    before = quizapp("cards", "list", "--json").stdout
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as raw:
        raw.execute(f"UPDATE {table} SET {column} = CAST(x'ff41' AS TEXT) WHERE rowid = 1")
        raw.commit()
    for words in READING:
        done = quizapp(*words, QUIZAPP_DEBUG="0")
        assert done.returncode in (0, 1, 2, 3, 4), (words, done.stderr)
        assert "error of its own" not in done.stderr, words
    found = json.loads(quizapp("doctor", "--json").stdout)
    assert "damaged-deck" in [each["code"] for each in found["findings"]], found
    mended = quizapp("doctor", "--repair")
    assert mended.returncode == 0, (mended.stdout, mended.stderr)
    assert quizapp("cards", "list", "--json").stdout == before
    assert quizapp("doctor").returncode == 0


def test_another_deck_is_imported_again(quizapp: Run, environ: dict[str, str], foreign_deck: Path) -> None:
    """Doctor says from where, and the import is not taken for one of known content."""
    quizapp("import", str(foreign_deck))
    damage(environ["QUIZAPP_DB"], "cards", "body", "{", "deck = 'mine'")
    done = quizapp("doctor", "--repair")
    assert f"Import it again: quizapp import {foreign_deck}" in done.stdout
    assert quizapp("import", str(foreign_deck)).returncode == 0
    assert quizapp("doctor").returncode == 0
    assert len(json.loads(quizapp("cards", "list", "mine", "--json").stdout)) == 3
