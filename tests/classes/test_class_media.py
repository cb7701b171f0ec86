"""Media of a class: teachers store them in the database, and learners receive them."""

import hashlib

import psycopg
import pytest
from server import OWNER

from tests.classes.conftest import Classroom

CONTENT = b"\x89PNG\r\n\x1a\n first"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
BLOB = "INSERT INTO media_blobs VALUES (%s, %s)"
FILE = "INSERT INTO media_files VALUES ('d', 'x.png', %s)"
CHANGES = (
    "UPDATE media_blobs SET content = 'other'",
    "UPDATE media_files SET digest = 'x'",
    "DELETE FROM media_files",
    "DELETE FROM media_blobs",
    "TRUNCATE media_files, media_blobs",
)


def test_only_teachers_store_media(classroom: Classroom) -> None:
    """A learner reads them, and cannot add, overwrite or delete any."""
    classroom.query("me", BLOB, DIGEST, CONTENT)
    classroom.query("me", FILE, DIGEST)
    assert classroom.query("a", "SELECT name, content FROM media_files JOIN media_blobs USING (digest)") == [
        ("x.png", CONTENT)
    ]
    other = hashlib.sha256(b"other").hexdigest()
    for statement, values in [(BLOB, (other, b"other")), (FILE.replace("x.png", "y.png"), (DIGEST,))]:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            classroom.query("a", statement, *values)
    for statement in CHANGES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            classroom.query("a", statement)
    assert classroom.query(OWNER, "SELECT digest, content FROM media_blobs") == [(DIGEST, CONTENT)]


def test_content_has_its_digest_and_a_name_has_no_folder(classroom: Classroom) -> None:
    """Teachers too cannot store content under another digest, change it, or name a file outside a folder."""
    with pytest.raises(psycopg.errors.CheckViolation):
        classroom.query("me", BLOB, DIGEST, b"other")
    classroom.query("me", BLOB, DIGEST, CONTENT)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        classroom.query("me", CHANGES[0])
    for name in ("../x.png", "..", "a/b", "a\\b", ""):
        with pytest.raises(psycopg.errors.CheckViolation):
            classroom.query("me", "INSERT INTO media_files VALUES ('d', %s, %s)", name, DIGEST)
