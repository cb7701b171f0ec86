"""A deck folder's archive: unpacked beside the database, within limits, and only where it is sound."""

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

from quizapp.app import Context
from quizapp.decks.loader import Loaded, load_deck
from quizapp.errors import QuizError

MOST_BYTES = 500 << 20  # unpacked, in all
MOST_ENTRIES = 20_000
MOST_RATIO = 200  # of unpacked to packed size
_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_deck_archive(path: Path) -> bool:
    """Return whether a file is an archive of a deck folder."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return any(PurePosixPath(name).name == "deck.yaml" and len(PurePosixPath(name).parts) <= 2 for name in names)


def unpacked(context: Context, path: Path) -> tuple[Path, Loaded]:
    """Return the folder that an archive was unpacked to, and its deck; where that has errors, nothing is kept.

    Raises QuizError for an archive that means ill or is damaged.
    """
    home = context.db.parent / "decks"
    part = home / f".{path.stem}.part"
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        with zipfile.ZipFile(path) as archive:
            _extract(path, archive, part)
        loaded = load_deck(part)
        if loaded.deck is None:
            return path, loaded
        target = home / loaded.deck.info.deck
        shutil.rmtree(target, ignore_errors=True)
        part.replace(target)
        return target, load_deck(target)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise QuizError(f"{path}: the archive cannot be read: {error}", "Export the deck again.") from None
    except OSError as error:
        raise QuizError(f"{path}: it could not be unpacked: {error.strerror}", "Free some space.") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _extract(path: Path, archive: zipfile.ZipFile, folder: Path) -> None:
    """Write the files of a deck: YAML, the history and media, by names of our own making."""
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if len(infos) > MOST_ENTRIES or total > MOST_BYTES or (total > 10 << 20 and total > packed * MOST_RATIO):
        raise QuizError(f"{path}: the archive unpacks to more than a deck is.", "Split the deck.")
    top = next(
        PurePosixPath(info.filename) for info in infos if PurePosixPath(info.filename).name == "deck.yaml"
    ).parent
    for info in infos:
        inside = PurePosixPath(info.filename)
        if info.is_dir() or top not in inside.parents:
            continue
        if stat.S_ISLNK(info.external_attr >> 16) or info.compress_type not in _KNOWN or info.flag_bits & 1:
            raise QuizError(f"{path}: `{info.filename[:60]}` in it is no plain file.", "Pack the folder again.")
        name = inside.relative_to(top)
        wanted = len(name.parts) == 1 and (name.suffix in (".yaml", ".yml") or name.name == "history.jsonl")
        is_media = len(name.parts) == 2 and name.parts[0] == "media"
        if not (wanted or is_media) or ".." in name.parts or name.name.startswith("."):
            continue
        target = folder / Path(*name.parts)
        target.parent.mkdir(exist_ok=True)
        with archive.open(info) as source, target.open("wb") as out:
            _copy(path, source, out)


def _copy(path: Path, source: object, out: object) -> None:
    left = MOST_BYTES
    while chunk := source.read(1 << 20):  # type: ignore[attr-defined]
        left -= len(chunk)
        if left < 0:  # the sizes in its table are what the archive says of itself
            raise QuizError(f"{path}: the archive unpacks to more than a deck is.", "Split the deck.")
        out.write(chunk)  # type: ignore[attr-defined]
