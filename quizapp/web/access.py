"""The port and the token of a learner's page, kept between runs so that bookmarks and open tabs stay valid."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from quizapp.atomic_files import private_folder, replacing
from quizapp.store.location import DatabaseLocation, home_of

NAME = "web.json"


@dataclass(frozen=True, slots=True)
class Access:
    """Where the page is, and what proves that a browser is the learner's."""

    port: int  # 0: none was chosen yet
    token: str


def kept_access(location: DatabaseLocation) -> Access:
    """Return the access that was kept next to the database; a new token where there is none or it cannot be read."""
    try:
        found = json.loads((home_of(location) / NAME).read_text("utf-8"))
        port, token = int(found["port"]), str(found["token"])
        if 1024 <= port <= 65535 and len(token) >= 32:
            return Access(port, token)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return Access(0, secrets.token_urlsafe(32))


def keep_access(location: DatabaseLocation, access: Access) -> Path:
    """Write the access into a file that only its owner can read. Raises OSError."""
    file = private_folder(home_of(location)) / NAME
    with replacing(file) as part, part.open("x", encoding="utf-8") as out:
        json.dump(asdict(access), out)
    return file
