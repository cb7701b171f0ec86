"""A server that is away, or locked, while a learner answers: the screen tells, and no answer is lost or doubled."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from screens import TerminalScreen
from server import Running, fresh, make_template, require, started

from quizapp.core.events import REVIEW, Event
from quizapp.errors import ServerAway
from quizapp.store import database as database_module
from quizapp.store import waiting
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.events.send_unsent import send
from quizapp.store.events.unsent import keep
from quizapp.store.location import parse_server
from quizapp.store.maintenance.integrity import states_that_differ

START = 1_772_000_000_000
DRAFT = EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02")


@pytest.fixture(scope="module")
def fragile() -> Iterator[Running]:
    """Start a server that this module may stop."""
    require()
    with started() as running:
        make_template(running)
        yield running


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


class Listener:
    """Counts what it is told, and leaves after so many calls."""

    def __init__(self, leaves_after: int = 10**9) -> None:
        self.leaves_after, self.shown, self.cleared = leaves_after, [0.0][:0], 0

    def show(self, seconds: float) -> bool:
        self.shown.append(seconds)
        return len(self.shown) >= self.leaves_after

    def clear(self) -> None:
        self.cleared += 1


def reviews(server: Running, database: str) -> int:
    rows = server.query(database, "SELECT COUNT(*) FROM events WHERE kind = 'review'")
    return int(str(rows[0][0]))


def stopped_at(server: Running, database: str) -> list[int]:
    """Stop all processes of a server without ending them, and return their ids: it accepts and never answers."""
    found = server.query(database, "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()", "postgres")
    pids = [
        int((server.folder / "data/postmaster.pid").read_text().splitlines()[0]),
        *(int(str(row[0])) for row in found),
    ]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    return pids


@contextmanager
def silent(server: Running, database: str) -> Iterator[None]:
    pids = stopped_at(server, database)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def opened(url: str) -> Iterator[Store]:
    with closing(open_store(parse_server(url), "a")) as store:
        yield store


QUIZ = ("quiz", "--kind", "choice", "--new", "5")


def terminal(server: Running, database: str, folder: Path, **more: str) -> TerminalScreen:
    """Start a quiz as a learner."""
    environ = {
        "PATH": os.environ["PATH"], "QUIZAPP_DB": server.url(database, "a"), "XDG_DATA_HOME": str(folder), "TZ": "UTC",
        "QUIZAPP_CONFIG": str(folder / "none.toml"), "HOME": str(folder), "QUIZAPP_NOW": "2026-03-02T12:00:00+00:00",
    }  # fmt: skip
    return TerminalScreen(environ, *QUIZ, size=(100, 70), **more)  # a page is one screen


def quiz(server: Running, database: str, folder: Path, **more: str) -> TerminalScreen:
    """Start a quiz as a learner, up to the rating of its first card."""
    screen = terminal(server, database, folder, **more)
    screen.shows("Welcome to quizapp")
    screen.press(" ").shows("Conclusion")
    screen.press(" ").shows("1 of 5")
    screen.press("a")
    screen.shows("1 Again")
    return screen


def goes_on(screen: TerminalScreen) -> None:
    """Wait for what comes after the rating, and quit."""
    while "How well did you know it?" in " ".join(screen.lines):
        screen.receive()
    screen.everything("q")


def test_wait_is_not_limited_while_somebody_is_told(fragile: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server restarts long after the usual patience has ended; the answer is stored once."""
    monkeypatch.setattr(database_module, "PATIENCE_SECONDS", 0.1)
    listener = Listener()
    with fresh(fragile) as name, opened(fragile.url(name, "a")) as store:
        record(store, DRAFT)
        fragile.control("stop", "-m", "immediate")
        back = threading.Timer(2.0, lambda: fragile.control("start"))
        back.start()
        with waiting.listening(listener):
            record(store, replace(DRAFT, now_ms=START + 1000))
        back.join(150)
        assert listener.shown and listener.cleared == 1
        assert listener.shown == sorted(listener.shown)
        assert (reviews(fragile, name), states_that_differ(store)) == (2, 0)


def test_learner_leaves_a_silent_server_and_the_answer_is_sent_later(fragile: Running) -> None:
    """A server that accepts and never answers; what was kept is stored once, however often it is sent."""
    listener = Listener(leaves_after=2)
    with fresh(fragile) as name:
        with opened(fragile.url(name, "a")) as store, silent(fragile, name):
            with waiting.listening(listener), pytest.raises(ServerAway, match="did not answer") as caught:
                record(store, DRAFT)
            assert "kept on this machine" in caught.value.hint
        with opened(fragile.url(name, "a")) as store:
            assert reviews(fragile, name) == 0
            assert (send(store), send(store)) == (1, 0)
            assert (reviews(fragile, name), states_that_differ(store)) == (1, 0)


def test_answer_that_was_stored_without_confirmation_is_not_doubled(fragile: Running) -> None:
    """It keeps its id; a line that was cut off and the answers of another learner are left out."""
    with fresh(fragile) as name, opened(fragile.url(name, "a")) as store:
        event, _ = record(store, DRAFT)
        later = replace(event, id=event.id[:-4] + "abcd", time_ms=START + 1000)
        keep(store, [event, later, replace(later, learner="b")])
        (path,) = Path(os.environ["XDG_DATA_HOME"]).rglob("*.jsonl")
        assert path.stat().st_mode & 0o077 == 0
        with path.open("a") as out:
            out.write('{"id": "0')
        assert send(store) == 2
        assert (reviews(fragile, name), states_that_differ(store)) == (2, 0)
        assert list(path.parent.iterdir()) == []


