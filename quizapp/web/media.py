"""Pictures and sound of cards: files of a card alone, of known types, which run nothing."""

from starlette.responses import FileResponse, PlainTextResponse, Response

from quizapp.store.card_lookup import stored_card
from quizapp.usecases.study.question_loader import media_of
from quizapp.web.card_media import Side
from quizapp.web.shown_files import ALONE, type_of
from quizapp.web.visit import Visit


def show(visit: Visit) -> Response:
    """Return a file of a card."""
    stored = stored_card(visit.desk.store.query, visit.desk.context.learner, visit.path["card"])
    side: Side = "answer" if visit.query.get("side") == "answer" else "question"
    files = media_of(visit.desk.store.query, visit.desk.context.db, stored.card, side) if stored else ()
    file = next((each for each in files if each.name == visit.query.get("name")), None)
    if file is None or not type_of(file.name):
        return PlainTextResponse("There is no such file.", 404)
    return FileResponse(file, media_type=type_of(file.name), headers={"content-security-policy": ALONE})
