"""A fresh database for each test that is about the store itself."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.core.events import REVIEW
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, record
from tests.store.devices import START


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create an empty database of `me` once: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("template") / "q.db"
    open_store(path, "me").close()
    return path


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[Store]:
    """Open a copy of the template."""
    shutil.copyfile(template, tmp_path / "q.db")
    with closing(open_store(tmp_path / "q.db", "me")) as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Create a database with one answer."""
    made = tmp_path / "q.db"
    with closing(open_store(made, "me")) as store:
        record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    return made


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run in Tokyo's time zone: backups are named by UTC."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def users_folder() -> Iterator[Path]:
    """Return a folder of an ordinary user, as whom the test runs: permissions do not bind root."""
    with tempfile.TemporaryDirectory() as name:
        if os.geteuid() != 0:
            yield Path(name)
            return
        os.chown(name, 65534, 65534)
        os.seteuid(65534)
        try:
            yield Path(name)
        finally:
            os.seteuid(0)
