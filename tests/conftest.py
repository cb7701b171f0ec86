"""A database, settings and a clock for each test."""

import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import pytest_timeout
from asking import placed
from fork_server import ForkServer
from hypothesis import HealthCheck, settings
from limits import AGAIN, PROCESS, TEARDOWN, ending_process
from server import EVE, Running, fresh, make_template, require, started

from quizapp.store.location import DatabaseLocation, home_of
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import make_context

NOON = "2026-03-02T12:00:00+00:00"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


TESTS = Path(__file__).parent

# The time of an example depends on the load of the machine.
settings.register_profile("untimed", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("untimed"), max_examples=15)  # for `just quick`
settings.load_profile("untimed")


STDERR, LIMIT = pytest.StashKey[int](), pytest.StashKey[pytest_timeout.Settings]()


def pytest_configure(config: pytest.Config) -> None:
    """Handle SIGINT as usual: a script started with `&` ignores it, and so would every program started here."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.stash[STDERR] = os.dup(2)  # before the output of tests is captured


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close what was opened for all tests."""
    os.close(config.stash[STDERR])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool, bool]:
    """End the process of a test that no exception ends. There is no limit with `--timeout=0`, for a debugger."""
    given = item.config.getoption("timeout")
    seconds = float(item.config.getini("timeout") if given is None else given)
    with ending_process(PROCESS * seconds, item.config.stash[STDERR]):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: pytest_timeout.Settings) -> Generator[None, bool, bool]:
    """Let the limit of a test be repeated."""
    item.stash[LIMIT] = settings
    found = yield
    if settings.method == "signal":
        signal.setitimer(signal.ITIMER_REAL, settings.timeout, AGAIN * settings.timeout)
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Limit the teardown by itself: a test that has failed has no limit any more."""
    if limit := item.stash.get(LIMIT, None):
        item.ihook.pytest_timeout_set_timer(item=item, settings=limit._replace(timeout=TEARDOWN * limit.timeout))
    return (yield)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests of the store, the session, the tools and the command line that take a database on both engines."""
    if "engine" in metafunc.fixturenames:
        folder = metafunc.definition.path.relative_to(TESTS).parts[0]
        alone = any(metafunc.definition.get_closest_marker(name) for name in ("file", "once"))
        both = not alone and (folder in ("store", "cli", "classes", "usecases", "mcp") or folder.endswith(".py"))
        metafunc.parametrize("engine", ["sqlite", "postgres"] if both else ["sqlite"])


QUICK = ("core", "questions", "settings", "decks", "formats", "ui")  # folders whose tests start no program


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the quick tests."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""
        if folder in QUICK:
            item.add_marker(pytest.mark.quick)


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    """Start a PostgreSQL server with a class to copy; skip if none is installed."""
    require()
    with started("max_connections=200") as running:
        make_template(running)
        yield running


@pytest.fixture
def databases(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., str]]:
    """Create fresh databases: each call returns the path or the URL of one, for "me" or a given learner."""
    with ExitStack() as stack:

        def make(name: str = "quiz", user: str = "me") -> str:
            if engine == "sqlite":
                return str(tmp_path / f"{name}.db")
            running: Running = request.getfixturevalue("server")
            return running.url(stack.enter_context(fresh(running)), user)

        yield make


@pytest.fixture
def database(databases: Callable[..., str]) -> str:
    """Return the path or the URL of a fresh database."""
    return databases()


@pytest.fixture
def place(database: str) -> DatabaseLocation:
    """Return the location of a fresh database."""
    return placed(database)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a file with the shipped decks, like the server's template, without a device id."""
    path = tmp_path_factory.mktemp("shelf") / "quiz.db"
    context = make_context(str(path), None, {"TZ": "UTC", "QUIZAPP_NOW": EVE, "QUIZAPP_CONFIG": os.devnull})
    open_app(context).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM meta WHERE key = 'device'")
    return path


@pytest.fixture
def environ(tmp_path: Path, database: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the environment of a learner without answers, at a fixed time.

    The shipped decks are installed, because installing them takes most of a command's time; not with the marker
    `fresh`.
    """
    if "://" not in database and not request.node.get_closest_marker("fresh"):
        shutil.copyfile(request.getfixturevalue("shelf"), database)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    own = {"QUIZAPP_DB": database, "QUIZAPP_CONFIG": str(tmp_path / "config.toml")}
    if "://" in database:  # files next to the database are in the learner's data folder
        own["XDG_DATA_HOME"] = str(tmp_path / "data")
    # With the traceback of an error that nobody expected, which no test may meet.
    return kept | own | {"QUIZAPP_NOW": NOON, "PYTHONUTF8": "1", "QUIZAPP_DEBUG": "1"}


@pytest.fixture
def beside(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of files next to the database: media, decks."""
    if "XDG_DATA_HOME" in environ:
        monkeypatch.setenv("XDG_DATA_HOME", environ["XDG_DATA_HOME"])
    return home_of(placed(environ["QUIZAPP_DB"]))


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer]:
    """Start the process that the program's processes are forked from."""
    made = ForkServer()
    yield made
    made.close()


@pytest.fixture
def quizapp(environ: dict[str, str], fork_server: ForkServer) -> Run:
    """Return a function that runs a command in its own process and returns how it ended."""

    def run(*words: str, stdin: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        return fork_server.run(words, environ | more, stdin)

    return run


@pytest.fixture
def foreign_deck(tmp_path: Path) -> Path:
    """Write a deck that did not ship: one concept, one output question, one experiment.

    Its experiment counts calls instead of measuring time, so its result is the same on any machine under any load.
    """
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "deck.yaml").write_text("format: 1\ndeck: mine\ntitle: Mine\n")
    (folder / "naps.yaml").write_text(CONCEPT)
    return folder


@pytest.fixture
def curve_deck(foreign_deck: Path) -> Path:
    """Change that deck so that its experiment loses ten percent for each unit of its parameter `length`, 2 or 4."""
    concept = foreign_deck / "naps.yaml"
    text = concept.read_text().replace("return 100, 40", "return 100, 100 - 10 * length")
    text = text.replace("    measure: lost_updates\n", "    measure: lost_updates\n    parameters: {length: [2, 4]}\n")
    concept.write_text(
        text.replace("    baseline: short\n    contender: long\n", "").replace(", short: {example: short}", "")
    )
    return foreign_deck


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
  long: {source: "def main():\\n    return 100, 40"}
  short: {source: "def main():\\n    return 100, 80"}
questions:
  - {id: what-prints, kind: output, section: what, ask: What is printed?, example: hello, answer: hello,
     distractors: [bye]}
  - {id: how-much, kind: predict, section: how, experiment: calls}
  - {id: a-pause, kind: choice, section: when, ask: What is a nap?, answer: A pause, distractors: [A race],
     hint: Not fast.}
experiments:
  - id: calls
    section: how
    claim: A long nap misses three times as many calls.
    ask: How many times as many calls does the long nap miss?
    measure: lost_updates
    baseline: short
    contender: long
    variants: {long: {example: long}, short: {example: short}}
    deterministic: true
    expect: {at_least: "2", at_most: "4"}
    misconceptions:
      - {when: "<= 1", says: A longer nap misses more calls.}
    explain: Missed calls add up.
"""
