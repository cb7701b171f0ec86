"""The media of a class, in its database: teachers store them, and each learner's program fetches what it shows."""

import hashlib
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from sqlalchemy import Connection, text

from quizapp.store.daily_candidates import Query
from quizapp.store.database import Store
from quizapp.store.location import DatabaseLocation, Server
from quizapp.store.media import keep_file, media_folder

_NAMED = "SELECT name, digest FROM media_files WHERE deck = :deck AND name = ANY(:names)"
_OF_DECK = "SELECT name, digest FROM media_files WHERE deck = :deck"
MOST_BYTES = 64 << 20  # of a file; the constraint `media_size` of a class
_SIZE = (
    "SELECT octet_length(content) FROM media_blobs JOIN media_files USING (digest)"
    " WHERE digest = :digest AND name = :name LIMIT 1"
)
_PART = "SELECT substr(content, :first, :count) FROM media_blobs WHERE digest = :digest"
_CONTENT = "SELECT content FROM media_blobs WHERE digest = :digest"
# One writer at a time, so that no content is removed while a file with the same content is added.
_LOCK = text("LOCK TABLE media_files IN SHARE ROW EXCLUSIVE MODE")
_BLOB = text("INSERT INTO media_blobs (digest, content) VALUES (:digest, :content) ON CONFLICT DO NOTHING")
_FILE = text(
    "INSERT INTO media_files (deck, name, digest) VALUES (:deck, :name, :digest)"
    " ON CONFLICT (deck, name) DO UPDATE SET digest = excluded.digest"
)
_FORGET = text("DELETE FROM media_files WHERE deck = :deck AND name <> ALL(:names)")
_UNUSED = text("DELETE FROM media_blobs b WHERE NOT EXISTS (SELECT 1 FROM media_files f WHERE f.digest = b.digest)")


def digest_of(content: bytes) -> str:
    """Return the digest by which a content is stored."""
    return hashlib.sha256(content).hexdigest()


def fetch_media(query: Query, location: DatabaseLocation, deck: str, names: Iterable[str]) -> None:
    """Write the files of a deck that the class has and this machine lacks, or has with another content.

    Nothing happens for a database in a file. Content whose digest is wrong is not written. Raises QuizError (exit code
    4) if the server fails.
    """
    if not isinstance(location, Server):
        return
    wanted = sorted({Path(name).name for name in names})
    if not wanted:
        return
    for name, digest in named_media(query, deck, wanted).items():
        if not _has(media_folder(location, deck) / Path(name).name, digest):
            for (content,) in query(_CONTENT, {"digest": digest}):
                if digest_of(content) == digest:
                    keep_file(location, deck, name, content)


def named_media(query: Query, deck: str, names: Iterable[str]) -> dict[str, str]:
    """Return the digests of those files of a deck that the class has, by name."""
    return {str(name): str(digest) for name, digest in query(_NAMED, {"deck": deck, "names": sorted(names)})}


def stored_bytes(query: Query, digest: str, name: str) -> int | None:
    """Return the size of a file that the class has under a name and with a content; None where it has none."""
    return next((int(row[0]) for row in query(_SIZE, {"digest": digest, "name": name})), None)


def stored_part(query: Query, digest: str, part: range) -> bytes:
    """Return a part of a content; the constraint `media_digest` of a class ensures that it is the right one."""
    values = {"digest": digest, "first": part.start + 1, "count": len(part)}
    return next((bytes(row[0]) for row in query(_PART, values)), b"")


def _has(file: Path, digest: str) -> bool:
    try:
        return not file.is_symlink() and digest_of(file.read_bytes()) == digest
    except OSError:
        return False


def stored_media(store: Store, deck: str) -> dict[str, str]:
    """Return the files of a deck that the class has: their names and digests."""
    return {str(row[0]): str(row[1]) for row in store.query(_OF_DECK, {"deck": deck})}


def share_media(store: Store, deck: str, files: Mapping[str, Path], shown: Set[str]) -> None:
    """Store files of a deck for the class, and remove those that the deck does not show, in one transaction.

    Raises QuizError (exit code 4) for members who do not teach, if anything is to be changed, and OSError.
    """
    known = stored_media(store, deck)
    found = {name: file.read_bytes() for name, file in files.items() if not _has(file, known.get(name, ""))}
    if not found and known.keys() <= shown:
        return

    def work(connection: Connection) -> None:
        connection.execute(_LOCK)
        for name, content in found.items():
            digest = digest_of(content)
            connection.execute(_BLOB, {"digest": digest, "content": content})
            connection.execute(_FILE, {"deck": deck, "name": name, "digest": digest})
        connection.execute(_FORGET, {"deck": deck, "names": sorted(shown)})
        connection.execute(_UNUSED)

    store.write(work)
