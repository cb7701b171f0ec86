"""Preview of a deck folder while it is written: its problems, concepts and cards; loaded again when a file is saved."""

import asyncio
import hashlib
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.responses import PlainTextResponse, Response

from quizapp.decks.author_checks import check_deck
from quizapp.decks.cards import cards_of
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.web.rendering import page
from quizapp.web.visit import Visit

POLL_SECONDS = 0.5


def show(visit: Visit) -> Response:
    """Show the deck as a learner will see it, with what `deck check` finds."""
    folder = visit.desk.preview
    if folder is None:
        return PlainTextResponse("No deck is previewed: quizapp web --preview FOLDER", 404)
    state = _state(folder)  # before the files are read, so that a later save is a change
    loaded = check_deck(folder)
    cards = cards_of(loaded.deck, loaded.locations) if loaded.deck else []
    shown = [(card, *question_and_answer({"answer": "", **card.body})) for card in cards]
    concepts = [each for each in loaded.deck.concepts if not each.is_list] if loaded.deck else []
    return page(
        visit, "preview.html", folder=folder, state=state, problems=loaded.problems, cards=shown, concepts=concepts,
        title=loaded.deck.info.title if loaded.deck else folder.name,
    )  # fmt: skip


async def changes(
    folder: Path | None, shown: str, closed: threading.Event, seconds: float = 3600.0
) -> AsyncIterator[str]:
    """Yield a server-sent event when the folder is not in the state `shown` any more, until `closed` is set."""
    until = time.monotonic() + seconds
    while folder is not None and not closed.is_set() and time.monotonic() < until:
        if (now := _state(folder)) != shown:
            shown = now
            yield "event: changed\ndata: {}\n\n"
        else:
            yield ": still the same\n\n"
        await asyncio.sleep(POLL_SECONDS)


def _state(folder: Path) -> str:
    """Return a digest of the names, times and sizes of the files."""
    files = folder.rglob("*") if folder.is_dir() else [folder]
    found = []
    for file in files:
        try:
            stat = file.stat()
        except OSError:  # it was removed meanwhile
            continue
        found.append((str(file), stat.st_mtime_ns, stat.st_size))
    return hashlib.sha256(repr(sorted(found)).encode(errors="surrogatepass")).hexdigest()
