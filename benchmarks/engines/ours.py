"""Measure quizapp's session and store; print the seconds of each measure as JSON.

python ours.py DATABASE ANSWERS
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from measuring import peak_mb
from measuring import seconds_of as timed

from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.gc_pause import collect_rarely
from quizapp.store.decks.card_search import search
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import make_context
from quizapp.usecases.reports.today import overview, planned
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits

WORD = "lighthouse"


def show(session: Session) -> None:
    """Reveal the answer with what each rating would bring."""
    session.grade(None)
    session.previews()


def main() -> None:
    """Answer, undo, count and search; print what was measured."""
    collect_rarely()  # as the program does at its start
    path, answers = Path(sys.argv[1]), int(sys.argv[2])
    settings = path.with_name("config.toml")
    settings.write_text("reviews_per_day = 9999\n")
    context = make_context(str(path), environ=os.environ | {"QUIZAPP_CONFIG": str(settings)})
    store = open_app(context)
    found: dict[str, Any] = {
        "counts": [timed(lambda: planned(store.query, context)) for _ in range(5)],
        "status": [timed(lambda: overview(store.query, context)) for _ in range(5)],
        "search": [timed(lambda: search(store, WORD)) for _ in range(5)],
    }
    session = Session(context, Scope(), SessionLimits(), store=store)
    found |= {"draw": [], "show": [], "answer": [], "undo": []}
    for _ in range(answers):
        found["draw"].append(timed(session.next))
        found["show"].append(timed(lambda: show(session)))
        found["answer"].append(timed(lambda: session.rate(Rating.GOOD)))
    for _ in range(min(25, answers)):
        found["undo"].append(timed(session.undo))
    found["peak_mb"] = peak_mb()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
