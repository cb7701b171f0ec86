"""The decks that ship with the program."""

import hashlib
from pathlib import Path


def shipped_decks() -> tuple[Path, ...]:
    """Return the folders of the shipped decks: in the installed package, else in the repository."""
    package = Path(__file__).resolve().parents[1]
    root = package / "cards" if (package / "cards").is_dir() else package.parent / "cards"
    if not root.is_dir():
        return ()
    return tuple(folder for folder in sorted(root.iterdir()) if (folder / "deck.yaml").is_file())


def folder_digest(folder: Path) -> str:
    """Return the SHA-256 of a deck folder's YAML files; computing it takes a millisecond, loading the deck far more."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.y*ml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def shipped_folders() -> dict[str, Path]:
    """Return deck id -> folder of the decks that ship with the program."""
    return {folder.name: folder for folder in shipped_decks()}
