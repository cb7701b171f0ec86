"""The key of the endpoint: shown once, when it is made; only its digest is kept."""

import hmac
import json
import secrets
from hashlib import sha256
from pathlib import Path

from quizapp.atomic_files import private_folder, write_file
from quizapp.store.location import DatabaseLocation, home_of

NAME = "anki-connect.json"


def kept_digest(location: DatabaseLocation) -> str:
    """Return the digest of the key that was kept next to the database; '' where there is none that can be read."""
    try:
        found = str(json.loads((home_of(location) / NAME).read_text("utf-8"))["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return found if len(found) == 64 else ""


def new_key(location: DatabaseLocation) -> str:
    """Make a key, keep its digest in a file that only its owner can read, and return the key. Raises OSError."""
    key = secrets.token_urlsafe(32)
    file: Path = private_folder(home_of(location)) / NAME
    write_file(json.dumps({"sha256": digest_of(key)}).encode(), file)
    return key


def digest_of(key: str) -> str:
    """Return the digest of a key, by which it is recognised."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()


def is_key(given: str, digest: str) -> bool:
    """Return whether a text is the key of a digest, in a time that tells nothing about it."""
    return bool(digest) and hmac.compare_digest(digest_of(given), digest)
