"""What `import` reports about skipped content: grouped by cause, with what to do."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run

pytestmark = pytest.mark.once


def table(folder: Path, bad: int) -> Path:
    """Write a table with one card and some rows without a back."""
    path = folder / "words.csv"
    path.write_text("front,back\n" + "q,a\n" * 20 + "".join(f"lonely {row},\n" for row in range(bad)))
    return path


def test_thousand_rows_without_a_back_are_one_message(quizapp: Run, tmp_path: Path) -> None:
    """With the count, the first three places and the hint; --verbose and --json list all."""
    path = table(tmp_path, 900)
    short = quizapp("import", str(path), "--dry-run").stderr.splitlines()
    assert len(short) < 20
    assert "warning[unplaced] 900 times: a row without a front or a back could not be placed" in short
    assert [line.strip() for line in short if "words.csv:2" in line][-3:] == [
        f"{path}:{line}:1" for line in (22, 23, 24)
    ]
    assert short[-1] == "--verbose lists every place."
    whole = quizapp("import", str(path), "--dry-run", "--verbose").stderr
    assert whole.count("warning[unplaced]") == 900
    assert "--verbose" not in whole
    problems = json.loads(quizapp("import", str(path), "--dry-run", "--json").stdout)["problems"]
    assert sum(each["code"] == "unplaced" for each in problems) == 900


def test_duplicate_rows_are_listed(quizapp: Run, tmp_path: Path) -> None:
    """With the line of the first."""
    done = quizapp("import", str(table(tmp_path, 0)))
    assert done.returncode == 0
    assert "warning[duplicate-card] 19 times: this card is the same as that of line 2" in done.stderr


def test_file_with_errors_is_reported_with_their_number(quizapp: Run, tmp_path: Path) -> None:
    """And what to do; valid files next to it are imported."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("concept: naps\ntitle: Naps\nsections: {}\n")
    done = quizapp("import", str(bad), str(table(tmp_path, 0)))
    assert (done.returncode, "20 added" in done.stdout) == (3, True)
    last = done.stderr.splitlines()[-1]
    assert last == f"Not imported: 8 errors in {bad}. Correct the file and import it again."
    assert "0 errors" not in done.stderr


def test_duplicate_key_in_a_list_is_a_warning(quizapp: Run, tmp_path: Path) -> None:
    """The card gets the first value; in a deck file it is an error, which refuses the deck."""
    path = tmp_path / "cards.yaml"
    path.write_text("- question: A?\n  answer: b\n  answer: c\n")
    done = json.loads(quizapp("import", str(path), "--json").stdout)
    assert [(each["code"], each["severity"]) for each in done["problems"]] == [("duplicate-key", "warning")]
    assert done["decks"][0]["added"] == 1
