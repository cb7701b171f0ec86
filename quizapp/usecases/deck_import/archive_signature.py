"""Recognises archives by their first bytes, without importing an archive library."""

from pathlib import Path

ZIP = b"PK\x03\x04"
COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")  # gzip, bzip2 and xz, which tarfile can read
_TAR, _TAR_AT = b"ustar", 257


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file, enough to recognise an archive."""
    with path.open("rb") as file:
        return file.read(_TAR_AT + len(_TAR))


def looks_packed(path: Path) -> bool:
    """Return whether a file begins like a zip, a tar or a compressed file."""
    head = head_of(path)
    return is_bare_tar(head) or head.startswith((ZIP, *COMPRESSED))


def is_bare_tar(head: bytes) -> bool:
    """Return whether the first bytes are those of an uncompressed tar."""
    return head[_TAR_AT:] == _TAR
