"""The archive of a deck folder: unpacked next to the database, within limits, and kept only if the deck is valid."""

import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from quizapp.atomic_files import replacing_folder
from quizapp.errors import QuizError
from quizapp.formats.common.archive_limits import FREE_RATIO, HOW, ArchiveLimits, limits_of
from quizapp.store.location import home_of
from quizapp.unfinished import remembered
from quizapp.usecases.context import Context

if TYPE_CHECKING:
    from quizapp.decks.loader import Loaded

_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_deck_archive(path: Path) -> bool:
    """Return whether a file is an archive of a deck folder."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return any(PurePosixPath(name).name == "deck.yaml" and len(PurePosixPath(name).parts) <= 2 for name in names)


@contextmanager
def unpacked(context: Context, path: Path, *, keep: bool) -> Iterator[tuple[Path, "Loaded"]]:
    """Yield the folder that an archive was unpacked to, and its deck.

    If the deck is valid and `keep` is set, the folder replaces the earlier one, which is restored if the block fails;
    otherwise nothing is left. Raises QuizError for a malicious or damaged archive.
    """
    from quizapp.decks.loader import load_deck  # imports pydantic, which other archives do without

    home = home_of(context.db) / "decks"
    part = home / f".{path.stem}.part"
    shutil.rmtree(part, ignore_errors=True)
    with remembered(part):
        try:
            _unpack(path, part, limits_of(context.settings))
            loaded = load_deck(part)
            if loaded.deck is None or not keep:
                yield part, loaded
                return
            target = home / loaded.deck.info.deck
            with replacing_folder(target, part):
                yield target, load_deck(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _unpack(path: Path, part: Path, limits: ArchiveLimits) -> None:
    try:
        part.mkdir(parents=True)
        with zipfile.ZipFile(path) as archive:
            _extract(path, archive, part, limits)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, NotImplementedError, zlib.error) as error:
        raise QuizError(f"{path}: the archive cannot be read: {error}", "Export the deck again.") from None
    except OSError as error:
        raise QuizError(f"{path}: it could not be unpacked: {error.strerror}", "Free some space.") from None


def _extract(path: Path, archive: zipfile.ZipFile, folder: Path, limits: ArchiveLimits) -> None:
    """Write the files of a deck (YAML, history and media) under generated names."""
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if len(infos) > limits.entries:
        raise QuizError(f"{path}: it has more than {limits.entries:,} entries.", HOW.format(name="import_entries"))
    if total > FREE_RATIO and total > packed * limits.ratio:
        message = f"{path}: it unpacks to more than {limits.ratio} times its packed size."
        raise QuizError(message, HOW.format(name="import_ratio"))
    left = limits.bytes
    top = next(
        PurePosixPath(info.filename) for info in infos if PurePosixPath(info.filename).name == "deck.yaml"
    ).parent
    for info in infos:
        inside = PurePosixPath(info.filename)
        if info.filename[-1:] in ("", "/") or top not in inside.parents:
            continue
        if stat.S_ISLNK(info.external_attr >> 16) or info.compress_type not in _KNOWN or info.flag_bits & 1:
            raise QuizError(f"{path}: `{info.filename[:60]}` in it is not a plain file.", "Pack the folder again.")
        name = inside.relative_to(top)
        wanted = len(name.parts) == 1 and (name.suffix in (".yaml", ".yml") or name.name == "history.jsonl")
        is_media = len(name.parts) == 2 and name.parts[0] == "media"
        if not (wanted or is_media) or ".." in name.parts or name.name.startswith("."):
            continue
        target = folder / Path(*name.parts)
        target.parent.mkdir(exist_ok=True)
        with archive.open(info) as source, target.open("wb") as out:
            left = _copy(path, source, out, left)


def _copy(path: Path, source: IO[bytes], out: IO[bytes], left: int) -> int:
    """Copy a file; return how many bytes of the limit are left. Sizes in the directory are not trusted."""
    while chunk := source.read(1 << 20):
        left -= len(chunk)
        if left < 0:
            raise QuizError(f"{path}: it unpacks to more than its limit.", HOW.format(name="import_megabytes"))
        out.write(chunk)
    return left
