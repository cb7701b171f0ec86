"""The server goes away: acknowledged answers are stored once, and the client continues."""

import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from types import FrameType

import pytest
from server import Running, fresh, make_template, require, started
from sqlalchemy import Connection, text

from quizapp.core.events import REVIEW, Event
from quizapp.errors import ExitCode, QuizError
from quizapp.store import database as database_module
from quizapp.store.database import Store, open_store
from quizapp.store.events.card_leases import LeaseRequest, acquire
from quizapp.store.events.event_log import EventDraft, all_states, append, record
from quizapp.store.ids import new_id
from quizapp.store.location import Server, parse_server
from quizapp.store.maintenance.integrity import states_that_differ

START = 1_772_000_000_000
ANSWER = """
import sys
from quizapp.usecases.context import make_context
from quizapp.core.model import Rating
from quizapp.usecases.study.session_plan import SessionLimits
from quizapp.usecases.study.session import Session
from quizapp.store.database import open_store
from quizapp.core.scope import Scope
context = make_context(sys.argv[1])
session = Session(context, Scope(), SessionLimits(new=10_000), store=open_store(context.db, context.learner))
answered = 0
while answered < int(sys.argv[2]) and session.next():
    session.rate(Rating.AGAIN)
    answered += 1
    print(answered, flush=True)
session.close()
"""
SLEEP = """
import sys
from contextlib import closing
from quizapp.store.database import open_store
from quizapp.store.location import parse_server
with closing(open_store(parse_server(sys.argv[1]), "a")) as store:
    try:
        store.query("SELECT pg_sleep(60)", {})
    except KeyboardInterrupt:
        print("interrupted")
    print(store.query("SELECT 1", {})[0][0])
"""


@pytest.fixture(scope="module")
def fragile() -> Iterator[Running]:
    """Start a server that this module may stop."""
    require()
    with started() as running:
        make_template(running)
        yield running


@contextmanager
def opened(url: str) -> Iterator[Store]:
    with closing(open_store(parse_server(url), "a")) as store:
        yield store


def stored(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.execute(text("SELECT COUNT(*) FROM events WHERE kind = 'review'")).scalar_one())


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_clients_survive_a_restart_without_losing_or_doubling_answers(fragile: Running, mode: str) -> None:
    """Two learners answer without a pause while the server restarts, orderly or after a crash."""
    with fresh(fragile) as name:
        words = [sys.executable, "-c", ANSWER]
        clients = [
            subprocess.Popen([*words, fragile.url(name, user), "150"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             text=True, env={"TZ": "UTC", "QUIZAPP_CONFIG": "/dev/null"})
            for user in ("a", "b")
        ]  # fmt: skip
        for client in clients:
            assert client.stdout
            for _ in range(20):
                client.stdout.readline()
        fragile.control("restart", "-m", mode)
        for client, user in zip(clients, ("a", "b"), strict=True):
            out, errors = client.communicate(timeout=120)
            assert (client.returncode, out.splitlines()[-1:]) == (0, ["150"]), errors
            with closing(open_store(parse_server(fragile.url(name, user)), user)) as store:
                assert stored(store) == 150
                assert states_that_differ(store) == 0


class CuttingProxy:
    """A proxy that closes one connection at a COMMIT, before or after the server gets it."""

    def __init__(self, port: int, *, arrives: bool) -> None:
        self.port, self.arrives, self.cuts = port, arrives, 1
        self.armed = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.closed = threading.Event()
        self.threads = [threading.Thread(target=self.serve, daemon=True)]
        self.threads[0].start()

    def close(self) -> None:
        """End all threads: a process with other threads reads large files itself."""
        self.closed.set()
        self.listener.close()
        for each in self.threads:
            each.join(20)

    def serve(self) -> None:
        self.listener.settimeout(0.05)
        while not self.closed.is_set():
            try:
                client, _ = self.listener.accept()
            except OSError:
                continue
            client.settimeout(20)
            self.threads.append(threading.Thread(target=self.forward, args=(client,), daemon=True))
            self.threads[-1].start()

    def forward(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self.port), timeout=20) as server:
            while not self.closed.is_set():
                for source in select.select([client, server], [], [], 0.05)[0]:
                    words = source.recv(65536)
                    if not words:
                        return
                    if source is client and b"COMMIT" in words and self.armed.is_set() and self.cuts:
                        self.cuts -= 1
                        if self.arrives:
                            server.sendall(words)
                            server.recv(65536)  # committed, but the client gets no reply
                        return
                    (server if source is client else client).sendall(words)


