"""Preview of a deck folder while it is written: its problems, concepts and cards; loaded again when a file is saved."""

import asyncio
import hashlib
import threading
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.responses import PlainTextResponse, Response

from quizapp.core.card import Card
from quizapp.core.media_sides import media_by_section, media_sides
from quizapp.core.model import Concept
from quizapp.decks.author_checks import check_deck
from quizapp.decks.cards import cards_of
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.store.media import files_in
from quizapp.web.media import sent_file
from quizapp.web.rendering import page
from quizapp.web.shown_files import ShownFile, shown_file
from quizapp.web.visit import Visit

MEDIA = "/preview/media?"
POLL_SECONDS = 0.5


def show(visit: Visit) -> Response:
    """Show the deck as a learner will see it, with what `deck check` finds."""
    folder = visit.desk.preview
    if folder is None:
        return PlainTextResponse("No deck is previewed: quizapp web --preview FOLDER", 404)
    state = _state(folder)  # before the files are read, so that a later save is a change
    loaded = check_deck(folder)
    cards = cards_of(loaded.deck, loaded.locations) if loaded.deck else []
    concepts = [each for each in loaded.deck.concepts if not each.is_list] if loaded.deck else []
    return page(
        visit, "preview.html", folder=folder, state=state, problems=loaded.problems,
        cards=[_shown(folder, card) for card in cards],
        concepts=[(each, _section_files(folder, each)) for each in concepts],
        title=loaded.deck.info.title if loaded.deck else folder.name,
    )  # fmt: skip


def _shown(folder: Path, card: Card) -> Mapping[str, Any]:
    """Return a card as the page shows it: its texts, and the files of each side."""
    question, answer = question_and_answer({"answer": "", **card.body})
    sides = media_sides(card.body)
    return {
        "card": card, "question": question, "answer": answer, "asked": _files(folder, sides.question),
        "told": _files(folder, sides.answer),
    }  # fmt: skip


def _section_files(folder: Path, concept: Concept) -> Mapping[str, Sequence[ShownFile]]:
    return {name: _files(folder, names) for name, names in media_by_section(concept.sections).items()}


def _files(folder: Path, names: Iterable[str]) -> list[ShownFile]:
    return [shown_file(file, MEDIA) for file in _existing(folder, names)]


def _existing(folder: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """Return the files of the folder `media`; none where that is a link, which may lead out of the deck's folder."""
    return () if (folder / "media").is_symlink() else files_in(folder / "media", names)


def media(visit: Visit) -> Response:
    """Return a picture or a sound of the folder `media` of the deck."""
    folder = visit.desk.preview
    return sent_file(visit, _existing(folder, [visit.query.get("name", "")]) if folder else ())


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
