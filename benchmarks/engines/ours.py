"""quizapp's engine at work, in a process of its own: prints seconds by measure as JSON.

python ours.py DATABASE ANSWERS
"""

import json
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.store.decks.card_search import search
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import make_context
from quizapp.usecases.reports.today import overview, planned
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits

WORD = "lighthouse"


def timed(work: Callable[[], Any]) -> float:
    """Return the seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def show(session: Session) -> None:
    """Reveal the answer with what each rating would bring."""
    session.grade(None)
    session.previews()


def peak_mb() -> float:
    """Return the most memory that was resident: that of this program, and not of the one that started it."""
    with Path("/proc/self/status").open(encoding="ascii") as facts:
        return int(re.search(r"VmHWM:\s+(\d+)", facts.read())[1]) / 1024  # type: ignore[index]


def main() -> None:
    """Answer, take back, count and search."""
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
