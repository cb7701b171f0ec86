"""Foreign kinds by the first bytes of files that are no text, and by what is in a zip archive."""

import zlib
from pathlib import Path

from quizapp.formats.common.zip_source import names_in
from quizapp.formats.foreign.kinds import ForeignKind, data, document, media

_PICTURE, _SOUND, _FILM = media("a picture"), media("a sound"), media("a film")
_GIT = data("a file of a git repository", "Clone the repository, and import the folder.")
_UNPACK = "Unpack it first, and import what is in it."
_SIGNATURES: tuple[tuple[bytes, ForeignKind], ...] = (
    (b"%PDF-", document("a PDF")), (b"{\\rtf", document("a document in RTF")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", data("a file of an older Microsoft Office", "Save it as .xlsx or .csv.")),
    (b"\x89PNG\r\n", _PICTURE), (b"\xff\xd8\xff", _PICTURE), (b"GIF8", _PICTURE), (b"BM", _PICTURE),
    (b"II*\0", _PICTURE), (b"MM\0*", _PICTURE), (b"\0\0\x01\0", _PICTURE), (b"8BPS", _PICTURE),
    (b"ID3", _SOUND), (b"OggS", _SOUND), (b"fLaC", _SOUND), (b"\xff\xfb", _SOUND), (b"\xff\xf3", _SOUND),
    (b"\x1aE\xdf\xa3", _FILM), (b"wOFF", media("a font")), (b"wOF2", media("a font")),
    (b"\0\x01\0\0\0", media("a font")), (b"OTTO", media("a font")),
    (b"7z\xbc\xaf\x27\x1c", data("a 7z archive", _UNPACK)), (b"Rar!\x1a\x07", data("a RAR archive", _UNPACK)),
    (b"(\xb5/\xfd", data("a file compressed with Zstandard", _UNPACK)),
    (b"\x1f\x8b", data("a file compressed with gzip", _UNPACK)),
    (b"BZh", data("a file compressed with bzip2", _UNPACK)),
    (b"\xfd7zXZ\0", data("a file compressed with xz", _UNPACK)),
    (b"PK\5\6", data("an archive without files", "Pack the folder again.")),
    (b"\x7fELF", data("a program")), (b"MZ", data("a program")), (b"\xca\xfe\xba\xbe", data("a compiled Java class")),
    (b"\xcf\xfa\xed\xfe", data("a program")), (b"\0asm", data("a WebAssembly module")),
    (b"SQLite format 3\0", data("an SQLite database that is not Anki's")), (b"PAR1", data("a Parquet file")),
    (b"\x89HDF", data("an HDF5 file")), (b"\x93NUMPY", data("an array of NumPy")), (b"\x80\x04\x95", data("a pickle")),
    (b"PACK\0\0\0", _GIT), (b"DIRC\0\0\0", _GIT), (b"\xfftOc", _GIT), (b"# v2 git bundle", _GIT),
    (b"# v3 git bundle", _GIT),
)  # fmt: skip
# Files in a zip archive, each with the kind that it is a sign of; `mimetype` is looked into.
_IN_ZIP: tuple[tuple[str, ForeignKind], ...] = (
    ("word/document.xml", document("a Word document")), ("ppt/presentation.xml", document("a PowerPoint presentation")),
    ("META-INF/container.xml", document("an EPUB book")), ("META-INF/MANIFEST.MF", data("a Java archive")),
    ("AndroidManifest.xml", data("an Android program")),
    ("xl/workbook.bin", data("a binary Excel file", "Save it as .xlsx.")),
    ("content.xml", data("an OpenDocument file", "Save a spreadsheet as .xlsx or .csv, and a text as plain text.")),
    ("Index/Document.iwa", document("a document of Apple iWork")),
)  # fmt: skip
_LOOSE_OBJECT = (b"blob ", b"tree ", b"commit ", b"tag ")


def kind_by_bytes(path: Path, head: bytes) -> ForeignKind | None:
    """Return the kind of a file that is no text; None for any other, and for archives of folders."""
    if head.startswith(b"PK\3\4"):
        names = set(names_in(path, head))
        return next((kind for name, kind in _IN_ZIP if name in names), None)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature) and (len(signature) > 2 or b"\0" in head[:512] or signature[0] > 127):
            return kind
    if head[:4] == b"RIFF":
        return {b"WAVE": _SOUND, b"WEBP": _PICTURE, b"AVI ": _FILM}.get(head[8:12], _SOUND)
    if head[4:8] == b"ftyp":
        return _FILM
    return _GIT if _is_loose_object(head) else None


def _is_loose_object(head: bytes) -> bool:
    """Return whether this is one of git's objects, which are compressed each on its own."""
    if head[:1] != b"\x78":
        return False
    try:
        return zlib.decompressobj().decompress(head[:512], 16).startswith(_LOOSE_OBJECT)
    except zlib.error:
        return False