@pytest.mark.parametrize("arrives", [True, False])
def test_answer_with_an_unknown_commit_is_stored_once(fragile: Running, arrives: bool) -> None:
    """Committed or not, the retry returns the event and the state that are stored."""
    with fresh(fragile) as name:
        way = CuttingProxy(fragile.port, arrives=arrives)
        port = way.listener.getsockname()[1]
        with opened(fragile.url(name, "a").replace(f":{fragile.port}/", f":{port}/")) as store:
            record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
            way.armed.set()
            event, state = record(
                store, EventDraft(REVIEW, "d/c/a", {"rating": "easy"}, now_ms=START, day="2026-03-02")
            )
            assert way.cuts == 0
            assert all_states(store) == {"d/c/a": state}
            assert (state.event, state.reviews, event.time_ms) == (event.id, 2, START + 1)
            assert states_that_differ(store) == 0
            with store.reading() as connection:
                rows = connection.execute(text("SELECT id, time_ms FROM events ORDER BY time_ms")).all()
            assert [tuple(row) for row in rows][-1] == (event.id, event.time_ms)
            assert len(rows) == 2
        way.close()


def test_lease_is_acquired_again_after_a_disconnect(fragile: Running) -> None:
    """The server ends the connection; the session still holds the card."""
    with fresh(fragile) as name, opened(fragile.url(name, "a")) as store:
        assert acquire(store, LeaseRequest("d/c/a", "s1", wall_ms=START, seen_reviews=0))
        fragile.query(name, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'a'", "postgres")
        assert acquire(store, LeaseRequest("d/c/a", "s1", wall_ms=START, seen_reviews=0))
        assert store.query("SELECT session FROM claims WHERE learner = :learner", {"learner": "a"}) == [("s1",)]


def test_server_that_stays_away_is_one_clear_error(fragile: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a time limit, with a hint."""
    monkeypatch.setattr(database_module, "PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(database_module, "OPENING_SECONDS", 0.3)
    with fresh(fragile) as name:
        with opened(fragile.url(name, "a")) as store:
            fragile.control("stop", "-m", "fast")
            with pytest.raises(QuizError, match="could not be used") as caught:
                record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
            assert (caught.value.exit_code, "All confirmed answers are stored" in caught.value.hint) == (
                ExitCode.STORE,
                True,
            )
            with pytest.raises(QuizError, match="could not be used"):
                open_store(replace(Server("", ""), url=fragile.url(name, "a"), user="a"), "a")
        fragile.control("start")


@contextmanager
def ctrl_c_in(function: str) -> Iterator[None]:
    """Raise KeyboardInterrupt when a function of the driver is entered from an `__exit__`."""

    def interrupt(frame: FrameType, what: str, _: object) -> None:
        if what == "call" and frame.f_code.co_name == function:
            above = frame.f_back
            while above and above.f_code.co_name != "__exit__":
                above = above.f_back
            if above:
                sys.setprofile(None)
                raise KeyboardInterrupt

    sys.setprofile(interrupt)
    try:
        yield
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("function", ["_process_results", "_fetch_gen", "_exit"])
def test_ctrl_c_during_a_large_insert_raises_keyboard_interrupt(
    fragile: Running, capfd: pytest.CaptureFixture[str], function: str
) -> None:
    """The driver's pipeline is interrupted and fails to end: no other error is raised or printed."""
    with fresh(fragile) as name:
        with opened(fragile.url(name, "a")) as store:
            day = "2026-03-02"
            first = Event(
                id="", device=store.device, time_ms=START, learner="a", card="d/c/a", kind=REVIEW,
                payload={"rating": "good"}, day=day,
            )  # fmt: skip
            many = [replace(first, id=new_id(), time_ms=START + number) for number in range(4000)]

            def work(connection: Connection) -> None:
                with ctrl_c_in(function):
                    append(connection, many)

            with pytest.raises(KeyboardInterrupt):
                store.write(work)
            assert stored(store) == 0
            record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day=day))
            assert stored(store) == 1
        assert capfd.readouterr().err == ""


def test_ctrl_c_while_the_server_disconnects_raises_keyboard_interrupt(fragile: Running) -> None:
    """The driver's warning is not printed; the next statement opens a new connection."""
    with fresh(fragile) as name:
        sleeping = f"datname = '{name}' AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()"
        words = [sys.executable, "-c", SLEEP, fragile.url(name, "a")]
        environ = {"TZ": "UTC", "QUIZAPP_CONFIG": "/dev/null"}
        child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ)
        while not fragile.query(name, f"SELECT pid FROM pg_stat_activity WHERE {sleeping}", "postgres"):
            assert child.poll() is None
        child.send_signal(signal.SIGSTOP)
        child.send_signal(signal.SIGINT)  # delivered first when it continues
        fragile.query(
            name, f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {sleeping}", "postgres"
        )
        child.send_signal(signal.SIGCONT)
        assert child.communicate(timeout=60) == ("interrupted\n1\n", "")
