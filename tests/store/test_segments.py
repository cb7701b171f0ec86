"""Segments: named by what they hold, never written again, whole or left for later."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.events import REVIEW
from quizapp.store import segments
from quizapp.store.database import Store, open_store
from quizapp.store.exchange import exchange, merge_database
from quizapp.store.log import record
from quizapp.store.segments import FIELDS
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
    event, _ = record(store, REVIEW, card, {"rating": "good"}, now_ms=1_772_000_000_000, day="2026-03-02")
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
    with store.reading() as connection:
        return segments.is_news(folder, connection.exec_driver_sql(segments.KNOWN).all())  # type: ignore[arg-type]


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
    assert segments.is_news(tmp_path / "carrier", ()) is False
