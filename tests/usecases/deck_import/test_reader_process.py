"""Reading a large file in a second process: the result is the same, and nothing is left over."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import limited

from quizapp.core.model import Rating
from quizapp.errors import ExitCode, Location, Problem, QuizError
from quizapp.formats.common.card_deck import (
    CardDeck,
    ImportedCard,
    ImportedHistory,
    ImportedPreset,
    ImportedReview,
    Topic,
)
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.deck_import import reader_process
from quizapp.usecases.deck_import.import_options import ImportOptions
from quizapp.usecases.deck_import.import_path import unchanged_import
from quizapp.usecases.deck_import.message_frames import Failed, Frame, ReadHere, framed, read_frame
from quizapp.usecases.deck_import.read_options import read_options
from quizapp.usecases.deck_import.reader_messages import (
    CardBatch,
    DeckEnd,
    DeckStart,
    End,
    MediaFile,
    MessageRow,
    TopicHead,
    WholeDeck,
    _deck,
    messages,
)  # fmt: skip
from tests.conftest import Run
from tests.formats.anki.packages import packed

pytestmark = [
    pytest.mark.file,
    pytest.mark.skipif(
        sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="one core, or no Linux: it is read here"
    ),
]
CARDS = 30_000


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """Return a context with its own settings."""
    return make_context(str(tmp_path / "quiz.db"), environ={"QUIZAPP_CONFIG": str(tmp_path / "config.toml")})


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Write a table that is large enough for a process, with an invalid row."""
    path = tmp_path / "many.csv"
    path.write_text("front,back\n" + "".join(f"What is the number {n}?,It is {n}\n" for n in range(CARDS)) + "alone\n")
    assert path.stat().st_size > reader_process.WORTH_BYTES
    return path


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Write a package that is large enough for a process, with reviews, media, and a card without a note."""
    path = packed(tmp_path, "anki2")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("padding", os.urandom(reader_process.WORTH_BYTES))
    return path


Readers = Callable[[], set[str]]


@pytest.fixture
def readers() -> Readers:
    """Return the child processes started since, without those of the suite, such as servers."""
    assert [each.name for each in threading.enumerate()] == ["MainThread"], "a test before this one left a thread"
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    before = set(listed.read_text().split())
    return lambda: set(listed.read_text().split()) - before


@pytest.mark.parametrize("name", ["table", "package"])
def test_second_process_sends_the_same_messages(
    context: Context, request: pytest.FixtureRequest, readers: Readers, name: str
) -> None:  # fmt: skip
    """Cards, histories, files and problems, as without a second process."""
    path, how = request.getfixturevalue(name), read_options(context, ImportOptions())
    here = list(messages(path, ImportOptions(), how))
    with reader_process.reading(path, ImportOptions(), how) as found:
        assert len(readers()) == 1
        assert list(found) == here
    assert not readers()
    end = here[-1]
    assert isinstance(end, End) and end.problems, "its problems were to be sent too"
    assert {type(message) for message in here} >= {DeckStart, CardBatch, DeckEnd}


ROW = MessageRow(0, 1, "a-b", "a-b", "recall", "[]", '{"ask":"\\u001f?"}', 7)


@pytest.mark.parametrize(
    "frame",
    [
        CardBatch([ROW, ROW], [(1, ImportedHistory(stability=1.5, suspended=True))]),
        CardBatch([ROW], [(0, ImportedHistory(reviews=(ImportedReview(time_ms=5, rating=Rating.HARD, seconds=1.5),)))]),
        CardBatch([ROW, MessageRow(0, 2, "c", "a\x1fb", "recall", "[]", "{}", 8)], []),
        CardBatch([MessageRow(0, 2, "c", "a\x1eb", "recall", "[]", "{}", 8), ROW], []),
        CardBatch([MessageRow(0, 2, "c", "\ud800 ü", "recall", "[]", '{"ask":"\ud800 ü"}', 8)], []),
        MediaFile("a.png", b"\0\xff\x1e"),
        MediaFile("a.png", b""),
        MediaFile("a.png", None),
        DeckStart("d", ("d",), "\ud800", (TopicHead("t", "T", ("one", "two")),)),
        DeckStart("d", ("d", "e"), "D", (), shared_ids=True, preset=ImportedPreset(program="anki", parameters=(1.5,))),
        DeckStart("d", ("d",), "D", (), is_exported=True, is_copy=True),
        DeckEnd(),
        End((Problem(Location("f.csv", 3, 1), "code", "message", "hint", "warning"),)),
        Failed("message", "hint", ExitCode.STORE),
        ReadHere(),
    ],
)
def test_frame_is_read_back(frame: Frame) -> None:
    """Whatever its texts contain, even separators of rows and fields."""
    assert read_frame(BytesIO(framed(frame))) == frame


@given(cut=st.integers(min_value=0))
def test_incomplete_frame_is_none(cut: int) -> None:
    """The reader ended in the middle of it."""
    content = framed(CardBatch([ROW], []))
    assert read_frame(BytesIO(content[: cut % len(content)])) is None


def test_small_file_is_read_without_a_process(context: Context, readers: Readers, tmp_path: Path) -> None:
    """A process costs more than it saves."""
    path = tmp_path / "few.csv"
    path.write_text("front,back\nOne?,1\nTwo?,2\n")
    with reader_process.reading(path, ImportOptions(), read_options(context, ImportOptions())) as found:
        assert not readers()
        assert [type(message) for message in found] == [DeckStart, CardBatch, DeckEnd, End]


def test_unchanged_file_is_not_read(quizapp: Run, context: Context, table: Path) -> None:
    """A query of the database decides; a removed deck is read again."""
    assert not unchanged_import(context.db, table, ImportOptions()), "there is no database yet"
    quizapp("status", "--db", str(context.db))
    assert not unchanged_import(context.db, table, ImportOptions())
    quizapp("import", "--db", str(context.db), str(table))
    (found,) = unchanged_import(context.db, table, ImportOptions())
    assert found.diff is not None and found.diff.nothing and len(found.diff.unchanged) == CARDS
    assert not unchanged_import(context.db, table, ImportOptions(history=False)), (
        "other options may make something else of it"
    )
    before = table.read_text()
    table.write_text(before + "one,more\n")
    assert not unchanged_import(context.db, table, ImportOptions())
    table.write_text(before)
    assert unchanged_import(context.db, table, ImportOptions())
    quizapp("deck", "remove", "many", "--yes", "--db", str(context.db))
    assert not unchanged_import(context.db, table, ImportOptions())


def test_large_document_of_concepts_is_read_without_a_process(context: Context, tmp_path: Path) -> None:
    """Concepts are not sent as rows."""
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
    with reader_process.reading(path, ImportOptions(), read_options(context, ImportOptions())) as found:
        (whole,) = found
    assert isinstance(whole, WholeDeck) and whole.imported.deck
    assert len(whole.imported.deck.concepts) == 400


def test_unreadable_file_raises_the_same_error(context: Context, package: Path) -> None:
    """With its message, hint and exit code."""
    package.write_bytes(b"PK" + os.urandom(reader_process.WORTH_BYTES))
    with pytest.raises(QuizError) as here:
        list(messages(package, ImportOptions(format_name="anki"), read_options(context, ImportOptions())))
    with (
        reader_process.reading(
            package, ImportOptions(format_name="anki"), read_options(context, ImportOptions())
        ) as found,
        pytest.raises(QuizError) as there,
    ):
        list(found)
    assert (there.value.message, there.value.hint, there.value.exit_code) == (
        here.value.message, here.value.hint, here.value.exit_code,
    )  # fmt: skip


def test_leaving_early_leaves_nothing(
    context: Context, package: Path, readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Neither the process nor its unpacked files."""
    folder = package.parent / "unpacked"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with reader_process.reading(package, ImportOptions(), read_options(context, ImportOptions())):
        limit = time.monotonic() + 30
        while not list(folder.iterdir()) and readers() and time.monotonic() < limit:
            time.sleep(0.001)
    assert not readers()
    assert not list(folder.iterdir())


