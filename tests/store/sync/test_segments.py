"""Segments: named by their content, never rewritten, read completely or left for later."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.events import LOG_COLUMNS
from quizapp.store.database import Store
from quizapp.store.sync import segments
from quizapp.store.sync.shared_folder import exchange, merge_database
from tests.store.devices import ROW, device, ids
from tests.store.sync.conftest import answer

pytestmark = pytest.mark.file


def test_segment_is_named_by_device_and_range_and_never_rewritten(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """The second exchange does not touch the first file."""
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
    """Return whether a folder has segments that were not read yet."""
    return segments.is_news(folder, segments.known_segments(store.query))


def test_torn_segment_is_reported_and_read_later(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """No event of it is merged until all of it has arrived."""
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


def test_missing_segment_is_written_again(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """An emptied folder, or another folder, gets everything again."""
    store, folder = pair[0], tmp_path / "shared"
    answer(store)
    exchange(store, folder)
    next(folder.iterdir()).unlink()
    assert exchange(store, folder).written == 1
    assert exchange(store, tmp_path / "other").written == 1


def test_two_devices_with_the_same_id_write_two_files(
    pair: tuple[Store, Store], template: Path, tmp_path: Path
) -> None:  # fmt: skip
    """A database that was copied to another machine keeps its device id."""
    store, folder = pair[0], tmp_path / "shared"
    twin = device(template, tmp_path / "twin.db", "aaaa")
    mine, theirs = answer(store), answer(twin)
    for each in (store, twin, store):
        exchange(each, folder)
    assert ids(store) == ids(twin) == {mine, theirs}
    assert len(list(folder.iterdir())) == 2
    twin.close()


def test_events_in_the_folder_are_not_written_again(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """Nor by a device that has them from elsewhere."""
    one, other, folder = *pair, tmp_path / "shared"
    answer(one)
    exchange(one, folder)
    merge_database(other, one.path)
    assert exchange(other, folder).written == 0
    assert len(list(folder.iterdir())) == 1


def test_name_and_header_must_match_the_content(tmp_path: Path) -> None:
    """Neither a renamed file nor one with another file's header is read."""
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
def test_any_bytes_are_a_complete_segment_or_incomplete(tmp_path_factory: Any, junk: bytes, at: int) -> None:
    """Never a traceback, never half a segment."""
    content = segments.content_of([ROW])
    name = segments.name_of("aaaa", [ROW], content)
    path = tmp_path_factory.mktemp("s") / name
    path.write_bytes(content[:at] + junk)
    if content[:at] + junk == content:
        assert segments.read(path) == [ROW]
    else:
        with pytest.raises(segments.Incomplete):
            segments.read(path)
    assert json.loads(content.splitlines()[1])[0] == ROW[LOG_COLUMNS[0]]


def test_unreadable_folder_has_no_news(tmp_path: Path) -> None:
    """A folder that is not mounted keeps nobody from learning."""
    (tmp_path / "carrier").write_text("no folder")
    assert segments.is_news(tmp_path / "carrier", {}) is False


def rows(count: int) -> list[dict[str, Any]]:
    """Return rows of two learners whose ids decrease."""
    learners = ("me", "ana")
    return [
        {**ROW, "id": f"019c9000-0000-7000-8000-{count - number:012}", "learner": learners[number % 2]}
        for number in range(count)
    ]


def test_many_events_become_several_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is sorted, so the same events give the same file; complete files are not rewritten."""
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


def test_segment_format_is_fixed(tmp_path: Path) -> None:
    """Other versions read it; text is stored as it is, even with lone surrogates."""
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


def file_with(folder: Path, content: bytes) -> Path:
    """Write a file whose name matches its content."""
    path = folder / segments.name_of("aaaa", [ROW], content)
    path.write_bytes(content)
    return path


def test_segment_of_another_format_is_incomplete(tmp_path: Path) -> None:
    """Another format, rows of another length, lines that are not JSON: left for a version that can read them."""
    whole = segments.content_of([ROW])
    assert segments.read(file_with(tmp_path, whole)) == [ROW]
    (tmp_path / "x.jsonl").write_bytes(whole)
    for path in (
        tmp_path / "x.jsonl",
        file_with(tmp_path, whole.replace(b"events 1", b"events 2")),
        file_with(tmp_path, b"[]\n"),
        file_with(tmp_path, b"{}\n"),
        *(
            file_with(
                tmp_path,
                json.dumps({"format": segments.FORMAT, "sha256": hashlib.sha256(body).hexdigest()}).encode()
                + b"\n" + body,
            )
            for body in (b"[1]\n", b"no\n", b"5\n", b"\xff\n", b"[" * 100_000 + b"\n")
        ),
    ):  # fmt: skip
        with pytest.raises(segments.Incomplete, match=path.name):
            segments.read(path)


def test_other_files_in_the_folder_are_ignored(tmp_path: Path) -> None:
    """Notes, partial files, a folder with a segment's name; a changed size or a missing file is news."""
    content = segments.content_of([ROW])
    path = file_with(tmp_path, content)
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / f".{path.name}.part").write_bytes(content)
    (tmp_path / f"{path.name}.jsonl").write_bytes(content)
    (tmp_path / segments.name_of("bbbb", [ROW], content)).mkdir()
    assert segments.names_in(tmp_path) == {path.name: len(content)}
    assert not segments.is_news(tmp_path, {path.name: len(content)})
    assert segments.is_news(tmp_path, {path.name: len(content) + 1})
    assert segments.is_news(tmp_path, {})
    assert segments.is_news(tmp_path, {path.name: len(content), "gone": 1})


def test_segment_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """A sparse file of 40 GB is refused by its size, before a byte is read."""
    file = tmp_path / "aaaa-0000000000000000-0000000000000000-0000000000000000.jsonl"
    with file.open("wb") as out:
        out.truncate(40 << 30)
    with pytest.raises(segments.Incomplete):
        segments.read(file)
