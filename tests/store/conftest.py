"""A fresh database for each test that is about the store itself."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.store.database import Store, open_store


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
