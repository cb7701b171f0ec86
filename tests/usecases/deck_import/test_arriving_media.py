"""Media of one file name are told apart by their content."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.usecases.deck_import.test_card_identity import counts, imported

pytestmark = pytest.mark.file


def document(folder: Path, *pictures: tuple[str, bytes]) -> Path:
    """Write a document with a card for each picture."""
    folder.mkdir(exist_ok=True)
    for name, content in pictures:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    file = folder / "notes.md"
    file.write_text("\n".join(f"Q: What shows {folder.name} {name}? ![]({name})\nA: That\n" for name, _ in pictures))
    return file


def media(quizapp: Run, environ: dict[str, str], deck: str) -> dict[str, bytes]:
    """Return the content of the file that each card shows."""
    home = Path(environ["QUIZAPP_DB"]).parent / "media" / deck
    shown = json.loads(quizapp("deck", "show", deck, "--json").stdout)
    questions = [question for each in shown for question in each["questions"]]
    return {question["ask"].split("?")[0]: (home / question["media"][0]).read_bytes() for question in questions}


def test_pictures_of_one_name_in_two_folders(quizapp: Run, tmp_path: Path, environ: dict[str, str]) -> None:
    """Each card shows its own; the next import changes nothing."""
    file = document(tmp_path / "d", ("a/x.png", b"one"), ("b/x.png", b"two"))
    imported(quizapp, file)
    assert media(quizapp, environ, "notes") == {"What shows d a/x.png": b"one", "What shows d b/x.png": b"two"}
    file.write_text(file.read_text() + "\n")
    assert counts(imported(quizapp, file)) == (0, 0, 2, 0)


def test_a_picture_of_another_document_is_not_replaced(quizapp: Run, tmp_path: Path, environ: dict[str, str]) -> None:
    """That was added to the deck; one that its own document changed is."""
    first = document(tmp_path / "d", ("x.png", b"one"))
    imported(quizapp, first)
    second = document(tmp_path / "e", ("x.png", b"two"), ("y.png", b"three"))
    imported(quizapp, second, "--deck", "notes")
    assert media(quizapp, environ, "notes") == {
        "What shows d x.png": b"one", "What shows e x.png": b"two", "What shows e y.png": b"three",
    }  # fmt: skip
    (tmp_path / "d/x.png").write_bytes(b"four")
    (tmp_path / "e/y.png").write_bytes(b"five")
    for file in (first, second):
        file.write_text(file.read_text() + "\n")
        assert counts(imported(quizapp, file))[0::2] == (0, {first: 1, second: 2}[file])
    assert set(media(quizapp, environ, "notes").values()) == {b"four", b"two", b"five"}


def test_entries_of_one_name_in_a_package(quizapp: Run, tmp_path: Path, environ: dict[str, str]) -> None:
    """In different folders of it."""
    cards = [{"id": f"card-000{name}", "content": f"What {name}? ![]({name}/x.png)\n---\nThat"} for name in "ab"]
    with zipfile.ZipFile(tmp_path / "p.mochi", "w") as archive:
        archive.writestr("data.json", json.dumps({"version": 2, "decks": [{"id": "d", "name": "P", "cards": cards}]}))
        archive.writestr("a/x.png", "one")
        archive.writestr("b/x.png", "two")
    for _ in range(2):
        imported(quizapp, tmp_path / "p.mochi")
        assert media(quizapp, environ, "p") == {"What a": b"one", "What b": b"two"}
