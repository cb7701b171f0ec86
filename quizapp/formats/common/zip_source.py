"""Reads the files of a zip archive by name, within limits."""

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from quizapp.errors import QuizError
from quizapp.formats.common.archive_limits import DEFAULT, FREE_RATIO, HOW, ArchiveLimits
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.local_media import known_name
from quizapp.formats.common.shown_media import list_missing, shown_by
from quizapp.formats.common.text_source import ProblemLog

MOST_MEDIA = 100 << 20  # bytes of one file, unpacked

_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, NotImplementedError, zlib.error, OSError)


@dataclass(slots=True)
class ZipSource:
    """The readable files of an archive, with a limit for all together; folders and links are left out."""

    path: Path
    limits: ArchiveLimits
    archive: zipfile.ZipFile  # open as long as this is used; its own end closes it
    names: tuple[str, ...]
    spent: int = 0  # bytes that were unpacked

    def read(self, name: str, most: int = 0) -> bytes:
        """Return a file's content of at most `most` bytes. Raises QuizError for a damaged archive or a bomb."""
        most = most or self.limits.bytes
        with _refusals(self.path):
            info = self.archive.getinfo(name)
            if info.compress_type not in _KNOWN or info.flag_bits & 1:
                message = f"{self.path}: `{name[:60]}` in it is encrypted, or compressed in an unknown way."
                raise QuizError(message, "Export it again, without a password.")
            with self.archive.open(info) as source:
                return b"".join(_chunks(self, source.read, info.compress_size, most))

    def media(self, shown: Iterable[str]) -> dict[str, Callable[[], bytes]]:
        """Return functions that read the files that cards show, by the names in the cards.

        A name is that of an entry, maybe escaped as in an address, or its last part is that of an entry anywhere.
        """
        entries = {PurePosixPath(name).name: name for name in reversed(self.names)}
        entries |= {name: name for name in self.names}
        found: dict[str, Callable[[], bytes]] = {}
        for name in shown:
            entry = entries.get(known_name(name, entries)) or entries.get(known_name(PurePosixPath(name).name, entries))
            if entry and _is_plain(name):
                found[name] = partial(self.read, entry, MOST_MEDIA)
        return found


def with_media(deck: CardDeck, archive: ZipSource, notes: ProblemLog) -> CardDeck:
    """Return a deck with the files of an archive that its cards show; those that are not in it are noted."""
    found = replace(deck, media=archive.media(shown_by(deck)))
    list_missing(found, notes, "Export it again, with its files.")
    return found


def opened(path: Path, limits: ArchiveLimits = DEFAULT) -> ZipSource:
    """Return the files of an archive. Raises QuizError if it is damaged or has too many entries."""
    with _refusals(path):
        archive = zipfile.ZipFile(path)
    infos = archive.infolist()
    if len(infos) > limits.entries:
        message = f"{path}: the archive has more than {limits.entries:,} entries."
        raise QuizError(message, HOW.format(name="import_entries"))
    names = (each.filename for each in infos if not stat.S_ISLNK(each.external_attr >> 16))
    return ZipSource(path, limits, archive, tuple(dict.fromkeys(name for name in names if name and name[-1] != "/")))


def names_in(path: Path, head: bytes) -> tuple[str, ...]:
    """Return the names of an archive's entries, to recognise it by; () for a file that is no zip."""
    if not head.startswith(b"PK"):
        return ()
    try:
        with zipfile.ZipFile(path) as archive:
            return tuple(archive.namelist())
    except _BROKEN:
        return ()


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Raise QuizError for what a damaged or encrypted archive raises."""
    try:
        yield
    except _BROKEN as error:
        raise QuizError(f"{path}: the archive cannot be read: {error}", "Export it again.") from None
    except RuntimeError as error:  # a password, or a compression that this Python lacks
        raise QuizError(f"{path}: the archive cannot be read: {error}", "Export it without a password.") from None


def _chunks(source: ZipSource, read: Callable[[int], bytes], packed: int, most: int) -> Iterator[bytes]:
    total = 0
    while chunk := read(_CHUNK):
        total += len(chunk)
        source.spent += len(chunk)
        if total > most or source.spent > source.limits.bytes:
            size = most if total > most else source.limits.bytes
            what = "a file in it has" if total > most else "it unpacks to"
            raise QuizError(f"{source.path}: {what} more than {size >> 20} MB.", HOW.format(name="import_megabytes"))
        if total > FREE_RATIO and total > packed * source.limits.ratio:
            message = f"{source.path}: it unpacks to more than {source.limits.ratio} times its packed size."
            raise QuizError(message, HOW.format(name="import_ratio"))
        yield chunk


def _is_plain(name: str) -> bool:
    """Return whether a name stays within the archive and has no control characters."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return bool(parts) and parts[0] != "/" and ".." not in parts and name.isprintable()
