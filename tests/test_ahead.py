"""Reading a large file in a second process: the same comes of it, and nothing is left of it."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizapp.errors import ExitCode, QuizError
from quizapp.formats.common.archive_limits import limits_of
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.deck_import import reader_process
from quizapp.usecases.deck_import.import_path import already_installed
from quizapp.usecases.deck_import.reader_messages import ImportOptions, Parcel, parcels
from tests.conftest import Run
from tests.formats.test_anki import packed

pytestmark = [
    pytest.mark.file,
    pytest.mark.skipif(
        sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="one core, or no Linux: it is read here"
    ),
]
CARDS = 30_000


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """Settings of its own."""
    return make_context(str(tmp_path / "quiz.db"), environ={"QUIZAPP_CONFIG": str(tmp_path / "config.toml")})


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table that is worth a process, with a row that cannot be placed."""
    path = tmp_path / "many.csv"
    path.write_text("front,back\n" + "".join(f"What is the number {n}?,It is {n}\n" for n in range(CARDS)) + "alone\n")
    assert path.stat().st_size > reader_process.WORTH_BYTES
    return path


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package that is worth a process, with reviews, media, and a card without a note."""
    path = packed(tmp_path, "anki2")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("padding", os.urandom(reader_process.WORTH_BYTES))
    return path


Readers = Callable[[], set[str]]


@pytest.fixture
def readers() -> Readers:
    """The processes that this one started since, and has not waited for: the suite has others, such as servers."""
    assert [each.name for each in threading.enumerate()] == ["MainThread"], "a test before this one left a thread"
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    before = set(listed.read_text().split())
    return lambda: set(listed.read_text().split()) - before


def plain(found: Iterator[Parcel]) -> list[Parcel]:
    """What was sent has tuples where there were lists, or the other way about."""

    def tuples(value: object) -> object:
        return tuple(map(tuples, value)) if isinstance(value, list | tuple) else value

    return [tuples(parcel) for parcel in found]  # type: ignore[misc]


@pytest.mark.parametrize("name", ["table", "package"])
def test_the_same_comes_of_it(
    context: Context, request: pytest.FixtureRequest, readers: Readers, name: str
) -> None:  # fmt: skip
    """Cards, pasts, files and problems, in the same parcels as without a second process."""
    path = request.getfixturevalue(name)
    here = plain(parcels(path, ImportOptions(), limits_of(context.settings)))
    with reader_process.reading(context, path, ImportOptions()) as found:
        assert len(readers()) == 1
        assert plain(found) == here
    assert not readers()
    assert here[-1][0] == "end" and here[-1][1], "its problems were to be sent too"
    assert {parcel[0] for parcel in here} >= {"deck", "cards", "closed"}


ROW = (0, 1, "a-b", "a-b", "recall", "[]", '{"ask":"\\u001f?"}', 7)


@pytest.mark.parametrize(
    "parcel",
    [
        ("cards", [ROW, ROW], [(1, ([], 1.5, None, None, None, 0, True, False))]),
        ("cards", [ROW, (0, 2, "c", "a\x1fb", "recall", "[]", "{}", 8)], []),
        ("cards", [(0, 2, "c", "a\x1eb", "recall", "[]", "{}", 8), ROW], []),
        ("cards", [(0, 2, "c", "\ud800 ü", "recall", "[]", '{"ask":"\ud800 ü"}', 8)], []),
        ("file", "a.png", b"\0\xff\x1e"),
        ("file", "a.png", b""),
        ("file", "a.png", None),
        ("deck", "d", True, "\ud800", [("t", "T", ())]),
        ("closed",),
    ],
)
def test_a_parcel_is_the_same_after_it_was_sent(parcel: Parcel) -> None:
    """Whatever its texts hold, what parts rows and fields among it."""
    content = reader_process.framed(parcel)
    size, more = reader_process._LENGTHS.unpack(content[: reader_process._LENGTHS.size])
    head = content[reader_process._LENGTHS.size :][:size]
    assert len(content) == reader_process._LENGTHS.size + size + more
    assert plain(iter([reader_process.parcel_of(head, content[reader_process._LENGTHS.size + size :])])) == plain(
        iter([parcel])
    )


def test_what_is_small_is_read_here(context: Context, readers: Readers, tmp_path: Path) -> None:
    """A process costs more than it saves."""
    path = tmp_path / "few.csv"
    path.write_text("front,back\nOne?,1\nTwo?,2\n")
    with reader_process.reading(context, path, ImportOptions()) as found:
        assert not readers()
        assert [parcel[0] for parcel in found] == ["deck", "cards", "closed", "end"]


def test_what_stands_already_is_not_read(quizapp: Run, context: Context, table: Path) -> None:
    """A look at the database tells; a deck that was removed stands no longer."""
    assert not already_installed(context, table, ImportOptions()), "there is no database yet"
    quizapp("status", "--db", str(context.db))
    assert not already_installed(context, table, ImportOptions())
    quizapp("import", "--db", str(context.db), str(table))
    (found,) = already_installed(context, table, ImportOptions())
    assert found.diff is not None and found.diff.nothing and len(found.diff.unchanged) == CARDS
    assert not already_installed(context, table, ImportOptions(history=False)), (
        "other options may make something else of it"
    )
    before = table.read_text()
    table.write_text(before + "one,more\n")
    assert not already_installed(context, table, ImportOptions())
    table.write_text(before)
    assert already_installed(context, table, ImportOptions())
    quizapp("deck", "remove", "many", "--yes", "--db", str(context.db))
    assert not already_installed(context, table, ImportOptions())


def test_a_large_document_of_concepts_is_read_here(context: Context, tmp_path: Path) -> None:
    """Its concepts are no rows that could be sent."""
    path = tmp_path / "concepts.md"
    sections = "".join(
        f"## {number}. {name}\n{'A sentence about it. ' * 20}\n\n"
        for number, name in enumerate(
            ["What is it?", "Why it matters", "How it works", "Example", "When to use it", "Pros and Cons",
             "Related Concepts", "Conclusion"], 1,
        )
    )  # fmt: skip
    path.write_text("".join(f"# Concept {number}\n\n{sections}---\n" for number in range(400)))
    assert path.stat().st_size > reader_process.WORTH_BYTES
    with reader_process.reading(context, path, ImportOptions()) as found:
        ((kind, imported),) = found
    assert (kind, len(imported.deck.concepts)) == ("whole", 400)


def test_a_file_that_cannot_be_read_is_the_same_error(context: Context, package: Path) -> None:
    """With its message, its hint and its exit code."""
    package.write_bytes(b"PK" + os.urandom(reader_process.WORTH_BYTES))
    with pytest.raises(QuizError) as here:
        list(parcels(package, ImportOptions(format_name="anki"), limits_of(context.settings)))
    with (
        reader_process.reading(context, package, ImportOptions(format_name="anki")) as found,
        pytest.raises(QuizError) as there,
    ):
        list(found)
    assert (there.value.message, there.value.hint, there.value.exit_code) == (
        here.value.message, here.value.hint, here.value.exit_code,
    )  # fmt: skip


def test_who_leaves_early_leaves_nothing(
    context: Context, package: Path, readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Neither the process, nor what it unpacked."""
    folder = package.parent / "unpacked"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with reader_process.reading(context, package, ImportOptions()):
        limit = time.monotonic() + 30
        while not list(folder.iterdir()) and readers() and time.monotonic() < limit:
            time.sleep(0.001)
    assert not readers()
    assert not list(folder.iterdir())


def test_a_reader_that_is_killed_is_one_error(quizapp: Run, environ: dict[str, str], table: Path) -> None:
    """As by a system without memory: what it had sent is taken back."""
    quizapp("status")
    words = [sys.executable, "-m", "quizapp", "import", str(table)]
    with subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        listed, readers = Path(f"/proc/{child.pid}/task/{child.pid}/children"), list[str]()
        while child.poll() is None and not readers:
            readers = listed.read_text().split()
        os.kill(int(readers[0]), signal.SIGKILL)
        told = child.communicate(timeout=60)[1]
    assert child.returncode == ExitCode.STORE, told
    assert "was ended" in told and "Traceback" not in told
    assert "many" not in quizapp("deck", "list", "--json").stdout
