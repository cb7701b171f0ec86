"""Pictures and sounds of a class, read from its database as the learner; the server of the pages keeps no copy.

An address has the digest of the content: a browser keeps a file for good, and cannot guess that of an answer.
"""

from collections.abc import AsyncIterator, Sequence
from urllib.parse import quote

from starlette.responses import PlainTextResponse, Response, StreamingResponse

from quizapp.core.card import Card
from quizapp.core.media_sides import media_by_section, media_sides
from quizapp.core.model import Concept
from quizapp.store.daily_candidates import Query
from quizapp.store.location import DatabaseLocation
from quizapp.store.shared_media import MOST_BYTES, named_media, stored_bytes, stored_part
from quizapp.web.card_media import FileSource, Side
from quizapp.web.desk import Desk
from quizapp.web.shown_files import ALONE, ShownFile, kind_of, type_of
from quizapp.web.visit import Visit

PART_BYTES = 1 << 20  # of a large file that are in memory at a time
CACHED = "private, max-age=31536000, immutable"


def _card(query: Query, place: DatabaseLocation, card: Card, side: Side) -> list[ShownFile]:
    sides = media_sides(card.body)
    return _stored(query, card.deck, sides.question if side == "question" else sides.answer)


def _sections(query: Query, place: DatabaseLocation, deck: str, concept: Concept) -> dict[str, list[ShownFile]]:
    return {name: _stored(query, deck, names) for name, names in media_by_section(concept.sections).items()}


STORED = FileSource(_card, _sections)
"""The files that the class has."""


def _stored(query: Query, deck: str, names: Sequence[str]) -> list[ShownFile]:
    digests = named_media(query, deck, names) if names else {}
    return [_shown(name, digests[name]) for name in names if name in digests]


def _shown(name: str, digest: str) -> ShownFile:
    return ShownFile(name, f"/class/media/{digest}/{quote(name, safe='')}", kind_of(name))


def show(visit: Visit) -> Response:
    """Return a file, or the part of it that a player asks for."""
    digest, name = visit.path["digest"], visit.path["name"]
    size = stored_bytes(visit.desk.store.query, digest, name) if type_of(name) else None
    if size is None:
        return PlainTextResponse("There is no such file.", 404)
    if size > MOST_BYTES:
        return PlainTextResponse("This file is too large for a page.", 413)
    headers = {
        "content-security-policy": ALONE, "cache-control": CACHED, "etag": f'"{digest}"', "accept-ranges": "bytes",
    }  # fmt: skip
    if visit.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    part = part_asked(visit.headers.get("range", ""), size)
    if part is None:
        return Response(status_code=416, headers=headers | {"content-range": f"bytes */{size}"})
    is_whole = part == range(size)
    if not is_whole:
        headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return _sent(visit.desk, digest, part, (206 if not is_whole else 200, headers | {"content-type": type_of(name)}))


def _sent(desk: Desk, digest: str, part: range, how: tuple[int, dict[str, str]]) -> Response:
    status, headers = how
    if len(part) <= PART_BYTES:
        return Response(stored_part(desk.store.query, digest, part), status, headers)
    return StreamingResponse(_parts(desk, digest, part), status, headers | {"content-length": str(len(part))})


async def _parts(desk: Desk, digest: str, whole: range) -> AsyncIterator[bytes]:
    """Yield a large file in parts, each read by the learner's thread between other requests."""
    for start in range(whole.start, whole.stop, PART_BYTES):
        part = range(start, min(start + PART_BYTES, whole.stop))
        yield await desk.run(lambda part=part: stored_part(desk.store.query, digest, part))  # type: ignore[misc]


def part_asked(header: str, size: int) -> range | None:
    """Return the bytes that a header Range asks for; all of them for none or several ranges; None for none of these."""
    unit, _, wanted = header.partition("=")
    first, dash, last = wanted.strip().partition("-")
    if unit.strip() != "bytes" or not dash or not all(each.isdecimal() or not each for each in (first, last)):
        return range(size)
    if not first:
        found = range(max(0, size - int(last)), size) if last else range(size)
    else:
        found = range(int(first), min(int(last) + 1, size) if last else size)
    return found or None
