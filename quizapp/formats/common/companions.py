"""Review databases of other programs, stored in the folder of the card files or in one above it."""

from pathlib import Path

HASHCARDS, REPEATER, ORG_FC = "hashcards.db", "cards.db", "org-fc-reviews.tsv"
LEVELS = 3  # of folders that are looked at: that of the file and those above it

# What is imported in place of a companion, by its name.
_INSTEAD = {HASHCARDS: "the Markdown files", REPEATER: "the Markdown files", ORG_FC: "the org-mode files"}
_BY_SUFFIX = {".md": (HASHCARDS, REPEATER), ".markdown": (HASHCARDS, REPEATER), ".org": (ORG_FC,)}


def companions_of(path: Path) -> list[Path]:
    """Return the files that may have the reviews of a file's cards: for each name the nearest one.

    Files of other users are ignored: anybody may write to a folder such as /tmp.
    """
    found: list[Path] = []
    for name in _BY_SUFFIX.get(path.suffix.lower(), ()):
        folders = [path.absolute().parent, *path.absolute().parent.parents][:LEVELS]
        files = (folder / name for folder in folders)
        found += [file for file in files if file.is_file() and not file.is_symlink() and _same_owner(file, path)][:1]
    return found


def _same_owner(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_uid == other.stat().st_uid
    except OSError:
        return False


def instead_of(path: Path, head: bytes) -> str:
    """Return what to import instead of a file of reviews; '' for any other file. `head` has its first bytes."""
    if path.suffix == ".db" and b"card_hash" not in head:
        return ""
    return _INSTEAD.get(path.name, "")
