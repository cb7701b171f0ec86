"""A server that speaks another language is understood: what is lost and what is refused does not depend on words."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import errors
from server import OWNER, Running, fresh, make_template, require, started

from quizapp.core.events import REVIEW
from quizapp.errors import QuizError, ServerAway
from quizapp.store import database as database_module
from quizapp.store.database import open_store
from quizapp.store.engines.postgres import is_lost
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.location import parse_server
from quizapp.store.maintenance.integrity import states_that_differ

START = 1_772_000_000_000
DRAFT = EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02")
LANGUAGE = "de_DE.UTF-8"


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (errors.AdminShutdown(), True), (errors.CrashShutdown(), True), (errors.CannotConnectNow(), True),
        (errors.IdleSessionTimeout(), True), (errors.IdleInTransactionSessionTimeout(), True),
        (errors.ConnectionFailure(), True), (errors.LockNotAvailable(), True), (errors.TooManyConnections(), True),
        (errors.ConnectionTimeout("egal"), True), (psycopg.OperationalError("egal"), True),
        (errors.InvalidPassword(), False), (errors.InvalidCatalogName(), False), (errors.DiskFull(), False),
        (errors.InsufficientPrivilege(), False), (errors.CheckViolation(), False), (psycopg.InterfaceError(), False),
        (ValueError("server closed the connection"), False),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_is_lost_is_told_by_type_and_state(error: Exception, lost: bool) -> None:
    assert is_lost(error) is lost


@pytest.fixture(scope="module")
def german() -> Iterator[Running]:
    """Start a server that this module may stop, and whose messages are in German."""
    require()
    folder = Path(tempfile.mkdtemp(prefix="quizapp-locale-"))
    folder.chmod(0o755)
    before = os.environ.get("LOCPATH")
    try:
        words = ["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / LANGUAGE)]
        if not shutil.which("localedef") or subprocess.run(words, capture_output=True).returncode:
            pytest.skip("the locale cannot be created here")
        os.environ["LOCPATH"] = str(folder)
        with started(f"lc_messages={LANGUAGE}") as running:
            with pytest.raises(psycopg.Error) as caught:
                running.query("postgres", "SELECT keins")
            if "existiert nicht" not in str(caught.value):
                pytest.skip("the server has no German messages")
            make_template(running)
            yield running
    finally:
        os.environ.pop("LOCPATH") if before is None else os.environ.update(LOCPATH=before)
        shutil.rmtree(folder)


@pytest.mark.parametrize("wrong", ["password", "database", "name", "access"])
def test_refusal_in_german_is_not_taken_for_a_server_that_is_away(german: Running, wrong: str) -> None:
    """One error at the first attempt, which names what to check; nothing is waited for."""
    with fresh(german) as name:
        german.query("postgres", f"CREATE ROLE stranger LOGIN PASSWORD '{german.password}'", "postgres")
        german.query(name, f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
        url = {
            "password": german.url(name, "a").replace(german.password, "falsch"), "database": german.url("keine", "a"),
            "name": german.url(name, "niemand"), "access": german.url(name, "stranger"),
        }[wrong]  # fmt: skip
        place = parse_server(url)
        try:
            with pytest.raises(QuizError) as caught:
                open_store(place, place.user)
            assert not isinstance(caught.value, ServerAway)
            assert "Check the names" in caught.value.hint
        finally:
            german.query("postgres", "DROP ROLE stranger", "postgres")


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_restart_of_a_german_server_loses_no_answer(german: Running, mode: str) -> None:
    """The connection is lost with German words, and the answer is stored once."""
    with fresh(german) as name, closing(open_store(parse_server(german.url(name, "a")), "a")) as store:
        record(store, DRAFT)
        german.control("restart", "-m", mode)
        record(store, DRAFT)
        assert store.query("SELECT COUNT(*) FROM events WHERE kind = 'review'", {}) == [(2,)]
        german.query(name, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'a'", "postgres")
        record(store, DRAFT)
        assert store.query("SELECT COUNT(*) FROM events WHERE kind = 'review'", {}) == [(3,)]
        assert states_that_differ(store) == 0


def test_german_server_that_stays_away_is_one_error(german: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the kind for which an answer is kept, also where the server lets nobody in when it is back."""
    monkeypatch.setattr(database_module, "PATIENCE_SECONDS", 0.3)
    with fresh(german) as name, closing(open_store(parse_server(german.url(name, "a")), "a")) as store:
        record(store, DRAFT)
        german.control("stop", "-m", "fast")
        with pytest.raises(ServerAway) as caught:
            record(store, DRAFT)
        assert "Check that the server runs" in caught.value.hint
        german.control("start")
        german.query("postgres", "ALTER ROLE a PASSWORD 'anders'", "postgres")
        try:
            with pytest.raises(QuizError):
                record(store, DRAFT)
        finally:
            german.query("postgres", f"ALTER ROLE a PASSWORD '{german.password}'", OWNER)
        record(store, DRAFT)
