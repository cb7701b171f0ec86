"""The quiz in a browser: milliseconds from a page to the next question, a class at work, and the memory of the servers.

    python benchmarks/web.py [--answers 100] [--learners 60] [--seconds 60] [--write]

One learner reveals and rates questions over one connection to a real server on loopback, as fast as it answers. Then a
class of learners does the same on a PostgreSQL server of its own, each with a question every four seconds. A page is
counted from the form that is sent until the last byte of the page that follows. What was acknowledged is compared with
what is stored. --learners 0 leaves the class out; --write puts the figures into docs/web.md.
"""

import argparse
import os
import platform
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import urllib3

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
EVERY_SECONDS = 4.0
PAGE = Path(__file__).parents[1] / "docs" / "web.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one part of the benchmark found, in milliseconds and MB."""

    what: str
    pages: Sequence[float]
    memory: float
    told: str

    def row(self) -> str:
        """Return a row of the table."""
        high = statistics.quantiles(self.pages, n=100)[98]
        middle = statistics.median(self.pages)
        return f"| {self.what} | {middle:.0f} ms | {high:.0f} ms | {self.memory:.0f} MB | {self.told} |"


@contextmanager
def served(folder: Path, *words: str, **more: str) -> Iterator[tuple[str, int]]:
    """Serve pages; yield their address and the id of the process."""
    own = {"QUIZAPP_DB": str(folder / "q.db"), "QUIZAPP_CONFIG": str(folder / "c.toml"), "QUIZAPP_PATH": "all",
           "QUIZAPP_NEW_PER_DAY": "999", "XDG_DATA_HOME": str(folder)}  # fmt: skip
    command = [sys.executable, "-m", "quizapp", "web", "--no-browser", *words]
    process = subprocess.Popen(command, env=os.environ | own | more, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield process.stdout.readline().strip(), process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def megabytes(pid: int) -> float:
    """Return the most memory that a process has used."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


@dataclass
class Learner:
    """A browser without scripts: its cookies, and how long each page took."""

    base: str
    cookies: dict[str, str] = field(default_factory=dict)
    pages: list[float] = field(default_factory=list)
    rated: int = 0
    failed: str = ""

    def __post_init__(self) -> None:
        """Open a pool of one connection."""
        self.pool = urllib3.PoolManager(retries=False, maxsize=1, timeout=60)

    def send(self, method: str, path: str, fields: dict[str, str] | None = None) -> str:
        """Send a request, follow redirects, and return the page."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Origin": self.base}
        found = self.pool.request(method, self.base + path, headers=headers, fields=fields, redirect=False)
        for header in found.headers.getlist("set-cookie"):
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        if found.status == 303:
            return self.send("GET", found.headers["location"].removeprefix(self.base))
        if found.status != 200:
            raise RuntimeError(f"{path}: {found.status}")
        return found.data.decode()

    def step(self, page: str) -> str:
        """Do what a page asks for; return the page that follows."""
        action = next(each for each in re.findall(r'action="(/quiz/\w+)"', page) if each != "/quiz/command")
        fields = {"do": "reveal", "rating": "easy"}
        for name in ("turn", "form"):
            if found := re.search(rf'name="{name}" value="([^"]+)"', page):
                fields[name] = found[1]
        began = time.perf_counter()
        page = self.send("POST", action, fields)
        self.pages.append(1000 * (time.perf_counter() - began))
        self.rated += action == "/quiz/rate"
        return page

    def question(self, page: str) -> str:
        """Answer one question and rate it."""
        before = self.rated
        while self.rated == before:
            page = self.step(page)
        return page

    def sign_in(self, name: str, password: str) -> None:
        """Sign in to a class."""
        token = re.search(r'name="form" value="([^"]+)"', self.send("GET", "/sign-in"))
        assert token
        self.send("POST", "/sign-in", {"form": token[1], "name": name, "password": password})

    def work(self, start: float, until: float) -> None:
        """Answer a question every few seconds."""
        try:
            page = self.send("GET", "/quiz")
            while start < until:
                time.sleep(max(0.0, start - time.monotonic()))
                page = self.question(page)
                start += EVERY_SECONDS
        except Exception as error:
            self.failed = repr(error)


def alone(folder: Path, answers: int) -> Figures:
    """Measure one learner on a database in a file."""
    began = time.perf_counter()
    with served(folder) as (address, pid):
        learner = Learner("/".join(address.split("/")[:3]))
        page = learner.send("GET", address.removeprefix(learner.base))
        page = learner.send("GET", "/quiz")
        first = 1000 * (time.perf_counter() - began)
        while learner.rated < answers:
            page = learner.question(page)
        told = f"first question {first:.0f} ms after the start, with a new database"
        return Figures(what=f"one learner, {answers} answers", pages=learner.pages, memory=megabytes(pid), told=told)


def class_at_work(folder: Path, count: int, seconds: float) -> Figures:
    """Measure a class, whose learners begin one after another within the time between two questions."""
    from server import fresh, make_template, started

    from quizapp.store.classroom.setup import NewMember, add_all
    from quizapp.store.location import parse_server

    with started("max_connections=200") as server:
        make_template(server)
        with fresh(server) as database:
            names = [f"l{number:02d}" for number in range(count)]
            members = [NewMember(name=name, password=server.password, teacher=False) for name in names]
            add_all(parse_server(server.url(database)), members)
            url = f"postgresql+psycopg://127.0.0.1:{server.port}/{database}"
            with served(folder, "--class", "--db", url, QUIZAPP_DB="") as (address, pid):
                learners = [Learner(address.rstrip("/")) for _ in names]
                for learner, name in zip(learners, names, strict=True):
                    learner.sign_in(name, server.password)
                begin = time.monotonic() + 1.0
                threads = [
                    threading.Thread(
                        target=learner.work, args=(begin + EVERY_SECONDS * place / count, begin + seconds)
                    )
                    for place, learner in enumerate(learners)
                ]  # fmt: skip
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                memory = megabytes(pid)
            query = "SELECT learner, count(*), count(DISTINCT card) FROM events WHERE kind = 'review' GROUP BY 1"
            stored = {str(row[0]): (int(str(row[1])), int(str(row[2]))) for row in server.query(database, query)}
    pairs = [(learner.rated, stored.get(name, (0, 0))[0]) for learner, name in zip(learners, names, strict=True)]
    lost, doubled = (sum(max(0, sign * (told - kept)) for told, kept in pairs) for sign in (1, -1))
    failed = [learner.failed for learner in learners if learner.failed]
    told = f"{sum(told for told, _ in pairs)} answers, {lost} lost, {doubled} doubled"
    told += f"; {len(failed)} learners failed: {failed[0]}" if failed else ""
    pages = [each for learner in learners for each in learner.pages]
    return Figures(
        what=f"{count} learners, a question every {EVERY_SECONDS:.0f} s", pages=pages, memory=memory, told=told
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("answers", 100), ("learners", 60), ("seconds", 60)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = [alone(Path(folder), given.answers)]
        if given.learners:
            found.append(class_at_work(Path(folder), given.learners, given.seconds))
    head = ["| | page, median | page, 99th percentile | memory of the server | |", "| --- | --- | --- | --- | --- |"]
    table = "\n".join([*head, *(each.row() for each in found)])
    where = f"{os.cpu_count()} cores with Python {platform.python_version()}"
    table += f"\n\nOn {where}, browsers and database on the same machine."
    print(table)
    if given.write:
        text = PAGE.read_text("utf-8")
        before, after = text.partition(BEGIN)[0], text.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
