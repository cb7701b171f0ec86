"""Packages: archives, their media, and hostile ones."""

import sqlite3
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import pytest

from quizapp.errors import ExitCode, QuizError
from quizapp.formats.anki import package
from quizapp.formats.anki.cards import media_in
from tests.formats.anki.packages import CARDS, collection, packed, zstd
from tests.formats.reading import read_all


def hostile(tmp_path: Path, name: str) -> Path:
    """Create a malicious package."""
    path = tmp_path / "evil.apkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if name == "zip bomb":
            archive.writestr("collection.anki21", b"SQLite format 3\0" + bytes(80 << 20))
        elif name == "zstd bomb":
            archive.writestr("collection.anki21b", zstd(bytes(80 << 20)), zipfile.ZIP_STORED)
        elif name == "lzma":
            archive.writestr("collection.anki21", b"x" * 100, zipfile.ZIP_LZMA)
        elif name == "link":
            info = zipfile.ZipInfo("collection.anki21")
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
        elif name == "no collection":
            archive.writestr("hello.txt", "hello")
        elif name == "noise":
            archive.writestr("collection.anki21", b"SQLite format 3\0" + b"\xff" * 5000)
        elif name == "cut":
            archive.writestr("collection.anki21b", zstd(bytes(1000))[:-8], zipfile.ZIP_STORED)
        elif name == "view":
            raw = collection(tmp_path / "c", newer=False)
            connection = sqlite3.connect(raw)
            connection.executescript("ALTER TABLE notes RENAME TO n; CREATE VIEW notes AS SELECT * FROM n")
            connection.close()
            archive.writestr("collection.anki21", raw.read_bytes())
        elif name == "moved":
            archive.writestr("collection.anki21", b"SQLite format 3\0" + bytes(5000))
    if (
        name == "moved"
    ):  # the directory gives it a later offset, so that earlier entries lie before the start of the file
        raw_bytes = bytearray(path.read_bytes())
        raw_bytes[-6:-2] = (int.from_bytes(raw_bytes[-6:-2], "little") + 10).to_bytes(4, "little")
        path.write_bytes(raw_bytes)
    return path


HOSTILE = ["zip bomb", "zstd bomb", "lzma", "link", "no collection", "noise", "cut", "view", "moved"]


@pytest.mark.parametrize("generation", ["anki2", "anki21b"])
def test_media_get_their_names_without_folders(tmp_path: Path, generation: str) -> None:
    """A name with a path loses the path."""
    decks, _ = read_all(packed(tmp_path, generation))
    assert {name: read() for deck in decks for name, read in deck.media.items()} == {"a.png": b"png!"}
    assert [package.safe_name(name) for name in ("../../x", "a/..", "C:\\x\\y.png", "\x1b.png", ".", "ü.png")] == [
        "x", "", "y.png", "", "", "ü.png",
    ]  # fmt: skip


@pytest.mark.parametrize("noise", [b"{", b"[" * 3000, b"{" + b'"a":{' * 3000, bytes(range(256)), b'{"0": 1'])
def test_unreadable_media_names_are_reported(tmp_path: Path, noise: bytes) -> None:
    """The cards are imported without media."""
    path = packed(tmp_path, "anki2")
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, noise if name == "media" else content)
    decks, problems = read_all(path)
    assert sum(len(tuple(topic.cards)) for deck in decks for topic in deck.topics) == len(CARDS) - 1
    told = [problem.message for problem in problems]
    assert "the names of the media cannot be read: cards come without their files" in told
    assert "the file `a.png` is missing, shown by the card `**What** is &?`" in told


def test_media_of_a_bare_collection_are_next_to_it(tmp_path: Path) -> None:
    """In Anki's media folder; a link in it is not followed."""
    path = collection(tmp_path / "collection.anki2", newer=False)
    assert any(problem.code == "media-missing" for problem in read_all(path)[1])
    folder = tmp_path / "collection.media"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(b"key")
    (folder / "a.png").symlink_to(tmp_path / "secret")
    assert any(problem.code == "media-missing" for problem in read_all(path)[1])
    (folder / "a.png").unlink()
    (folder / "a.png").write_bytes(b"png!")
    decks, problems = read_all(path)
    assert {name: read() for deck in decks for name, read in deck.media.items()} == {"a.png": b"png!"}
    assert not any(problem.code == "media-missing" for problem in problems)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_package_is_one_clear_error(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its name and what to do; nothing is left in the temporary folder."""
    path = hostile(tmp_path, name)
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    with pytest.raises(QuizError) as caught:
        read_all(path)
    assert str(path) in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code is ExitCode.INPUT
    assert list(room.iterdir()) == []


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"meta": b"\x08\x04"}, "version 4"),
        ({"collection.anki22": b"?"}, "collection.anki22"),
        ({"meta": b"\x08\x03"}, "collection.anki21b"),
    ],
)
def test_package_of_a_later_version_is_refused(tmp_path: Path, files: dict[str, bytes], told: str) -> None:
    """The note in its old collection only asks to update and is no card."""
    path = packed(tmp_path, "anki2")
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    with pytest.raises(QuizError, match=told):
        read_all(path)


@pytest.mark.parametrize("meta", [b"\x08\x01", b"\x08\x02", b"", b"\xff\xff"])
def test_package_of_a_known_version_is_read(tmp_path: Path, meta: bytes) -> None:
    """So is one without a readable version."""
    path = packed(tmp_path, "anki2")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("meta", meta)
    assert read_all(path)[0]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_media_names_are_compared_in_composed_form(form: Literal["NFC", "NFD"]) -> None:
    """Archives may store the decomposed form."""
    name = unicodedata.normalize(form, "Zürich.png")
    assert package.safe_name(name) == "Zürich.png"
    assert media_in(f"<img src='{name}'> [sound:{name}] <img src='{quote(name)}'>") == ("Zürich.png",)
