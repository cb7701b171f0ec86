"""Archives of folders: unpacked within limits, and imported like the folder."""

import io
import tarfile
import tracemalloc
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from quizapp.errors import QuizError
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.deck_import.folder_archive import is_folder_archive, unpacked_folder

SAMPLES = Path(__file__).parents[3] / "data/samples"
CARDS = "Q: a\nA: b\n"


@pytest.fixture
def context(tmp_path: Path) -> Context:
    home = tmp_path / "home"
    home.mkdir()
    return make_context(str(home / "quiz.db"), "me", {"QUIZAPP_CONFIG": str(tmp_path / "none.toml")})


def tarred(path: Path, files: Mapping[str, str], *more: tarfile.TarInfo, mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content.encode())
            archive.addfile(info, io.BytesIO(content.encode()))
        for info in more:
            archive.addfile(info)
    return path


def written(context: Context, path: Path) -> list[str]:
    """The files that an archive is unpacked to, from the folder that is imported."""
    with unpacked_folder(context, path, keep=False) as found:
        assert not found.problems
        return sorted(str(each.relative_to(found.path)) for each in found.path.rglob("*") if each.is_file())


def link(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_every_compression_of_tar(context: Context, tmp_path: Path, mode: str) -> None:
    path = tarred(tmp_path / "a.any", {"a.md": CARDS, "media/b.png": "x"}, mode=mode)
    assert is_folder_archive(path) and written(context, path) == ["a.md", "media/b.png"]


def test_single_folder_or_file_in_the_archive_is_imported(context: Context, tmp_path: Path) -> None:
    with unpacked_folder(
        context, tarred(tmp_path / "a.tgz", {"repo/a.md": CARDS, "repo/b.md": CARDS}), keep=False
    ) as found:
        assert found.path.name == "repo" and found.path.is_dir()
    with unpacked_folder(context, tarred(tmp_path / "b.tgz", {"a.md": CARDS}), keep=False) as found:
        assert found.path.name == "a.md" and found.path.read_text() == CARDS
    assert not found.path.exists()


def test_hidden_files_and_paths_outside_are_skipped(context: Context, tmp_path: Path) -> None:
    files = {
        "../up.md": "x",
        "/root.md": "x",
        "a\\..\\..\\b.md": "x",
        ".git/config": "x",
        "x/.y": "x",
        "ok/a.md": "x",
        "b.md": "x",
    }
    assert written(context, tarred(tmp_path / "a.tar", files)) == ["b.md", "ok/a.md", "root.md"]
    assert not (tmp_path / "up.md").exists() and not Path("/root.md").exists()


def test_links_and_devices_are_reported(context: Context, tmp_path: Path) -> None:
    more = (
        link("s.md", "/etc/passwd", tarfile.SYMTYPE),
        link("h.md", "a.md", tarfile.LNKTYPE),
        link("d.md", "", tarfile.CHRTYPE),
    )
    with unpacked_folder(context, tarred(tmp_path / "a.tar", {"a.md": CARDS}, *more), keep=False) as found:
        assert found.path.read_text() == CARDS
    assert [each.message for each in found.problems] == ["3 links and devices in the archive were left out"]


def test_failed_import_restores_the_earlier_files(context: Context, tmp_path: Path) -> None:
    """An archive has one folder next to the database, however often it is imported."""
    path = tarred(tmp_path / "a.tgz", {"a.md": "old"})
    with unpacked_folder(context, path, keep=True) as first:
        pass
    tarred(path, {"a.md": "new"})
    with pytest.raises(KeyError), unpacked_folder(context, path, keep=True) as second:
        assert second.path == first.path and second.path.read_text() == "new"
        raise KeyError
    assert first.path.read_text() == "old"
    with unpacked_folder(context, path, keep=True):
        pass
    assert first.path.read_text() == "new" and [each.name for each in first.path.parents[1].iterdir()] == ["a"]


def test_archives_with_the_same_name_in_two_folders_are_kept_apart(context: Context, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with unpacked_folder(context, tarred(tmp_path / "a.tgz", {"a.md": "1"}), keep=True) as one:
        pass
    with unpacked_folder(context, tarred(tmp_path / "other/a.tgz", {"a.md": "2"}), keep=True) as two:
        pass
    assert (one.path.read_text(), two.path.read_text()) == ("1", "2")


def test_bomb_is_refused(context: Context, tmp_path: Path) -> None:
    """Sixty megabytes of zeros in sixty kilobytes."""
    path = tarred(tmp_path / "a.tgz", {"a.md": "\0" * (60 << 20)})
    with pytest.raises(QuizError, match="300 times its packed size"), unpacked_folder(context, path, keep=False):
        pass
    with (
        pytest.raises(QuizError, match="more than 300 times"),
        unpacked_folder(context, tarred(tmp_path / "b.tgz", {".hidden": "\0" * (60 << 20), "a.md": CARDS}), keep=False),
    ):
        pass


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("first", [True, False])
def test_header_that_would_fill_the_memory_is_refused(context: Context, tmp_path: Path, first: bool, mode: str) -> None:
    """At the first header, which decides whether the file is a tar, and at a later one."""
    info = tarfile.TarInfo("a.md")
    info.pax_headers = {"comment": "x" * (8 << 20)}
    path = tarred(tmp_path / "a.tar", {} if first else {"b.md": "x"}, info, mode=mode)
    tracemalloc.start()
    assert is_folder_archive(path)
    with pytest.raises(QuizError) as caught, unpacked_folder(context, path, keep=False):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.message == f"{path}: the archive cannot be read: a header is too long"
    assert most < 2 << 20


@pytest.mark.parametrize(
    ("files", "message"),
    [({}, "contains no file"), ({".hidden": "x"}, "contains no file"), ({"a.md": "", "b.md": ""}, "")],
)
def test_archive_without_files_is_refused(
    context: Context, tmp_path: Path, files: Mapping[str, str], message: str
) -> None:
    path = tarred(tmp_path / "a.tar", files)
    if not message:
        assert written(context, path) == ["a.md", "b.md"]
        return
    with pytest.raises(QuizError, match=message), unpacked_folder(context, path, keep=True):
        pass


def test_archive_in_an_archive_is_refused(context: Context, tmp_path: Path) -> None:
    inner = tarred(tmp_path / "in.tgz", {"a.md": CARDS})
    with tarfile.open(tmp_path / "out.tar", "w") as archive:
        archive.add(inner, "in.tgz")
    with (
        pytest.raises(QuizError, match="contains another archive"),
        unpacked_folder(context, tmp_path / "out.tar", keep=False),
    ):
        pass


def test_damaged_archive_is_refused(context: Context, tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar", {"a.md": "x" * 9000}, mode="w")
    path.write_bytes(path.read_bytes()[:4000])
    with pytest.raises(QuizError, match="cannot be read"), unpacked_folder(context, path, keep=False):
        pass


@pytest.mark.parametrize("length", [b"9" * 19, b"9" * 20, b"9" * 200, b"0"])
def test_extension_of_a_wrong_length_is_refused(context: Context, tmp_path: Path, length: bytes) -> None:
    """A record of a header states its own length, which may be longer than any file."""
    content = length + b" mtime=1700000000.5\n"
    header = tarfile.TarInfo("PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, len(content)
    path = tarred(tmp_path / "a.tar", {"a.md": CARDS}, mode="w")
    path.write_bytes(header.tobuf(tarfile.USTAR_FORMAT) + content.ljust(512, b"\0") + path.read_bytes())
    assert is_folder_archive(path)
    with pytest.raises(QuizError, match="cannot be read"), unpacked_folder(context, path, keep=False):
        pass


def test_recognition_of_folder_archives(tmp_path: Path) -> None:
    """A zip in a known format is none, nor is a compressed file that is no tar."""
    (tmp_path / "a.gz").write_bytes(b"\x1f\x8b and no more")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("notes/a.md", CARDS)
    assert is_folder_archive(tmp_path / "a.zip") and not is_folder_archive(tmp_path / "a.gz")
    for name in ("cards.mochi", "cartridge.imscc", "mnemosyne.cards", "table.xlsx", "hashcards.md"):
        assert not is_folder_archive(SAMPLES / name)


def test_link_in_a_zip_is_skipped(context: Context, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        info = zipfile.ZipInfo("link.md")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("a.md", CARDS)
    with unpacked_folder(context, tmp_path / "a.zip", keep=False) as found:
        assert found.path.name == "a.md" and len(found.problems) == 1
