"""A deck of one list of cards: imported, and exported to other formats."""

import json
from pathlib import Path

from tests.conftest import Run


def imported(quizapp: Run, folder: Path, cards: str) -> None:
    """Write a deck with the name of its folder, and import it."""
    folder.mkdir()
    (folder / "deck.yaml").write_text(f"format: 1\ndeck: {folder.name}\ntitle: {folder.name.capitalize()}\n")
    (folder / f"{folder.name}.yaml").write_text(cards)
    done = quizapp("import", str(folder))
    assert done.returncode == 0, done.stderr


def exported(quizapp: Run, deck: str, out: Path) -> None:
    """Export a deck to a file; all formats but that of the program lose the kind of its question, and say so."""
    done = quizapp("export", deck, "--to", str(out), "--json")
    assert done.returncode == 0, done.stderr
    lost = [part["part"] for card in json.loads(done.stdout)["lost"]["cards"] for part in card["lost"]]
    assert ("kind" in lost) == (out.suffix != ".json")
