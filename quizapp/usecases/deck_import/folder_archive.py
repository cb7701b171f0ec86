"""Archives of a folder (tar or zip): unpacked into the database's folder and imported like a folder."""

import hashlib
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from quizapp.atomic_files import replacing_folder
from quizapp.errors import Location, Problem, QuizError
from quizapp.formats.common.archive_limits import FREE_RATIO, HOW, ArchiveLimits, limits_of
from quizapp.store.location import home_of
from quizapp.unfinished import temporary_folder
from quizapp.usecases.context import Context
from quizapp.usecases.deck_import.archive_signature import COMPRESSED, ZIP, head_of, is_bare_tar
from quizapp.usecases.deck_import.deck_archive import is_deck_archive

# What the standard library raises while it reads a damaged archive; a length of 20 digits overflows an index.
_BROKEN = (
    tarfile.TarError, zipfile.BadZipFile, zlib.error, LZMAError,
    EOFError, ValueError, NotImplementedError, ArithmeticError, LookupError,
)  # fmt: skip
_MOST_HEADERS = 1 << 20  # bytes of the headers of an entry with their extensions
_LONGEST = 200  # bytes of a file or folder name
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class _File:
    """A file in an archive with its stated size; a link or a device opens as None."""

    name: str
    size: int
    open: Callable[[], IO[bytes] | None]


class _HeaderTooLong(tarfile.TarError):
    """A header that would fill the memory."""


class _LimitedReads:
    """The file of a tar while the headers of an entry are read, which are held in memory."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._left = _MOST_HEADERS

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, size: int) -> bytes:
        self._left -= size
        if self._left < 0:
            raise _HeaderTooLong("a header is too long")
        data: bytes = self._file.read(size)
        return data


class _SmallHeaders(tarfile.TarInfo):
    """Tar headers with extensions of limited length."""

    @classmethod
    def fromtarfile(cls, tar: tarfile.TarFile) -> "_SmallHeaders":
        # Which methods see the size of an extension depends on the version of Python, so its reads are limited.
        file = tar.fileobj
        tar.fileobj = cast(IO[bytes], _LimitedReads(file))
        try:
            return super().fromtarfile(tar)
        finally:
            tar.fileobj = file


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The content of an archive: its folder or only file, and the problems."""

    path: Path
    problems: tuple[Problem, ...]
    root: Path  # the folder that has the place of the archive


def is_folder_archive(path: Path) -> bool:
    """Return whether a file is a tar, or a zip that no format recognises."""
    head = head_of(path)
    if head.startswith(ZIP):
        from quizapp.formats.foreign.by_bytes import kind_by_bytes
        from quizapp.formats.registry import format_of

        known = is_deck_archive(path) or format_of(path) or kind_by_bytes(path, head)
        return zipfile.is_zipfile(path) and not known
    return is_bare_tar(head) or (head.startswith(COMPRESSED) and _is_tar(path))


def _is_tar(path: Path) -> bool:
    try:
        with tarfile.open(path, "r:*", tarinfo=_SmallHeaders):
            return True
    except _HeaderTooLong:
        return True  # unpacking it gives the reason
    except (*_BROKEN, OSError):
        return False


@contextmanager
def unpacked_folder(context: Context, path: Path, *, keep: bool) -> Iterator[Unpacked]:
    """Yield what an archive holds.

    With `keep` the files stay in the folder `archives` of the database's folder, where they replace those of an earlier
    import of the same path; an exception in the block restores the earlier files. Without it they are deleted. Raises
    QuizError for an archive that is damaged, too large or empty.
    """
    home = home_of(context.db) / "archives"
    if keep:
        home.mkdir(parents=True, exist_ok=True)
    with temporary_folder(home if keep else None) as part:
        folder = Path(part, path.name.split(".")[0] or "archive")
        problems = _told(path, _unpack(path, folder, limits_of(context.settings)))
        if not keep:
            yield Unpacked(_inner(path, folder), problems, folder)
            return
        target = home / _place_of(path) / folder.name
        _inner(path, folder)
        target.parent.mkdir(exist_ok=True)
        try:
            with replacing_folder(target, folder):
                yield Unpacked(_inner(path, target), problems, target)
        except BaseException:
            with suppress(OSError):  # it is not empty where an earlier import is in it
                target.parent.rmdir()
            raise


