"""Segments: named by what they hold, never written again, whole or left for later."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.events import REVIEW
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.sync import segments
from quizapp.store.sync.segments import FIELDS
from quizapp.store.sync.shared_folder import exchange, merge_database
from tests.store.devices import ROW, device, ids

pytestmark = pytest.mark.file


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two devices."""
    template = tmp_path / "template.db"
    open_store(template, "me").close()
    stores = [device(template, tmp_path / f"{name}.db", name) for name in ("aaaa", "bbbb")]
    yield stores[0], stores[1]
    for store in stores:
        store.close()


def answer(store: Store, card: str = "d/c/a") -> str:
    """Record one review; return its id."""
    event, _ = record(store, EventDraft(REVIEW, card, {"rating": "good"}, now_ms=1_772_000_000_000, day="2026-03-02"))
    return event.id


def test_a_segment_is_named_by_device_and_range_and_never_written_again(
    pair: tuple[Store, Store], tmp_path: Path
) -> None:
    """The second exchange leaves the first file as it was, to the bit and the time."""
    store, folder = pair[0], tmp_path / "shared"
    first, last = answer(store), answer(store)
    assert exchange(store, folder).written == 2
    (path,) = folder.iterdir()
    assert path.name.startswith(f"aaaa-{first.replace('-', '')[:16]}-{last.replace('-', '')[:16]}-")
    assert path.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert exchange(store, folder).written == 0
    answer(store)
    assert exchange(store, folder).written == 1
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert len(list(folder.iterdir())) == 2


def is_news(store: Store, folder: Path) -> bool:
    """Whether a folder has what was not read yet."""
    return segments.is_news(folder, segments.known_segments(store.query))


def test_a_torn_segment_is_left_for_later_and_said(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """Nothing of it is taken until all of it is there."""
    one, other, folder = *pair, tmp_path / "shared"
    answer(one)
    exchange(one, folder)
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-3])
    done = exchange(other, folder)
    assert (done.incomplete, done.taken.events) == ((path.name,), 0)
    path.write_bytes(whole)
    assert is_news(other, folder)
    assert exchange(other, folder).taken.events == 1
    assert not is_news(other, folder)


