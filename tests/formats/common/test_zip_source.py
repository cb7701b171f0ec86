"""Archives of other programs, read within limits and without leaving their folder."""

import stat
import zipfile
from pathlib import Path

import pytest

from quizapp.errors import QuizError
from quizapp.formats.common.archive_limits import ArchiveLimits
from quizapp.formats.common.zip_source import names_in, opened


def test_links_and_folders_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("folder/", "")
        archive.writestr("file", "x")
    assert opened(path).names == ("file",)


def test_files_are_found_by_the_names_in_cards(tmp_path: Path) -> None:
    """Escaped, or only the last part of the path; a name that leads out of the folder is not found."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("in/side.png", "a b.png", "../up.png", "bell\x07.png"):
            archive.writestr(name, name)
    media = opened(path).media(["side.png", "in/side.png", "a%20b.png", "../up.png", "bell\x07.png", "none.png"])
    assert {name: read() for name, read in media.items()} == {
        "side.png": b"in/side.png",
        "in/side.png": b"in/side.png",
        "a%20b.png": b"a b.png",
    }


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (ArchiveLimits(megabytes=1), "a file in it has more than 1 MB"),
        (ArchiveLimits(entries=1), "more than 1 entries"),
    ],
)
def test_limits_of_an_archive(tmp_path: Path, limits: ArchiveLimits, message: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", bytes(2 << 20))
        archive.writestr("b", "x")
    with pytest.raises(QuizError, match=message):
        opened(path, limits).read("a")


def test_total_size_is_limited(tmp_path: Path) -> None:
    """Overlapping entries may each be small."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in "abc":
            archive.writestr(name, bytes(400_000))
    source = opened(path, ArchiveLimits(megabytes=1))
    assert len(source.read("a")) + len(source.read("b")) == 800_000
    with pytest.raises(QuizError, match="it unpacks to more than 1 MB"):
        source.read("c")


def test_encrypted_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "x")
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    path.write_bytes(content)
    with pytest.raises(QuizError, match="encrypted"):
        opened(path).read("a")


def test_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 and nothing more")
    assert names_in(path, b"PK\x03\x04") == () and names_in(path, b"text") == ()
    with pytest.raises(QuizError, match="cannot be read"):
        opened(path)


def test_entry_without_a_name_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "x")
        archive.writestr("b", "y")
    content = path.read_bytes()
    at = content.index(b"PK\x01\x02")
    # The first entry of the directory gets an empty name; its bytes become a part of the extra field.
    table = bytearray(content[at:])
    table[28:30], table[30:32] = b"\0\0", b"\x01\0"
    path.write_bytes(content[:at] + table)
    assert opened(path).names == ("b",)
