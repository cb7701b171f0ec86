"""How archives begin, told without loading what reads them."""

from pathlib import Path

ZIP = b"PK\x03\x04"
COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")  # gzip, bzip2 and xz, which tar knows
_TAR, _TAR_AT = b"ustar", 257


def head_of(path: Path) -> bytes:
    """Return as much of a file's beginning as tells whether it is an archive."""
    with path.open("rb") as file:
        return file.read(_TAR_AT + len(_TAR))


def looks_packed(path: Path) -> bool:
    """Return whether a file begins like a zip, a tar or what is compressed."""
    head = head_of(path)
    return is_bare_tar(head) or head.startswith((ZIP, *COMPRESSED))


def is_bare_tar(head: bytes) -> bool:
    """Return whether a file's beginning is that of a tar that is not compressed."""
    return head[_TAR_AT:] == _TAR
