"""Thirty learners answer at once, and the server restarts meanwhile."""

import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from server import Running, fresh, make_template, require, started

from quizapp.store.classroom.setup import add
from quizapp.store.location import parse_server

LEARNERS, EACH = 30, 12
# Prints each answer that was acknowledged, and at the end how many rows of others were seen.
ANSWER = """
import sys
from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.store.database import open_store
from quizapp.usecases.context import make_context
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits
context = make_context(sys.argv[1])
session = Session(context, Scope(), SessionLimits(new=10_000), store=open_store(context.db, context.learner))
for number in range(int(sys.argv[2])):
    card = session.next().card.card
    session.rate((Rating.AGAIN, Rating.GOOD, Rating.EASY)[number % 3])
    print(card, flush=True)
others = [session.store.query(f"SELECT COUNT(*) FROM {table} WHERE learner <> :me", {"me": context.learner})[0][0]
          for table in ("events", "states", "claims", "frontiers", "members")]
print("others", sum(others), flush=True)
session.close()
"""


@pytest.fixture(scope="module")
def busy() -> Iterator[Running]:
    """Start a server that this module may restart."""
    require()
    with started() as running:
        make_template(running)
        yield running


def test_thirty_learners_lose_no_answer_and_see_no_other(busy: Running) -> None:
    """Each acknowledged answer is in the log once, in its order; nobody reads a row of another."""
    names = [f"learner{number:02}" for number in range(LEARNERS)]
    with fresh(busy) as database:
        for name in names:
            add(parse_server(busy.url(database)), name, busy.password, teacher=False)
        clients = {
            name: subprocess.Popen(
                [sys.executable, "-c", ANSWER, busy.url(database, name), str(EACH)], stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True, env={"TZ": "UTC", "QUIZAPP_CONFIG": "/dev/null"},
            )
            for name in names
        }  # fmt: skip
        first = clients[names[0]].stdout
        assert first
        begun = [first.readline() for _ in range(2)]
        busy.control("restart", "-m", "immediate")
        acknowledged = {}
        for name, client in clients.items():
            out, failed = client.communicate(timeout=200)
            *cards, others = [*(begun if name == names[0] else []), *out.splitlines()]
            assert (client.returncode, others) == (0, "others 0"), failed
            acknowledged[name] = [card.strip() for card in cards]
        with psycopg.connect(busy.url(database).replace("+psycopg", "")) as owner:
            rows = owner.execute(
                "SELECT learner, array_agg(card ORDER BY time_ms, id) FROM events WHERE kind = 'review' GROUP BY 1"
            ).fetchall()
        assert {str(learner): list(cards) for learner, cards in rows} == acknowledged
        assert all(len(cards) == EACH for cards in acknowledged.values())
