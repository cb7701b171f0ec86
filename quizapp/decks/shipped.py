"""The decks that ship with the program."""

from pathlib import Path


def shipped_decks() -> tuple[Path, ...]:
    """Return the folders of the shipped decks: inside an installed package, else beside it in the repository."""
    package = Path(__file__).resolve().parents[1]
    root = package / "cards" if (package / "cards").is_dir() else package.parent / "cards"
    if not root.is_dir():
        return ()
    return tuple(folder for folder in sorted(root.iterdir()) if (folder / "deck.yaml").is_file())
