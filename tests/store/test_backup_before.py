"""Backups before changes of many cards."""

import resource
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.errors import QuizError
from quizapp.store.backup import backups
from quizapp.store.backup.backups import backups_of
from quizapp.store.backup_before import keep_before
from quizapp.store.database import open_store
from tests.conftest import Run
from tests.store.devices import START, add_answers

pytestmark = [pytest.mark.file, pytest.mark.usefixtures("tokyo")]


def test_one_backup_per_reason_and_opened_store(path: Path) -> None:
    """A store opened again takes another one; a backup that failed is tried again."""
    with closing(open_store(path, "me")) as store:
        (path.parent / "backups").write_text("in the way")
        with pytest.raises(QuizError):
            keep_before(store, "import", START)
        (path.parent / "backups").unlink()
        keep_before(store, "import", START)
        keep_before(store, "import", START + 1)
    with closing(open_store(path, "me")) as store:
        keep_before(store, "import", START + 2)
    assert [each.taken.microsecond for each in backups_of(path)] == [2000, 0]


def test_many_imports_of_one_run_take_one_backup(tmp_path: Path) -> None:
    """A folder of fifty decks is one import."""
    path = tmp_path / "q.db"
    with closing(open_store(path, "me")) as store:
        for number in range(3):
            keep_before(store, "import", START + number)
        keep_before(store, "optimise", START + 5)
    assert [each.reason for each in backups.backups_of(path)] == ["optimise", "import"]
    add_answers(path, 1)


def test_failed_backup_stops_the_import(environ: dict[str, str], quizapp: Run, tmp_path: Path) -> None:
    """The database does not change where no backup can be taken."""
    quizapp("status")
    table = tmp_path / "table.csv"
    table.write_text("front,back\nquestion,answer\n")
    path = Path(environ["QUIZAPP_DB"])
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "import", str(table)], env=environ, capture_output=True, text=True,
        timeout=60, check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (4, False), done.stderr
    assert "backup" in done.stderr
    assert not list(path.parent.glob("backups/*"))
    assert "table" not in quizapp("deck", "list").stdout
