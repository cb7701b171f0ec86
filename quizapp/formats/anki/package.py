"""Opens a package: finds its collection and its media, within limits."""

import io
import json
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from quizapp.errors import ExitCode, QuizError
from quizapp.formats.anki.protobuf import Wire, fields_of
from quizapp.formats.common.archive_limits import DEFAULT, FREE_RATIO, HOW, ArchiveLimits
from quizapp.unfinished import temporary_folder

SQLITE = b"SQLite format 3\0"
# Newest first: next to it is an old collection with a single note that asks to update.
COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
_COLLECTION = re.compile(r"collection\.anki\d{1,9}\w{0,9}")
LATEST = 3  # the version of packages with the newest of these collections
MOST_META = 4096
MOST_MEDIA = 100 << 20  # bytes of one file, unpacked
_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A collection unpacked to a temporary file, and functions that read its media, by the names in notes."""

    collection: Path
    media: Mapping[str, Callable[[], bytes]]
    faults: tuple[str, ...] = ()


@contextmanager
def opened(path: Path, limits: ArchiveLimits = DEFAULT) -> Iterator[Package]:
    """Yield the package; unpacked files are removed afterwards. Raises QuizError for an invalid package."""
    with path.open("rb") as file:
        head = file.read(len(SQLITE))
    if head == SQLITE:
        yield Package(collection=path, media=_beside(path))
        return
    with temporary_folder() as folder:
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise QuizError(
                f"{path}: the archive cannot be read: {error}", "Export the deck from Anki again."
            ) from None
        with archive:
            _refuse_too_many(path, archive, limits)
            _refuse_unknown_version(path, archive)
            target = Path(folder, "collection")
            newest = next((name for name in COLLECTIONS if name in archive.NameToInfo), None)
            if newest is None:
                raise QuizError(f"{path}: there is no collection in this archive.", "Name an .apkg or .colpkg file.")
            found = _Archive(path, archive, limits)
            _unpack(found, newest, target)
            media, faults = _media(found)
            yield Package(collection=target, media=media, faults=faults)


def _refuse_too_many(path: Path, archive: zipfile.ZipFile, limits: ArchiveLimits) -> None:
    if len(archive.infolist()) > limits.entries:
        message = f"{path}: the archive has more than {limits.entries:,} entries."
        raise QuizError(message, HOW.format(name="import_entries"))


def _refuse_unknown_version(path: Path, archive: zipfile.ZipFile) -> None:
    """Raise QuizError where all that could be read is the note by which an older Anki is asked to update."""
    unknown = [name for name in archive.NameToInfo if _COLLECTION.fullmatch(name) and name not in COLLECTIONS]
    version = _version(path, archive)
    if unknown or version > LATEST:
        what = f"`{unknown[0][:60]}`" if unknown else f"version {version}"
        message = f"{path}: the package is of a later version of Anki ({what}) than quizapp can read."
        raise QuizError(message, "Export it again in Anki, with support for older Anki versions.")
    if version == LATEST and COLLECTIONS[0] not in archive.NameToInfo:
        message = f"{path}: `{COLLECTIONS[0]}` is missing: the other collection only asks to update Anki."
        raise QuizError(message, "Export the deck from Anki again.")


def _version(path: Path, archive: zipfile.ZipFile) -> int:
    """Return the version of a package; 0 if it has none."""
    if "meta" not in archive.NameToInfo:
        return 0
    with _stream(path, archive, "meta") as source:
        try:
            return Wire(source.read(MOST_META)).number(1)
        except (ValueError, EOFError, OSError, zlib.error, zipfile.BadZipFile):
            return 0


def _stream(path: Path, archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Open an entry. Raises QuizError for links, passwords and compressions that no Anki writes."""
    info = archive.getinfo(name)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise QuizError(f"{path}: `{name[:60]}` in it is a link.", "Export the deck from Anki again.")
    if info.compress_type not in _KNOWN or info.flag_bits & 1:
        raise QuizError(f"{path}: `{name[:60]}` in it is packed in a way that Anki does not use.", "Export it again.")
    try:
        return archive.open(info)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError) as error:
        raise QuizError(f"{path}: the archive is damaged: {error}", "Export the deck from Anki again.") from None


@dataclass(frozen=True, slots=True)
class _Packed:
    """The content of an entry: what it is read from, its packed size, and the most bytes that it may unpack to."""

    path: Path  # of the package
    source: IO[bytes]
    size: int
    most: int
    zstd: bool  # whether it is in a zstd frame