def test_a_segment_that_its_writer_lost_is_written_again(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """A folder that was emptied, or another folder, gets everything once more."""
    store, folder = pair[0], tmp_path / "shared"
    answer(store)
    exchange(store, folder)
    next(folder.iterdir()).unlink()
    assert exchange(store, folder).written == 1
    assert exchange(store, tmp_path / "other").written == 1


def test_two_devices_of_one_name_write_two_files(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """A database that was copied to another machine brings its device's name with it."""
    store, folder = pair[0], tmp_path / "shared"
    twin = device(tmp_path / "template.db", tmp_path / "twin.db", "aaaa")
    mine, theirs = answer(store), answer(twin)
    for each in (store, twin, store):
        exchange(each, folder)
    assert ids(store) == ids(twin) == {mine, theirs}
    assert len(list(folder.iterdir())) == 2
    twin.close()


def test_what_is_in_the_folder_is_not_written_twice(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """Nor by a device that has it from elsewhere."""
    one, other, folder = *pair, tmp_path / "shared"
    answer(one)
    exchange(one, folder)
    merge_database(other, one.path)
    assert exchange(other, folder).written == 0
    assert len(list(folder.iterdir())) == 1


def test_name_and_first_line_have_to_fit(tmp_path: Path) -> None:
    """A file of another name is not taken for whole, nor one whose first line speaks of another content."""
    content = segments.content_of([ROW])
    name = segments.name_of("aaaa", [ROW], content)
    renamed = tmp_path / name.replace(name[-22:-6], "0" * 16)
    renamed.write_bytes(content)
    wrong = content.replace(b'"d/c/a"', b'"d/c/b"')
    forged = tmp_path / segments.name_of("aaaa", [ROW], wrong)
    forged.write_bytes(wrong)
    for path in (renamed, forged):
        with pytest.raises(segments.Incomplete):
            segments.read(path)


@given(st.binary(max_size=200), st.integers(0, 300))
def test_a_segment_of_any_bytes_is_whole_or_incomplete(tmp_path_factory: Any, junk: bytes, at: int) -> None:
    """Never a traceback, never a half of it."""
    content = segments.content_of([ROW])
    name = segments.name_of("aaaa", [ROW], content)
    path = tmp_path_factory.mktemp("s") / name
    path.write_bytes(content[:at] + junk)
    if content[:at] + junk == content:
        assert segments.read(path) == [ROW]
    else:
        with pytest.raises(segments.Incomplete):
            segments.read(path)
    assert json.loads(content.splitlines()[1])[0] == ROW[FIELDS[0]]


def test_a_folder_that_cannot_be_read_has_no_news(tmp_path: Path) -> None:
    """A carrier that is away stops nobody from learning."""
    (tmp_path / "carrier").write_text("no folder")
    assert segments.is_news(tmp_path / "carrier", {}) is False


def rows(count: int) -> list[dict[str, Any]]:
    """Rows whose ids go down, of two learners."""
    learners = ("me", "ana")
    return [
        {**ROW, "id": f"019c9000-0000-7000-8000-{count - number:012}", "learner": learners[number % 2]}
        for number in range(count)
    ]


def test_many_events_are_several_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sorted, so that the same events give the same file; nothing that is whole is written again."""
    monkeypatch.setattr(segments, "MOST_EVENTS", 3)
    folder, given = tmp_path / "new" / "shared", rows(7)
    written = segments.write(folder, "aaaa", given)
    assert written == segments.names_in(folder)
    read = [segments.read(folder / name) for name in written]
    assert [len(each) for each in read] == [3, 3, 1]
    assert all(each == sorted(each, key=lambda row: (row["learner"], row["id"])) for each in read)
    assert sorted(row["id"] for each in read for row in each) == sorted(row["id"] for row in given)
    first = folder / next(iter(written))
    before = first.stat().st_mtime_ns, first.stat().st_ino
    first_rows = segments.write(folder, "aaaa", given[2::-1])
    assert (first.stat().st_mtime_ns, first.stat().st_ino) == before
    assert list(first_rows) == [first.name]
    first.write_bytes(b"torn")
    segments.write(folder, "aaaa", given[:3])
    assert segments.read(first) == read[0]


def test_the_bytes_of_a_segment_are_the_same_for_ever(tmp_path: Path) -> None:
    """Text stands as it is, even where it is no Unicode; a device of another version reads it."""
    row = {**ROW, "payload": '{"given":"\u00e9\ud800"}'}
    content = segments.content_of([row])
    head, body = content.split(b"\n", 1)
    assert json.loads(head) == {"format": "quizapp events 1", "events": 1, "sha256": hashlib.sha256(body).hexdigest()}
    line = '["me","019c9000-0000-7000-8000-000000000000","aaaa",1772000000000,"2026-03-02","d/c/a","review",null,'
    assert body == line.encode() + b'"{\\"given\\":\\"\xc3\xa9\xed\xa0\x80\\"}"]\n'
    name = segments.name_of("aaaa", [row, ROW | {"id": "029c9000-0000-7000-8000-000000000000"}], content)
    assert name == f"aaaa-019c900000007000-029c900000007000-{hashlib.sha256(content).hexdigest()[:16]}.jsonl"
    (tmp_path / name).write_bytes(content)
    assert segments.read(tmp_path / name) == [row]


def of_content(folder: Path, content: bytes) -> Path:
    """A file of any content whose name is right for it."""
    path = folder / segments.name_of("aaaa", [ROW], content)
    path.write_bytes(content)
    return path


def test_only_what_its_first_line_says_is_whole(tmp_path: Path) -> None:
    """Another format, rows of other lengths, lines that are no JSON: left for a version that knows better."""
    whole = segments.content_of([ROW])
    assert segments.read(of_content(tmp_path, whole)) == [ROW]
    (tmp_path / "x.jsonl").write_bytes(whole)
    for path in (
        tmp_path / "x.jsonl",
        of_content(tmp_path, whole.replace(b"events 1", b"events 2")),
        of_content(tmp_path, b"[]\n"),
        of_content(tmp_path, b"{}\n"),
        *(
            of_content(
                tmp_path,
                json.dumps({"format": segments.FORMAT, "sha256": hashlib.sha256(body).hexdigest()}).encode()
                + b"\n" + body,
            )
            for body in (b"[1]\n", b"no\n", b"5\n", b"\xff\n", b"[" * 100_000 + b"\n")
        ),
    ):  # fmt: skip
        with pytest.raises(segments.Incomplete, match=path.name):
            segments.read(path)


def test_what_else_lies_in_the_folder_is_no_segment(tmp_path: Path) -> None:
    """Notes, half-written files, a folder of a segment's name; news is another size, or a file more or less."""
    content = segments.content_of([ROW])
    path = of_content(tmp_path, content)
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / f".{path.name}.part").write_bytes(content)
    (tmp_path / f"{path.name}.jsonl").write_bytes(content)
    (tmp_path / segments.name_of("bbbb", [ROW], content)).mkdir()
    assert segments.names_in(tmp_path) == {path.name: len(content)}
    assert not segments.is_news(tmp_path, {path.name: len(content)})
    assert segments.is_news(tmp_path, {path.name: len(content) + 1})
    assert segments.is_news(tmp_path, {})
    assert segments.is_news(tmp_path, {path.name: len(content), "gone": 1})
