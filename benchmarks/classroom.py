"""Measure a class on one server: python benchmarks/classroom.py [--learners N] [--cards N] [--clients N] [--seconds S]

Starts a PostgreSQL server in a temporary folder with a class of 1,000 learners, 2,000 cards and a year's history each.
64 of them answer at the same time through the program's session and store, each in a process of its own and without a
pause. Then the same while the server restarts, and while it crashes. What the clients acknowledged is compared with
what is stored. Prints the figures of docs/scale.md.
"""

import argparse
import json
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import psycopg
from collection import write_deck
from server import OWNER, Running, require, started

from quizapp.core.events import REVIEW, CardState, Event
from quizapp.core.model import Rating
from quizapp.core.review import review_payload
from quizapp.core.scheduler import Rated, step
from quizapp.core.scheduler_settings import SchedulerSettings
from quizapp.core.scope import Scope
from quizapp.core.study_day import DAY_MS, to_ms
from quizapp.store.classroom.setup import set_up
from quizapp.store.database import open_store
from quizapp.store.events.log_rows import state_row
from quizapp.store.ids import id_of
from quizapp.store.location import parse_server
from quizapp.store.maintenance.integrity import states_that_differ
from quizapp.store.schema import events, states
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.deck_import.import_options import ImportOptions
from quizapp.usecases.deck_import.import_path import import_path
from quizapp.usecases.deck_import.import_target import Target
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits

NOW = "2026-03-02T12:00:00+00:00"
HISTORIES = 10  # each is folded once, and shared by a tenth of the class
HERE = "@learner@"
USUALLY = (Rating.GOOD,) * 17 + (Rating.AGAIN, Rating.HARD, Rating.EASY)
RATINGS = (Rating.AGAIN, Rating.GOOD, Rating.GOOD, Rating.GOOD, Rating.GOOD, Rating.HARD, Rating.EASY)


@dataclass(frozen=True, slots=True)
class ClientRun:
    """What a client did in one run: the seconds of each answer, and the event ids that were acknowledged."""

    spent: Sequence[float]
    ids: Sequence[str]


def a_year(kind: int, cards: int, now_ms: int) -> tuple[list[Event], dict[str, CardState]]:
    """Return the events of a year and its card states: cards start within it, and are answered when due."""
    draw, made, folded = Random(kind), [], {}
    for number in range(cards):
        card, state = f"class/list/{number:05d}", CardState()
        now = now_ms - draw.randrange(1, 365) * DAY_MS
        while now < now_ms:
            rating = draw.choice(USUALLY) if state.reviews else Rating.EASY
            rated = Rated(card, rating, now, day_begins=0)
            payload = review_payload(state, rated, SchedulerSettings()).as_payload() | {
                "seconds": round(draw.uniform(2, 15), 1)
            }
            event = Event(
                id=id_of(now, draw.randbytes(10)), device="year", time_ms=now, learner="", card=card, kind=REVIEW,
                payload=payload, day=time.strftime("%Y-%m-%d", time.gmtime(now / 1000)),
            )  # fmt: skip
            made.append(event)
            state = step(state, event)
            now = max(state.due_ms or 0, now + 60_000) + draw.randrange(3_600_000)
        folded[card] = state
    return made, folded


def fill(server: Running, names: Sequence[str], cards: int) -> int:
    """Write a year of events and states for every learner with COPY; return the number of events."""
    now_ms = to_ms(datetime.fromisoformat(NOW))
    years = [a_year(kind, cards, now_ms) for kind in range(HISTORIES)]
    past = [[event_row(event) for event in made] for made, _ in years]
    now = [[state_row("", card, state) for card, state in folded.items()] for _, folded in years]
    url = server.url("class", "postgres").replace("+psycopg", "")
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for table, kinds in ((events, past), (states, now)):
            columns = [column for column in map(str, table.c.keys()) if column != "learner"]
            texts = [as_text(rows, columns) for rows in kinds]
            with cursor.copy(f"COPY {table.name} (learner, {', '.join(columns)}) FROM STDIN") as copy:
                for place, name in enumerate(names):
                    copy.write(texts[place % HISTORIES].replace(HERE, name))
    return sum(len(past[place % HISTORIES]) for place in range(len(names)))


def as_text(rows: Sequence[dict[str, object]], columns: Sequence[str]) -> str:
    """Return rows in the text format of COPY, each with a placeholder for the learner's name in front."""
    lines = ("\t".join([HERE, *("\\N" if row[name] is None else str(row[name]) for name in columns)]) for row in rows)
    return "".join(f"{line}\n" for line in lines)


def event_row(event: Event) -> dict[str, object]:
    """Return the row of an event; no value holds a tab or a backslash."""
    row = {field: getattr(event, field) for field in Event.__dataclass_fields__}
    return row | {"payload": json.dumps(event.payload, separators=(",", ":"))}


def enrol(server: Running, names: Sequence[str]) -> None:
    """Create the members. They share one password, so that it is derived once and not a thousand times."""
    with psycopg.connect(server.url("class", "postgres").replace("+psycopg", "")) as connection:
        word = connection.pgconn.encrypt_password(server.password.encode(), b"x", b"scram-sha-256").decode()
        for name in names:
            connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{word}' IN ROLE quizapp_learner")
            connection.execute(f"GRANT CONNECT ON DATABASE class TO {name}")
            connection.execute("INSERT INTO members VALUES (%s, 0, 0)", [name])


