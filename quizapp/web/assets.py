"""The style sheet, the script and the icon: files of this package, and nothing from elsewhere."""

from functools import cache
from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

TYPES = {"style.css": "text/css", "quiz.js": "text/javascript", "icon.svg": "image/svg+xml"}


@cache
def content(name: str) -> bytes:
    """Return the bytes of a file."""
    return (files("quizapp.web") / "assets" / name).read_bytes()


@cache
def address(name: str) -> str:
    """Return the address of a file, which changes with its content so that browsers keep no old one."""
    return f"/assets/{name}?v={sha256(content(name)).hexdigest()[:12]}"


async def show(request: Request) -> Response:
    """Return a file of the list."""
    name = request.path_params["name"]
    if name not in TYPES:
        return PlainTextResponse("There is no such file.", 404)
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(content(name), media_type=TYPES[name], headers=headers)
