"""Keeps the collections of imported packages as they came, without media: an export writes their notes again.

A kept file is the collection as it was packed: with the suffix `.deflate` as an archive compresses it, with `.stored`
as it was before, a database or in a zstd frame.
"""

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from quizapp.atomic_files import private_folder, replacing
from quizapp.errors import QuizError
from quizapp.formats.anki.package import COLLECTIONS, SQLITE, zstd_reader
from quizapp.unfinished import temporary_folder

STORED, DEFLATED = ".stored", ".deflate"
_ZSTD = b"\x28\xb5\x2f\xfd"
_LOCAL_HEADER = 30  # bytes of an archive's header of an entry, before its name and its extra field
_CHUNK = 1 << 20


def keep(package: Path, folder: Path, source: str) -> None:
    """Keep the collection of a package that was imported from `source`, in the place of the one before.

    A file that is no package of Anki is passed over. Raises OSError.
    """
    with package.open("rb") as file:
        found = _packed(file)
        if found is None:
            return
        suffix, size = found
        target = private_folder(folder) / f"{_key(source)}{suffix}"
        with replacing(target, private=False) as part, part.open("xb") as out:
            while size > 0 and (chunk := file.read(min(size, _CHUNK))):
                size -= out.write(chunk)
    for other in (STORED, DEFLATED):
        if other != suffix:
            target.with_suffix(other).unlink(missing_ok=True)


def _key(source: str) -> str:
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def prune(folder: Path, sources: Iterable[str]) -> None:
    """Remove the kept collections of all other sources than these. Raises OSError."""
    needed = {_key(source) for source in sources}
    for kept in kept_in(folder):
        if kept.stem not in needed:
            kept.unlink(missing_ok=True)


def _packed(file: IO[bytes]) -> tuple[str, int] | None:
    """Return how a package's collection is packed and its size, the file being at its begin; None where it has none."""
    if file.read(len(SQLITE)) == SQLITE:
        size = file.seek(0, 2)
        file.seek(0)
        return STORED, size
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.NameToInfo
            info = next((names[name] for name in COLLECTIONS if name in names), None)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if info is None:
        return None
    file.seek(info.header_offset)
    header = file.read(_LOCAL_HEADER)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    return DEFLATED if info.compress_type == zipfile.ZIP_DEFLATED else STORED, info.compress_size


def kept_in(folder: Path) -> list[Path]:
    """Return the kept collections, the latest first."""
    found = [each for each in folder.glob("*") if each.suffix in (STORED, DEFLATED) and each.name[0] != "."]
    return sorted(found, key=lambda each: (-each.stat().st_mtime_ns, each.name))


@contextmanager
def unpacked(kept: Path) -> Iterator[Path]:
    """Yield a kept collection as a database file, which is removed afterwards. Raises QuizError where it is damaged."""
    with temporary_folder() as folder:
        packed, target = Path(folder, "packed"), Path(folder, "collection")
        try:
            with kept.open("rb") as source, packed.open("wb") as out:
                if kept.suffix == DEFLATED:
                    _inflate(source, out)
                else:
                    shutil.copyfileobj(source, out)
            _decompress(packed, target)
        except Exception as error:  # zlib and zstd have errors of their own for damaged data
            message = f"{kept}: the kept collection cannot be read: {error}"
            raise QuizError(message, "Import its package again.") from None
        yield target


def _inflate(source: IO[bytes], out: IO[bytes]) -> None:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while chunk := source.read(_CHUNK):
        out.write(inflater.decompress(chunk))
    out.write(inflater.flush())
    if not inflater.eof:
        raise ValueError("it is cut short")


def _decompress(packed: Path, target: Path) -> None:
    """Write what is in a zstd frame, or take the file as it is."""
    with packed.open("rb") as source:
        is_frame = source.read(len(_ZSTD)) == _ZSTD
        if is_frame:
            source.seek(0)
            with target.open("wb") as out:
                shutil.copyfileobj(zstd_reader(source), out)
    if not is_frame:
        packed.replace(target)