def test_kept_answers_stay_while_the_server_is_away(fragile: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """An attempt that fails changes nothing."""
    monkeypatch.setattr(database_module, "PATIENCE_SECONDS", 0.1)
    with fresh(fragile) as name:
        with opened(fragile.url(name, "a")) as store:
            event, _ = record(store, DRAFT)
            keep(store, [replace(event, id=event.id[:-4] + "abcd", time_ms=START + 1000)])
            fragile.control("stop", "-m", "immediate")
            with pytest.raises(ServerAway):
                send(store)
            fragile.control("start")
            assert send(store) == 1
        assert reviews(fragile, name) == 2


def test_screen_counts_the_wait_and_goes_on(fragile: Running, tmp_path: Path) -> None:
    """A real terminal and a silent server: the next question comes when it answers again."""
    with fresh(fragile) as name:
        screen = quiz(fragile, name, tmp_path)
        with silent(fragile, name):
            screen.press("3").sends("Waiting for the server, 0 seconds")
            screen.sends("Waiting for the server, 2 seconds")
        goes_on(screen)
        assert reviews(fragile, name) == 1


def test_esc_leaves_a_server_that_is_away(fragile: Running, tmp_path: Path) -> None:
    """The answer is kept, and the next command sends it."""
    with fresh(fragile) as name:
        screen = quiz(fragile, name, tmp_path)
        fragile.control("stop", "-m", "immediate")
        screen.press("3").sends("Waiting for the server, 1 second")
        screen.press("\x1b")
        sent, code = screen.ends()
        assert (code, "is kept on this machine" in sent, "Traceback" in sent) == (4, True, False), sent
        fragile.control("start")
        assert reviews(fragile, name) == 0
        environ = {"QUIZAPP_DB": fragile.url(name, "a"), "XDG_DATA_HOME": str(tmp_path), "TZ": "UTC"}
        words = [sys.executable, "-m", "quizapp", "status"]
        told: list[bool] = []
        for _ in range(2):
            done = subprocess.run(words, env=environ | {"PATH": os.environ["PATH"]}, check=True, capture_output=True)
            assert reviews(fragile, name) == 1
            told.append(b"1 answer that the server had not confirmed was sent." in done.stderr)
        assert told == [True, False]


def test_server_is_away_for_longer_than_the_patience_of_commands(fragile: Running, tmp_path: Path) -> None:
    """The screen counts and Esc leaves; the next quiz waits, tells that the answer was sent, and sends it once."""
    patience = {"QUIZAPP_PATIENCE": "1"}
    with fresh(fragile) as name:
        screen = quiz(fragile, name, tmp_path, **patience)
        with silent(fragile, name):
            screen.press("3").sends("Waiting for the server, 0 seconds")
            screen.sends("Waiting for the server, 3 seconds")
            screen.press("\x1b")
            sent, code = screen.ends()
        assert (code, "is kept on this machine" in sent, "Traceback" in sent) == (4, True, False), sent
        fragile.control("stop", "-m", "immediate")
        environ = {"QUIZAPP_DB": fragile.url(name, "a"), "XDG_DATA_HOME": str(tmp_path), "PATH": os.environ["PATH"]}
        words = [sys.executable, "-m", "quizapp", "status"]
        done = subprocess.run(words, env=environ | patience, capture_output=True, text=True)
        assert (done.returncode, "Check that the server runs" in done.stderr) == (4, True), done.stderr
        screen = terminal(fragile, name, tmp_path, **patience)
        screen.sends("Waiting for the server, 3 seconds     Esc  leave")
        fragile.control("start")
        screen.shows("1 answer that the server had not confirmed was sent.")
        screen.everything("q")
        assert reviews(fragile, name) == 1
        for _ in range(2):
            done = subprocess.run(words, env=environ, capture_output=True, text=True, check=True)
            assert (reviews(fragile, name), "was sent" in done.stderr) == (1, False)


def test_quiz_that_finds_no_server_is_left_with_esc(fragile: Running, tmp_path: Path) -> None:
    """One error, and the terminal as it was."""
    with fresh(fragile) as name:
        fragile.control("stop", "-m", "immediate")
        screen = terminal(fragile, name, tmp_path)
        screen.sends("Waiting for the server, 1 second")
        sent, code = screen.press("\x1b").ends()
        fragile.control("start")
        assert (code, "You left while the server" in sent, "Traceback" in sent) == (4, True, False), sent
        assert sent.count("\x1b[?1049h") == sent.count("\x1b[?1049l") == 1


def test_screen_tells_of_a_table_that_the_owner_locks(fragile: Running, tmp_path: Path) -> None:
    """Until the lock is released, however long that takes."""
    with fresh(fragile) as name:
        screen = quiz(fragile, name, tmp_path)
        url = fragile.url(name).replace("+psycopg", "")
        with psycopg.connect(url) as owner:
            owner.execute("LOCK TABLE states IN ACCESS EXCLUSIVE MODE")
            screen.press("3").sends("Waiting for the server, 6 seconds")  # longer than one attempt
        goes_on(screen)
        assert reviews(fragile, name) == 1


def test_events_hold_what_the_log_needs(fragile: Running) -> None:
    """Each field of an event survives the file."""
    with fresh(fragile) as name, opened(fragile.url(name, "a")) as store:
        event, _ = record(store, DRAFT)
        other = replace(event, id=event.id[:-4] + "abcd", time_ms=START + 1000, payload={"rating": "easy", "x": "é\n"})
        keep(store, [other])
        send(store)
        assert stored(store, other.id) == other


def stored(store: Store, name: str) -> Event:
    from quizapp.store.events.log_tables import all_events

    return next(event for event in all_events(store) if event.id == name)
