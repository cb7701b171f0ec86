"""The media files of decks, in a folder next to the database."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from quizapp.atomic_files import replacing
from quizapp.core.card import Card
from quizapp.core.media_sides import media_by_section, media_sides
from quizapp.core.model import Sections
from quizapp.store.location import DatabaseLocation, home_of


def media_folder(location: DatabaseLocation, deck: str) -> Path:
    """Return the folder of a deck's media, next to the database."""
    return home_of(location) / "media" / deck


def originals_folder(location: DatabaseLocation) -> Path:
    """Return the folder of the collections of Anki that cards came from, next to the database."""
    return home_of(location) / "anki"


def media_files(location: DatabaseLocation, deck: str, names: Iterable[str]) -> tuple[Path, ...]:
    """Return the existing files of a deck by their names, which are in its folder and are no links."""
    return files_in(media_folder(location, deck), names)


def files_in(folder: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """Return the existing files of a folder by their names: none outside it, whatever the names are, and no links."""
    found = (folder / Path(name).name for name in names)
    return tuple(file for file in found if file.is_file() and not file.is_symlink())


def side_files(location: DatabaseLocation, card: Card, side: Literal["question", "answer"]) -> tuple[Path, ...]:
    """Return the existing files that a side of a card shows."""
    sides = media_sides(card.body)
    return media_files(location, card.deck, sides.question if side == "question" else sides.answer)


def section_files(location: DatabaseLocation, deck: str, sections: Sections) -> dict[str, tuple[Path, ...]]:
    """Return the existing files that each section of a concept shows, by the section's name."""
    if not media_folder(location, deck).is_dir():
        return {}
    found = {name: media_files(location, deck, names) for name, names in media_by_section(sections).items()}
    return {name: files for name, files in found.items() if files}


def has_other_content(location: DatabaseLocation, deck: str, name: str, content: bytes) -> bool:
    """Return whether a deck has a media file of this name with another content. Raises OSError."""
    target = media_folder(location, deck) / Path(name).name
    return target.is_file() and (target.stat().st_size != len(content) or target.read_bytes() != content)


def keep_file(location: DatabaseLocation, deck: str, name: str, content: bytes) -> bool:
    """Write a media file of a deck unless it exists with this content; return whether it exists now."""
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
