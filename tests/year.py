"""A year of daily use in a database on disk, seeded so that every run is the same."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from quizapp.core.events import PROOF, REVIEW, Event
from quizapp.core.scope import Scope
from quizapp.core.statistics.progress_report import ProgressReport
from quizapp.store.decks.deck_records import installed_cards
from quizapp.store.events.event_log import append
from quizapp.store.events.histories import add_histories
from quizapp.store.ids import id_of
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import make_context
from quizapp.usecases.reports.progress import progress_report

TODAY = date(2026, 3, 2)
NOW = "2026-03-02T12:00:00+00:00"


def event(kind: str, card: str, day: date, second: int, payload: dict[str, Any]) -> Event:
    """Return an event at a second after nine in the morning."""
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) + timedelta(seconds=second)
    time_ms = int(moment.timestamp() * 1000)
    seed = hashlib.sha256(f"{kind}{card}{time_ms}".encode()).digest()
    return Event(
        id=id_of(time_ms, seed), device="test", time_ms=time_ms, learner="me", card=card, kind=kind,
        payload=payload, day=day.isoformat(),
    )  # fmt: skip


def past(card: str, random: Random) -> list[Event]:
    """Return a card's reviews over the year, at growing intervals."""
    day, gap, found = TODAY - timedelta(days=random.randint(200, 364)), 1.0, []
    while day <= TODAY:
        again = random.random() < 0.12
        state = "review" if found else "new"
        payload = {"rating": "again" if again else "good", "state": state, "seconds": random.uniform(2, 20)}
        payload["r"] = random.uniform(0.8, 0.97) if found else None
        found.append(event(REVIEW, card, day, random.randint(0, 3000), payload))
        gap = 1.0 if again else gap * 1.8
        day += timedelta(days=max(1, round(gap)))
    return found


def proof(day: date, second: int, guess: float) -> Event:
    """Return a prediction of a speed-up and its result."""
    machine = {"implementation": "CPython", "python": "3.11.7", "cores": 2.0, "gil": True}
    payload = {
        "experiment": "concurrency/process/cpu-bound-speedup", "verdict": "confirmed", "machine": machine,
        "measured": {"value": 1.7, "unit": "times"}, "error": 0.3, "form": "point", "measure": "ratio",
        "prediction": {"value": guess}, "misconceptions": ["Two are not four."],
    }  # fmt: skip
    return event(PROOF, "", day, second, payload)


def a_year(database: str | Path) -> ProgressReport:
    """Write the year into a new database and return its progress report."""
    environ = {"QUIZAPP_NOW": NOW, "TZ": "UTC", "QUIZAPP_CONFIG": "/dev/null"}
    context, random = make_context(str(database), "me", environ), Random(7)
    store = open_app(context)
    try:
        cards = [row.card for row in installed_cards(store)][:120]
        with store.transaction() as connection:
            add_histories(connection, "me", [past(card, random) for card in cards])
            days = [TODAY - timedelta(days=number) for number in range(0, 60, 6)]
            append(connection, [proof(day, second, random.uniform(1, 4)) for second, day in enumerate(days)])
        return progress_report(store, context, Scope())
    finally:
        store.close()
