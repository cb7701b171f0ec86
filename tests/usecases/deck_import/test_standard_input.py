"""The standard input as a file beside the database."""

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Run

from quizapp.errors import QuizError
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.deck_import.standard_input import arriving_input, kept_input


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return make_context(str(tmp_path / "quiz.db"), "me", {"QUIZAPP_CONFIG": str(tmp_path / "none.toml")})


def test_same_input_has_the_same_path(context: Context) -> None:
    one, two = (kept_input(context, io.BytesIO(content)) for content in (b"a,b\n", b"c,d\n"))
    assert one != two and one == kept_input(context, io.BytesIO(b"a,b\n")) and one.read_bytes() == b"a,b\n"


def test_too_large_input_is_refused_and_leaves_nothing(context: Context, tmp_path: Path) -> None:
    settings = replace(context.settings, import_megabytes=1)
    small = replace(context, config=replace(context.config, settings=settings))
    with pytest.raises(QuizError, match="the input is larger than the limit"):
        kept_input(small, io.BytesIO(bytes(2 << 20)))
    assert list((tmp_path / "archives").iterdir()) == []


def test_input_that_is_not_needed_is_removed(context: Context, tmp_path: Path) -> None:
    """Unless an earlier import of the same content kept it."""
    with arriving_input(context, io.BytesIO(b"a,b\n")) as first:
        assert first.file.read_bytes() == b"a,b\n"
    assert list((tmp_path / "archives").iterdir()) == []
    with arriving_input(context, io.BytesIO(b"a,b\n")) as first:
        first.is_needed = True
    with arriving_input(context, io.BytesIO(b"a,b\n")) as again:
        assert again.file == first.file
    assert first.file.is_file()


def archives(folder: Path) -> list[str]:
    return [each.name for each in folder.rglob("archives/*")]


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("import os\nprint(os.getcwd())\n", []),
        ("Plain prose without any card in it.\n", []),
        ("front,back\na,b\n", ["--dry-run"]),
        ("front,back\na,b\n", ["--as", "aiken"]),
        ("front,back\na,b\n", ["--deck", "No Id"]),
        ("concept: x\nsections: {what: a, what: b}\n", []),
    ],
)
def test_refused_or_previewed_input_leaves_no_file(
    quizapp: Run, tmp_path: Path, content: str, options: list[str]
) -> None:
    """Whether reading it raises, finds errors, or only looks."""
    quizapp("import", "-", *options, stdin=content)
    assert archives(tmp_path) == []


def test_refused_archives_leave_no_folder(quizapp: Run, tmp_path: Path) -> None:
    """An archive of a folder in which nothing is a deck, or one with errors."""
    for name, text in (("code.py", "import os\nprint(os.getcwd())\n"), ("a.yaml", "concept: x\nsections: [")):
        folder = tmp_path / "content"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / name).write_text(text, "utf-8")
        assert quizapp("import", shutil.make_archive(str(tmp_path / "packed"), "gztar", folder)).returncode == 3
        assert archives(tmp_path) == []


def test_imported_input_is_kept(quizapp: Run, tmp_path: Path) -> None:
    """Its cards are edited there, and importing it again changes nothing."""
    assert quizapp("import", "-", stdin="front,back\na,b\n").returncode == 0
    assert len(archives(tmp_path)) == 1
    assert "nothing changed" in quizapp("import", "-", stdin="front,back\na,b\n").stdout
    assert len(archives(tmp_path)) == 1