def make_class(server: Running, learners: int, cards: int) -> list[str]:
    """Make the class and say how large it is."""
    server.query("postgres", "CREATE DATABASE class")
    place = parse_server(server.url("class"))
    set_up(place)
    with tempfile.TemporaryDirectory() as folder, closing(open_store(place, OWNER)) as store:
        deck = write_deck(Path(folder) / "class", "class", cards)
        context = make_context(server.url("class"), None, {"TZ": "UTC"})
        import_path(Target(store=store, context=context, options=ImportOptions()), deck)
    names = [f"l{number:04d}" for number in range(learners)]
    began = time.monotonic()
    enrol(server, names)
    total = fill(server, names, cards)
    server.query("class", "VACUUM ANALYZE", "postgres")
    size = server.query("class", "SELECT pg_size_pretty(pg_database_size('class'))", "postgres")[0][0]
    print(f"{learners} learners, {cards} cards each, {total} events, {size}, in {time.monotonic() - began:.0f} s")
    return names


def answer(context: Context, seconds: float) -> ClientRun:
    """Answer for a number of seconds; when a day has no more cards, go on with the next."""
    spent, ids, draw = [], [], Random(context.learner)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        session = Session(context, Scope(), SessionLimits(), store=open_store(context.db, context.learner))
        try:
            while time.monotonic() < until:
                began = time.perf_counter()
                if not session.next():
                    break
                session.previews()
                session.rate(draw.choice(RATINGS))
                spent.append(time.perf_counter() - began)
                ids.append(session._record.events[-1].id)
        finally:
            session.close()
        context = replace(context, fixed_ms=context.now_ms + DAY_MS)
    return ClientRun(spent, ids)


def start_clients(server: Running, names: Sequence[str], seconds: float, day: int) -> list[tuple[int, Path]]:
    """Start a client process for each learner; return the processes, and the file that each writes its run to."""
    folder, children = Path(tempfile.mkdtemp()), []
    for name in names:
        context = make_context(server.url("class", name), None, {"TZ": "UTC", "QUIZAPP_NOW": NOW})
        context = replace(context, fixed_ms=context.now_ms + day * DAY_MS)
        child = os.fork()
        if child == 0:
            try:
                run = answer(context, seconds)
                (folder / name).write_text(json.dumps([list(run.spent), list(run.ids)]))
                os._exit(0)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        children.append((child, folder / name))
    return children


def report(server: Running, children: Sequence[tuple[int, Path]], seconds: float) -> None:
    """Wait for the clients; print how fast they were, and compare what they did with what is stored."""
    failed = sum(os.waitpid(child, 0)[1] != 0 for child, _ in children)
    runs = {path.name: ClientRun(*json.loads(path.read_text())) for _, path in children if path.exists()}
    if not any(run.spent for run in runs.values()):
        raise SystemExit(f"None of {len(children)} clients gave an answer; {failed} failed.")
    spent = sorted(each for run in runs.values() for each in run.spent)
    lost = doubled = 0
    for name, run in runs.items():
        rows = server.query("class", f"SELECT id FROM events WHERE learner = '{name}' AND device <> 'year'", "postgres")
        there = [row[0] for row in rows]
        lost += len(set(run.ids) - set(there))
        doubled += len(there) - len(set(there)) + len(run.ids) - len(set(run.ids))
    at = {share: spent[min(len(spent) - 1, int(len(spent) * share))] * 1000 for share in (0.5, 0.99, 1.0)}
    print(
        f"{len(runs)} clients for {seconds:.0f} s: {len(spent) / seconds:.0f} answers a second, p50 {at[0.5]:.0f} ms,"
        f" p99 {at[0.99]:.0f} ms, longest {at[1.0] / 1000:.1f} s; {len(spent)} acknowledged, {lost} lost,"
        f" {doubled} doubled, {failed} clients failed"
    )


def differing(server: Running, names: Sequence[str]) -> int:
    """Return how many states of some learners differ from the fold of their log."""
    wrong = 0
    for name in names:
        with closing(open_store(parse_server(server.url("class", name)), name)) as store:
            wrong += states_that_differ(store)
    return wrong


def main() -> None:
    """Measure without a fault, with a restart and with a crash, and then the teacher's report."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("learners", 1000), ("cards", 2000), ("clients", 64), ("seconds", 60)):
        parser.add_argument(f"--{name}", type=int, default=value)
    given = parser.parse_args()
    require()
    with started("max_connections=200", "shared_buffers=1GB", "max_wal_size=4GB") as server:
        names = make_class(server, given.learners, given.cards)
        step_by = max(1, len(names) // given.clients)
        some = names[::step_by][: given.clients]
        report(server, start_clients(server, some, given.seconds, 0), given.seconds)
        for day, manner in ((40, "fast"), (80, "immediate")):
            children = start_clients(server, some, given.seconds / 2, day)
            time.sleep(given.seconds / 4)
            began = time.monotonic()
            server.control("restart", "-m", manner)
            print(f"restarted ({manner}) in {time.monotonic() - began:.1f} s, during the next run:")
            report(server, children, given.seconds / 2)
        print(f"{differing(server, some[:8])} states of 8 learners differ from their log")
        began = time.monotonic()
        server.query("class", "SELECT count(*) FROM class_sections('')", OWNER)
        print(f"the teacher's report on all learners: {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
