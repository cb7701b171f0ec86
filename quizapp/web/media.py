"""Pictures and sound of cards and concepts: their own files alone."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from starlette.responses import FileResponse, PlainTextResponse, Response

from quizapp.core.model import Concept
from quizapp.store.card_lookup import stored_card
from quizapp.store.decks.deck_records import installed_concepts
from quizapp.usecases.study.question_loader import media_of, section_media_of
from quizapp.web.card_media import Side
from quizapp.web.shown_files import ALONE, ShownFile, type_of
from quizapp.web.visit import Visit


def show(visit: Visit) -> Response:
    """Return a file of a card."""
    stored = stored_card(visit.desk.store.query, visit.desk.context.learner, visit.path["card"])
    side: Side = "answer" if visit.query.get("side") == "answer" else "question"
    query, place = visit.desk.store.query, visit.desk.context.db
    return sent_file(visit, media_of(query, place, stored.card, side) if stored else ())


def show_of_concept(visit: Visit) -> Response:
    """Return a file that a section of a concept shows."""
    deck, name, store = visit.path["deck"], visit.path["concept"], visit.desk.store
    found = next((row.content for row in installed_concepts(store, deck) if row.concept == name), None)
    files = section_media_of(store.query, visit.desk.context.db, deck, found) if found else {}
    return sent_file(visit, chain.from_iterable(files.values()))


def sent_file(visit: Visit, files: Iterable[Path]) -> Response:
    """Return the one of some files that the address names, if it is of a type that runs nothing."""
    file = next((each for each in files if each.name == visit.query.get("name")), None)
    if file is None or not type_of(file.name):
        return PlainTextResponse("There is no such file.", 404)
    return FileResponse(file, media_type=type_of(file.name), headers={"content-security-policy": ALONE})


def section_media(visit: Visit, deck: str, concept: Concept) -> Mapping[str, Sequence[ShownFile]]:
    """Return the files that sections of a concept show, by the section's name."""
    return visit.desk.files.sections(visit.desk.store.query, visit.desk.context.db, deck, concept)
