"""Collections that are kept at their import."""

import os
import zipfile
from pathlib import Path

import pytest

from quizapp.errors import QuizError
from quizapp.formats.anki.cards import note_digest
from quizapp.formats.anki.kept_package import keep, kept_in, unpacked
from quizapp.formats.anki.originals import Originals
from tests.formats.anki.packages import GENERATIONS, collection, packed


@pytest.mark.parametrize("generation", [*GENERATIONS, "bare"])
def test_a_collection_is_kept_as_it_was(tmp_path: Path, generation: str) -> None:
    """Of every generation; for its owner alone."""
    bare = collection(tmp_path / "bare", newer=generation == "anki21b")
    package = bare if generation == "bare" else packed(tmp_path, generation)
    folder = tmp_path / "kept"
    keep(package, folder, "source")
    (kept,) = kept_in(folder)
    with unpacked(kept) as path:
        assert path.read_bytes() == bare.read_bytes()
    assert not path.exists() and folder.stat().st_mode & 0o077 == 0


def test_one_collection_is_kept_of_a_source(tmp_path: Path) -> None:
    """The latest one; other files are passed over, and the latest import comes first."""
    folder = tmp_path / "kept"
    keep(packed(tmp_path, "anki2"), folder, "a")
    keep(packed(tmp_path, "anki21b"), folder, "a")
    (first,) = kept_in(folder)
    os.utime(first, (1, 1))
    keep(packed(tmp_path, "anki21"), folder, "b")
    assert [each.stem == first.stem for each in kept_in(folder)] == [False, True]
    (tmp_path / "x.csv").write_text("a,b\n")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("deck.yaml", "deck: d")
    for name in ("x.csv", "x.zip"):
        keep(tmp_path / name, folder, name)
    assert len(kept_in(folder)) == 2


@pytest.mark.parametrize("generation", ["anki2", "anki21b"])
def test_a_damaged_one_costs_no_other(tmp_path: Path, generation: str) -> None:
    """Its cards are found in the one before."""
    folder = tmp_path / "kept"
    keep(packed(tmp_path, generation), folder, "good")
    (good,) = kept_in(folder)
    os.utime(good, (1, 1))
    bad = folder / f"bad{good.suffix}"
    bad.write_bytes(good.read_bytes()[:200])
    with pytest.raises(QuizError, match="cannot be read"), unpacked(bad):
        pass
    originals = Originals(kept_in(folder))
    found = originals.find(f"{note_digest('guid-1')}-1")
    assert found is not None and found.note_row["guid"] == "guid-1" and found.deck == "Science"
    assert originals.find("no-id-of-anki") is None and originals.find(f"{note_digest('none')}-1") is None


@pytest.mark.parametrize("generation", GENERATIONS)
def test_note_types_are_the_same_in_every_generation(tmp_path: Path, generation: str) -> None:
    """Names, fields and templates; a filtered deck is left for the card's own."""
    keep(packed(tmp_path, generation), tmp_path / "kept", "a")
    originals = Originals(kept_in(tmp_path / "kept"))
    found = originals.find(f"{note_digest('guid-2')}-2")
    assert found is not None
    assert [each["name"] for each in found.model["flds"]] == ["Front", "Back", "Add"]
    assert [(each["ord"], each["qfmt"]) for each in found.model["tmpls"]] == [
        (0, "{{Front}}"), (1, "{{#Add}}{{Back}}{{/Add}}"),
    ]  # fmt: skip
    assert found.card_row is not None and (found.card_row["id"], found.deck) == (102, "Science::Cells::Parts")
    crammed = originals.find(f"{note_digest('guid-4')}-1")
    assert crammed is not None and crammed.deck == "Science"
