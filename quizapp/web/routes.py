"""The table of pages: which function answers which path. A page is one file and a line or more here."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Route:
    """A path, the module of this package that answers it, and the function. Modules are imported at the first use."""

    method: Literal["GET", "POST"]
    path: str
    module: str
    function: str
    most_bytes: int = 2 << 20  # of a form
    runs: bool = False  # may run code, until nobody waits for the answer any more
    waits: bool = False  # for the end of a run, where other pages are replaced by one that shows the run


UPLOAD_BYTES = 1 << 30

ROUTES: tuple[Route, ...] = (
    Route("GET", "/", "today", "show"),
    Route("POST", "/path", "today", "choose_path"),
    Route("GET", "/quiz", "quiz", "show"),
    Route("POST", "/quiz/start", "quiz", "start"),
    Route("POST", "/quiz/begin", "quiz", "begin"),
    Route("POST", "/quiz/answer", "quiz", "answer", runs=True),
    Route("POST", "/quiz/seen", "quiz", "seen"),
    Route("POST", "/quiz/rate", "quiz", "rate"),
    Route("POST", "/quiz/again", "quiz", "again"),
    Route("POST", "/quiz/consent", "quiz", "consent", runs=True),
    Route("POST", "/quiz/command", "quiz_commands", "run"),
    Route("GET", "/quiz/read", "quiz_commands", "read"),
    Route("GET", "/quiz/info", "quiz_commands", "info"),
    Route("GET", "/quiz/keys", "quiz_commands", "keys"),
    Route("GET", "/learn", "learn", "show"),
    Route("GET", "/learn/{deck}/{concept}", "learn", "concept"),
    Route("GET", "/progress", "progress", "show"),
    Route("GET", "/cards", "cards", "show"),
    Route("GET", "/cards/one", "cards", "one"),
    Route("POST", "/cards/act", "cards", "act"),
    Route("POST", "/cards/undo", "cards", "undo"),
    Route("GET", "/cards/new", "card_add", "show"),
    Route("POST", "/cards/add", "card_add", "add", most_bytes=8 << 20),
    Route("GET", "/cards/edit", "card_edit", "show"),
    Route("POST", "/cards/save", "card_edit", "save", most_bytes=8 << 20),
    Route("GET", "/decks", "decks", "show"),
    Route("POST", "/decks/upload", "decks", "upload", most_bytes=UPLOAD_BYTES),
    Route("POST", "/decks/install", "decks", "install"),
    Route("GET", "/decks/export", "decks", "export"),
    Route("POST", "/decks/pause", "decks", "pause_or_resume"),
    Route("GET", "/settings", "settings", "show"),
    Route("POST", "/settings", "settings", "save"),
    Route("GET", "/prove", "prove", "show"),
    Route("GET", "/prove/one", "prove", "one"),
    Route("POST", "/prove/run", "prove", "run", runs=True),
    Route("POST", "/prove/consent", "prove", "consent", runs=True),
    Route("GET", "/preview", "preview", "show"),
    Route("GET", "/preview/media", "preview", "media", waits=True),
    Route("GET", "/media/{card:path}", "media", "show", waits=True),
    Route("GET", "/learn/{deck}/{concept}/media", "media", "show_of_concept", waits=True),
)
PAGES = frozenset(route.path for route in ROUTES)
