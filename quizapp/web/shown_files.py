"""Media files on pages: of known types, which run nothing, each with its address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

TYPES = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
    ".avif": "image/avif", ".bmp": "image/bmp", ".svg": "image/svg+xml", ".mp3": "audio/mpeg", ".ogg": "audio/ogg",
    ".oga": "audio/ogg", ".opus": "audio/ogg", ".wav": "audio/wav", ".m4a": "audio/mp4", ".flac": "audio/flac",
    ".mp4": "video/mp4", ".webm": "video/webm",
}  # fmt: skip

# A file that is opened as a page of its own may do nothing: a drawing could contain a script.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A media file on a page."""

    name: str
    address: str
    kind: str  # image, audio, video, or '' for a type that is only named


def type_of(name: str) -> str:
    """Return the media type of a file by its name; '' for one that is only named."""
    return TYPES.get(Path(name).suffix.lower(), "")


def kind_of(name: str) -> str:
    """Return how a file is shown: as image, audio or video; '' for a type that is only named."""
    return type_of(name).partition("/")[0]


def shown_file(file: Path, page: str) -> ShownFile:
    """Return a file that the address `page` serves by its name."""
    return ShownFile(file.name, f"{page}name={quote(file.name, safe='')}", kind_of(file.name))


def addresses(files: Iterable[ShownFile]) -> Mapping[str, str]:
    """Return the addresses of the files that can be shown, by the names that texts have for them."""
    return {file.name: file.address for file in files if file.kind}
