"""Every reader, by name and by content. The first byte chooses the reader, the rest is the file."""

from collections.abc import Iterator
from pathlib import Path

from quizapp.errors import QuizError
from quizapp.formats.table import FORMATS, read_path

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
NAMES = [None, *(each.NAME for each in FORMATS)]
BY_CONTENT = b"\0"


def seeds() -> Iterator[bytes]:
    """Yield every small sample, by content and for each reader."""
    for path in sorted(SAMPLES.iterdir()):
        if path.is_file() and path.stat().st_size < 65536:
            for number in range(len(NAMES)):
                yield bytes([number]) + path.read_bytes()


def check(content: bytes, folder: Path) -> None:
    """Read the bytes as a file."""
    name = NAMES[content[0] % len(NAMES)] if content else None
    path = folder / "cards.txt"
    path.write_bytes(content[1:])
    try:
        read_path(path, format_name=name)
    except QuizError as error:
        assert error.message
