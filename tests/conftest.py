"""A database, settings and a clock of each test's own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from asking import placed
from hypothesis import HealthCheck, settings
from server import Running, fresh, make_template, require, started

from quizapp.store.place import Place, home_of

NOON = "2026-03-02T12:00:00+00:00"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


TESTS = Path(__file__).parent

# How long an example takes depends on what else the machine does.
settings.register_profile("untimed", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_configure() -> None:
    """Take SIGINT as usual: what a script starts with `&` ignores it, and so would every program started here."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of the store, the session and the command line that takes a database runs on both engines."""
    if "engine" in metafunc.fixturenames:
        folder = metafunc.definition.path.relative_to(TESTS).parts[0]
        alone = any(metafunc.definition.get_closest_marker(name) for name in ("file", "once"))
        both = not alone and (folder in ("store", "cli", "classes") or folder.endswith(".py"))
        metafunc.parametrize("engine", ["sqlite", "postgres"] if both else ["sqlite"])


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    """A PostgreSQL server with a class to copy; skipped where none is installed."""
    require()
    with started("max_connections=200") as running:
        make_template(running)
        yield running


@pytest.fixture
def databases(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., str]]:
    """Make fresh databases: each call gives the path or the URL of one, for "me" or who is named."""
    with ExitStack() as stack:

        def make(name: str = "quiz", user: str = "me") -> str:
            if engine == "sqlite":
                return str(tmp_path / f"{name}.db")
            running: Running = request.getfixturevalue("server")
            return running.url(stack.enter_context(fresh(running)), user)

        yield make


@pytest.fixture
def database(databases: Callable[..., str]) -> str:
    """The path or the URL of a fresh database."""
    return databases()


@pytest.fixture
def place(database: str) -> Place:
    """A fresh database, as the store takes it."""
    return placed(database)


@pytest.fixture
def environ(tmp_path: Path, database: str) -> dict[str, str]:
    """The environment of a learner who has never used the program, at a fixed time."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    own = {"QUIZAPP_DB": database, "QUIZAPP_CONFIG": str(tmp_path / "config.toml")}
    if "://" in database:  # what lies beside a file is among the learner's data
        own["XDG_DATA_HOME"] = str(tmp_path / "data")
    return kept | own | {"QUIZAPP_NOW": NOON, "PYTHONUTF8": "1"}


@pytest.fixture
def beside(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for what lies beside the database: media, decks."""
    if "XDG_DATA_HOME" in environ:
        monkeypatch.setenv("XDG_DATA_HOME", environ["XDG_DATA_HOME"])
    return home_of(placed(environ["QUIZAPP_DB"]))


@pytest.fixture
def quizapp(environ: dict[str, str]) -> Run:
    """Run the program as a subprocess and return how it ended."""

    def run(*words: str, stdin: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "quizapp", *words],
            input=stdin,
            env=environ | more,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def foreign_deck(tmp_path: Path) -> Path:
    """A deck that did not ship: one concept, one output question, one experiment."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "deck.yaml").write_text("format: 1\ndeck: mine\ntitle: Mine\n")
    (folder / "naps.yaml").write_text(CONCEPT)
    return folder


CONCEPT = """\
concept: naps
title: Naps
sections:
  what: A pause.
  why: It rests.
  how: By waiting.
  example: A cat after lunch.
  when: When tired.
  pros_cons: {pros: [Rest], cons: [Time]}
  related: [sleep]
  conclusion: Rest a while.
generate: []
examples:
  hello: {source: 'print("hello")'}
  long: {source: "import time\\ndef main():\\n    time.sleep(0.02)"}
  short: {source: "import time\\ndef main():\\n    time.sleep(0.01)"}
questions:
  - {id: what-prints, kind: output, section: what, ask: What is printed?, example: hello, answer: hello,
     distractors: [bye]}
  - {id: how-much, kind: predict, section: how, experiment: half}
  - {id: a-pause, kind: choice, section: when, ask: What is a nap?, answer: A pause, distractors: [A race],
     hint: Not fast.}
experiments:
  - id: half
    section: how
    claim: Half a nap takes half the time.
    ask: How many times faster is the short nap?
    measure: ratio
    baseline: long
    contender: short
    variants: {long: {example: long}, short: {example: short}}
    expect: {at_least: "1.5", at_most: "2.5"}
    misconceptions:
      - {when: "<= 1", says: Half a pause is shorter than a whole one.}
    explain: Sleeping adds up.
"""