def test_killed_reader_is_one_clear_error(quizapp: Run, environ: dict[str, str], table: Path) -> None:
    """As when memory runs out: what it had sent is rolled back."""
    quizapp("status")
    words = [sys.executable, "-m", "quizapp", "import", str(table)]
    started = subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with limited(started) as child:
        listed, readers = Path(f"/proc/{child.pid}/task/{child.pid}/children"), list[str]()
        while child.poll() is None and not readers:
            readers = listed.read_text().split()
        os.kill(int(readers[0]), signal.SIGKILL)
        told = child.communicate(timeout=60)[1]
    assert child.returncode == ExitCode.STORE, told
    assert "was killed" in told and "Traceback" not in told
    assert "many" not in quizapp("deck", "list", "--json").stdout


TEXT = st.text(st.characters(codec="utf-16"), max_size=40)


@given(ask=TEXT, answer=TEXT, note=st.text(max_size=9), tags=st.lists(TEXT, max_size=1), hint=TEXT)
def test_row_of_two_sides_is_the_one_of_all_questions(
    ask: str, answer: str, note: str, tags: list[str], hint: str
) -> None:  # fmt: skip
    """The body is put together by hand where there is nothing else in it."""
    sides = {"kind": "recall", "ask": ask, "answer": answer}
    for body in (sides, sides | {"hint": hint}):
        card = ImportedCard("a-1", body, Location("f", 3), note, tuple(tags))
        topic = Topic(id="t", title="T", cards=[card])
        deck = CardDeck(id="d", title="D", topics=(topic,))
        (batch,) = (message for message in _deck(deck, ("d",)) if isinstance(message, CardBatch))
        (row,) = batch.rows
        more = ({"note": note} if note else {}) | ({"tags": tags} if tags else {})
        fields = {"id": "a-1", "section": "", **body} | more
        assert row.body == json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert row.tags == json.dumps(tags, ensure_ascii=False, separators=(",", ":"))
