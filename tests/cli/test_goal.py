"""quizapp plan --by: what a day takes, and what the quiz does about it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import NOON, Run


def new_today(quizapp: Run) -> int:
    """Return how many new cards `status` announces."""
    return int(json.loads(quizapp("status", "--json").stdout)["new"])


def first_new(quizapp: Run) -> str:
    """Return the concept of the first question."""
    line = quizapp("quiz", "--jsonl", stdin="").stdout.splitlines()[0]
    return str(json.loads(line)["card"]).split("/")[1]


def test_a_goal_raises_the_new_cards_of_a_day_and_its_cards_come_first(quizapp: Run) -> None:
    assert (new_today(quizapp), first_new(quizapp)) == (12, "concurrency")
    plan = json.loads(quizapp("plan", "concurrency", "--by", "2026-03-10", "--json").stdout)
    assert plan["new_a_day"] == -(-plan["unseen"] // (plan["days"] - 2))
    assert new_today(quizapp) > 12  # siblings wait for the next day
    assert "no goal" in quizapp("plan", "concurrency", "--by", "none").stdout
    assert new_today(quizapp) == 12


def test_the_cards_of_a_tag_come_before_earlier_ones(quizapp: Run, tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("front,back,tags\none,1,exam\ntwo,2,exam\nthree,3,other\n")
    assert quizapp("import", str(tmp_path / "words.csv")).returncode == 0
    assert first_new(quizapp) == "concurrency"
    assert quizapp("plan", "#exam", "--by", "2026-04-01").returncode == 0
    assert first_new(quizapp) == "words"
    assert "Goal: #exam by 2026-04-01" in quizapp("plan", "--months", "1").stdout


def test_a_dry_run_sets_no_goal(quizapp: Run) -> None:
    said = quizapp("plan", "concurrency", "--by", "2026-03-05", "--dry-run").stdout
    assert "recalled on the day" in said
    assert "Set as a goal" not in said
    assert new_today(quizapp) == 12


@pytest.mark.parametrize("by", ["soon", NOON[:10], "2020-01-01", ""])
def test_a_day_that_is_not_ahead_is_one_error(quizapp: Run, by: str) -> None:
    done = quizapp("plan", "concurrency", "--by", by)
    assert (done.returncode, done.stderr.count("error:")) == (2, 1)


@pytest.mark.file
def test_a_goal_of_another_device_counts_after_a_merge(quizapp: Run, environ: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as source, closing(sqlite3.connect(other)) as target:
        source.backup(target)
        target.execute("DELETE FROM meta WHERE key = 'device'")
        target.commit()
    assert quizapp("plan", "concurrency", "--by", "2026-03-10", QUIZAPP_DB=str(other)).returncode == 0
    assert quizapp("merge", str(other)).returncode == 0
    assert new_today(quizapp) > 12