def _place_of(path: Path) -> str:
    """Return a name that is the same at every import of an archive from the same path."""
    return hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _inner(path: Path, folder: Path) -> Path:
    """Return the folder, or its only entry if it has just one."""
    inside = list(folder.iterdir()) if folder.is_dir() else []
    if not inside:
        raise QuizError(f"{path}: the archive contains no file.", "Pack the folder again.")
    if len(inside) > 1:
        return folder
    only = inside[0]
    if only.is_file() and is_folder_archive(only):
        raise QuizError(f"{path}: it contains another archive, `{only.name[:60]}`.", "Unpack it first.")
    return only


def _told(path: Path, links: int) -> tuple[Problem, ...]:
    if not links:
        return ()
    message = f"{links} links and devices in the archive were left out"
    return (Problem(Location(str(path)), "archive-link", message, "Pack the files themselves.", "warning"),)


def _unpack(path: Path, folder: Path, limits: ArchiveLimits) -> int:
    """Write the files of an archive under names inside the folder; return the number of links."""
    budget, links = _Budget(path, limits), 0
    try:
        for file in _files(path):
            budget.announce(file.size)
            target = _target(folder, file.name)
            source = file.open() if target else None
            links += target is not None and source is None
            if target is None or source is None:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with source, target.open("wb") as out:
                while chunk := source.read(_CHUNK):
                    budget.spend(len(chunk))
                    out.write(chunk)
    except (*_BROKEN, RuntimeError) as error:
        raise QuizError(f"{path}: the archive cannot be read: {error}", "Pack the folder again.") from None
    except OSError as error:
        raise QuizError(f"{path}: it could not be unpacked: {error.strerror or error}", "Free some space.") from None
    return links


@dataclass(slots=True)
class _Budget:
    """Limits of an archive, checked for stated and for unpacked sizes. Raises QuizError beyond them."""

    path: Path
    limits: ArchiveLimits
    entries: int = 0
    announced: int = 0
    spent: int = 0

    def announce(self, size: int) -> None:
        """Count an entry of a stated size; a tar has to be read through it even if it is skipped."""
        self.entries += 1
        self.announced += max(size, 0)
        if self.entries > self.limits.entries:
            message = f"{self.path}: the archive has more than {self.limits.entries:,} entries."
            raise QuizError(message, HOW.format(name="import_entries"))
        self._check(self.announced)

    def spend(self, size: int) -> None:
        """Count bytes that were unpacked."""
        self.spent += size
        self._check(self.spent)

    def _check(self, size: int) -> None:
        if size > self.limits.bytes:
            message = f"{self.path}: it unpacks to more than {self.limits.megabytes} MB."
            raise QuizError(message, HOW.format(name="import_megabytes"))
        if size > FREE_RATIO and size > self.path.stat().st_size * self.limits.ratio:
            message = f"{self.path}: it unpacks to more than {self.limits.ratio} times its packed size."
            raise QuizError(message, HOW.format(name="import_ratio"))


def _files(path: Path) -> Iterator[_File]:
    """Yield the entries of an archive except folders."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.filename[-1:] not in ("", "/"):
                    yield _File(info.filename, info.file_size, partial(_from_zip, archive, info))
        return
    with tarfile.open(path, "r:*", tarinfo=_SmallHeaders) as tar:
        for member in tar:
            if not member.isdir():
                yield _File(member.name, member.size, partial(_from_tar, tar, member))


def _from_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes] | None:
    return None if stat.S_ISLNK(info.external_attr >> 16) else archive.open(info)


def _from_tar(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes] | None:
    return archive.extractfile(member) if member.isfile() else None


def _target(folder: Path, name: str) -> Path | None:
    """Return where a file is written; None for a name that is hidden, leads out of the folder or is invalid."""
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", ".")]
    sound = all(
        part != ".." and not part.startswith(".") and part.isprintable() and len(part.encode()) <= _LONGEST
        for part in parts
    )
    return folder.joinpath(*parts) if parts and sound and len(parts) <= 30 else None
