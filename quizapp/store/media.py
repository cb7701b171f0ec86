"""A deck's media files, beside the database."""

from pathlib import Path

from quizapp.core.model import Card
from quizapp.store.atomic_files import replacing
from quizapp.store.location import DatabaseLocation, home_of


def media_folder(location: DatabaseLocation, deck: str) -> Path:
    """Return where a deck's media are kept: beside the database."""
    return home_of(location) / "media" / deck


def media_of(location: DatabaseLocation, card: Card) -> tuple[Path, ...]:
    """Return the files of a card that are there: its names are those of files in its deck's folder, and of no other."""
    folder = media_folder(location, card.deck)
    found = (folder / Path(name).name for name in card.body.get("media", ()))
    return tuple(file for file in found if file.is_file() and not file.is_symlink())


def keep_file(location: DatabaseLocation, deck: str, name: str, content: bytes) -> bool:
    """Write a file of a deck's media where it is not there yet; return whether it is there now."""
    folder = media_folder(location, deck)
    target = folder / Path(name).name
    if target.is_symlink() or not target.name:
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.read_bytes() != content:
            with replacing(target, private=False) as part, part.open("xb") as out:
                out.write(content)
    except OSError:
        return False
    return True