def _chunks(packed: _Packed, limits: ArchiveLimits) -> Iterator[bytes]:
    """Yield the content in pieces, unpacked. Raises QuizError where it is more than it may be, or a bomb."""
    total = 0
    try:
        reader: Any = zstd_reader(packed.source) if packed.zstd else packed.source
        while chunk := reader.read(_CHUNK):
            total += len(chunk)
            if total > packed.most or (total > FREE_RATIO and total > packed.size * limits.ratio):
                raise _too_large(packed, total, limits)
            yield chunk
    except QuizError:
        raise
    except Exception as error:  # zlib, zstd and zipfile each have errors of their own for damaged data
        message = f"{packed.path}: the archive is damaged: {error}"
        raise QuizError(message, "Export the deck from Anki again.") from None


def _too_large(packed: _Packed, total: int, limits: ArchiveLimits) -> QuizError:
    is_over = total > packed.most
    size = f"{packed.most >> 20} MB" if is_over else f"{limits.ratio} times its packed size"
    hint = HOW.format(name="import_megabytes" if is_over else "import_ratio")
    return QuizError(f"{packed.path}: it unpacks to more than {size}.", hint)


def zstd_reader(source: IO[bytes]) -> Any:
    # Frames that carry no size of their content must be streamed.
    try:
        from compression.zstd import ZstdFile  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        from backports.zstd import ZstdFile
    return ZstdFile(source)


@dataclass(frozen=True, slots=True)
class _Archive:
    """A package that is open, and how much may come out of it."""

    path: Path
    file: zipfile.ZipFile
    limits: ArchiveLimits

    def chunks(self, entry: str, most: int, *, zstd: bool) -> Iterator[bytes]:
        """Yield the content of an entry in pieces, unpacked. Raises QuizError."""
        with _stream(self.path, self.file, entry) as source:
            packed = _Packed(self.path, source, self.file.getinfo(entry).compress_size, most, zstd)
            yield from _chunks(packed, self.limits)


def _unpack(archive: _Archive, name: str, target: Path) -> None:
    """Write the collection to a temporary file."""
    try:
        with target.open("wb") as out:
            for chunk in archive.chunks(name, archive.limits.bytes, zstd=name.endswith("b")):
                out.write(chunk)
    except OSError as error:
        message = f"{archive.path}: it could not be unpacked: {error.strerror}"
        raise QuizError(message, "Free some space.", ExitCode.STORE) from None


def _beside(path: Path) -> dict[str, Callable[[], bytes]]:
    """Return the media of a bare collection: `collection.media` next to `collection.anki2`, as in Anki's profile."""
    folder = path.with_suffix(".media")
    files = folder.iterdir() if folder.is_dir() else ()
    return {
        composed(file.name): partial(Path.read_bytes, file)
        for file in files
        if file.is_file() and not file.is_symlink() and file.stat().st_size <= MOST_MEDIA
    }


def _media(archive: _Archive) -> tuple[dict[str, Callable[[], bytes]], tuple[str, ...]]:
    """Return file name -> function that reads it, and the problems of the map of names."""
    entries, path, limits = archive.file.NameToInfo, archive.path, archive.limits
    if "media" not in entries:
        return {}, ()
    raw = b"".join(archive.chunks("media", MOST_MEDIA, zstd=False))
    zstd = raw[:4] == b"\x28\xb5\x2f\xfd"
    if zstd:
        raw = b"".join(_chunks(_Packed(path, io.BytesIO(raw), len(raw), MOST_MEDIA, zstd), limits))
    try:
        names = _names(raw)
    except (ValueError, RecursionError):
        return {}, ("the names of the media cannot be read: cards come without their files",)
    return {
        safe: partial(_read_media, path, entry, limits, zstd)
        for entry, name in names.items()
        if entry in entries and (safe := safe_name(name))
    }, ()


def _names(raw: bytes) -> dict[str, str]:
    """Return entry -> name: the map is JSON, or a packed message in the newest generation.

    Raises ValueError or RecursionError for anything else.
    """
    if raw[:1] == b"{":
        return {str(entry): name for entry, name in json.loads(raw).items() if isinstance(name, str)}
    entries = [Wire(value) for number, value in fields_of(raw) if number == 1 and isinstance(value, bytes)]
    return {str(index): entry.text(1) for index, entry in enumerate(entries)}


def composed(name: str) -> str:
    """Return a file's name in Unicode's composed form: notes and archives may use different forms."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def safe_name(name: str) -> str:
    """Return a safe file name, without folders and control characters; '' if nothing is left."""
    plain = composed(name.replace("\\", "/").rsplit("/", 1)[-1].strip())
    bad = any(ord(each) < 32 or each in '<>:"|?*\x7f' or 0xD800 <= ord(each) < 0xE000 for each in plain)
    return "" if bad or plain in ("", ".", "..") or len(plain.encode()) > 200 else plain


def _read_media(path: Path, entry: str, limits: ArchiveLimits, zstd: bool) -> bytes:
    with zipfile.ZipFile(path) as file:
        return b"".join(_Archive(path, file, limits).chunks(entry, MOST_MEDIA, zstd=zstd))
