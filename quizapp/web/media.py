"""Pictures and sound of cards: files of a card alone, of known types, which run nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from starlette.responses import FileResponse, PlainTextResponse, Response

from quizapp.core.model import Card
from quizapp.store.card_lookup import stored_card
from quizapp.usecases.study.question_loader import media_of
from quizapp.web.visit import Visit

Side = Literal["question", "answer"]
TYPES = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
    ".avif": "image/avif", ".bmp": "image/bmp", ".svg": "image/svg+xml", ".mp3": "audio/mpeg", ".ogg": "audio/ogg",
    ".oga": "audio/ogg", ".opus": "audio/ogg", ".wav": "audio/wav", ".m4a": "audio/mp4", ".flac": "audio/flac",
    ".mp4": "video/mp4", ".webm": "video/webm",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A media file on a page."""

    name: str
    address: str
    kind: str  # image, audio, video, or '' for a type that is only named


def shown_media(card: Card, files: Callable[[Side], tuple[Path, ...]], *, answered: bool) -> dict[str, list[ShownFile]]:
    """Return the files of each side of a card; those of the answer after it."""
    sides: tuple[Side, ...] = ("question", "answer") if answered else ("question",)
    return {"question": [], "answer": []} | {side: [_shown(card, side, file) for file in files(side)] for side in sides}


def _shown(card: Card, side: Side, file: Path) -> ShownFile:
    kind = TYPES.get(file.suffix.lower(), "").partition("/")[0]
    address = f"/media/{quote(card.card)}?side={side}&name={quote(file.name, safe='')}"
    return ShownFile(file.name, address, kind)


def addresses(files: list[ShownFile]) -> dict[str, str]:
    """Return the pictures by name, as Markdown refers to them."""
    return {file.name: file.address for file in files if file.kind == "image"}


def show(visit: Visit) -> Response:
    """Return a file of a card. A page of its own may do nothing: a drawing could contain a script."""
    stored = stored_card(visit.desk.store.query, visit.desk.context.learner, visit.path["card"])
    side: Side = "answer" if visit.query.get("side") == "answer" else "question"
    files = media_of(visit.desk.store.query, visit.desk.context.db, stored.card, side) if stored else ()
    file = next((each for each in files if each.name == visit.query.get("name")), None)
    if file is None or file.suffix.lower() not in TYPES:
        return PlainTextResponse("There is no such file.", 404)
    headers = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
    return FileResponse(file, media_type=TYPES[file.suffix.lower()], headers=headers)
