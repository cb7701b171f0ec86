"""Files of cards, found by the names that texts use."""

import unicodedata
from pathlib import Path

import pytest

from quizapp.formats.common.local_media import local_media, media_of

UMLAUT = "Zürich.png"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("![a](b.png)", ("b.png",)),
        ("![a](<b c.png>) ![[d.png|200]] [sound:e.mp3]", ("b c.png", "d.png", "e.mp3")),
        ("![a](b c.png)", ("b c.png",)),
        ('![a](b.png "title") ![](x (1).png)', ("b.png", "x (1).png")),
        ("![](https://x.org/a.png) ![](data:image/png;base64,AA) [a](b.pdf)", ()),
        ("![](a.png) and ![](a.png)", ("a.png",)),
    ],
)
def test_media_names_in_a_text(text: str, names: tuple[str, ...]) -> None:
    assert media_of({"kind": "recall", "ask": text, "answer": ""}) == names


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("a.png", "a.png"),
        ("with%20space.png", "with space.png"),
        (unicodedata.normalize("NFC", UMLAUT), unicodedata.normalize("NFD", UMLAUT)),
        (unicodedata.normalize("NFD", UMLAUT), unicodedata.normalize("NFC", UMLAUT)),
        ("Z%C3%BCrich.png", unicodedata.normalize("NFD", UMLAUT)),
        ("100%25%20sure.png", "100% sure.png"),
        ("100% sure.png", "100% sure.png"),
        ("pics/a.png", "pics/a.png"),
    ],
)
def test_a_file_is_found_by_any_spelling_of_its_name(tmp_path: Path, name: str, file: str) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_bytes(b"png")
    own, read = local_media(tmp_path / "deck.md", [name])[name]
    assert (own, read()) == (Path(file).name, b"png")


def test_no_file_outside_the_folder_is_read(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    (home / "link.png").symlink_to(tmp_path / "secret.png")
    names = ["../secret.png", str(tmp_path / "secret.png"), "%2E%2E/secret.png", "link.png", "a\0b", "x" * 5000]
    assert local_media(home / "deck.md", names) == {}


def test_files_with_the_same_name_in_two_folders_are_both_kept(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "pic.png").write_bytes(folder.encode())
    found = local_media(tmp_path / "deck.md", ["a/pic.png", "b/pic.png"])
    assert len({own for own, _ in found.values()}) == 2
    assert [read() for _, read in found.values()] == [b"a", b"b"]
