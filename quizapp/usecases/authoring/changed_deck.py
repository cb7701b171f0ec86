"""Checks a deck as it would be with other files, without writing any into its folder."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from quizapp.decks.author_checks import check_deck
from quizapp.decks.loader import Loaded


def check_changed(folder: Path | None, contents: Mapping[str, bytes]) -> Loaded:
    """Return what `deck check` finds in a deck folder with other contents of some of its files, by name.

    Locations name files of a temporary folder. `folder` is None, or does not exist, for a new deck.
    """
    with tempfile.TemporaryDirectory(prefix="quizapp-check-") as name:
        whole = Path(name)
        for file in folder.glob("*.y*ml") if folder else ():
            shutil.copyfile(file, whole / file.name)
        if folder and (folder / "media").is_dir():
            (whole / "media").symlink_to((folder / "media").resolve())
        for name, content in contents.items():
            (whole / name).write_bytes(content)
        return check_deck(whole)
