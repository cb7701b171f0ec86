"""The quiz in a browser: milliseconds from a page to the next question, and the memory of the server.

    python benchmarks/web.py [--answers 100]

One learner reveals and rates questions over one connection to a real server on loopback, as fast as it answers. A page
is counted from the form that is sent until the last byte of the page that follows.
"""

import argparse
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import urllib3


def _server(folder: Path) -> tuple["subprocess.Popen[str]", str]:
    own = {"QUIZAPP_DB": str(folder / "q.db"), "QUIZAPP_CONFIG": str(folder / "c.toml"), "QUIZAPP_PATH": "all",
           "QUIZAPP_NEW_PER_DAY": "999"}  # fmt: skip
    command = [sys.executable, "-m", "quizapp", "web", "--no-browser"]
    process = subprocess.Popen(command, env=os.environ | own, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, process.stdout.readline().strip()


def _megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


class _Learner:
    def __init__(self, address: str) -> None:
        self.base = "/".join(address.split("/")[:3])
        self.pool = urllib3.PoolManager(retries=False)
        self.cookie = self.pool.request("GET", address, redirect=False).headers["set-cookie"].split(";")[0]

    def send(self, method: str, path: str, fields: dict[str, str] | None = None) -> str:
        headers = {"Cookie": self.cookie, "Origin": self.base}
        found = self.pool.request(method, self.base + path, headers=headers, fields=fields, redirect=False)
        return self.send("GET", found.headers["location"]) if found.status == 303 else found.data.decode()


def _step(learner: _Learner, page: str) -> tuple[str, str]:
    """Do what a page asks for; return the action and the page that follows."""
    action = next(each for each in re.findall(r'action="(/quiz/\w+)"', page) if each != "/quiz/command")
    token = re.search(r'name="turn" value="([^"]+)"', page)
    fields = {"turn": token[1] if token else "", "do": "reveal", "rating": "easy"}
    return action, learner.send("POST", action, fields)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=100)
    answers = parser.parse_args().answers
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        process, address = _server(Path(folder))
        try:
            learner = _Learner(address)
            page = learner.send("GET", "/quiz")
            print(f"first question after {1000 * (time.perf_counter() - began):.0f} ms, with a new database")
            took: dict[str, list[float]] = {}
            while len(took.get("/quiz/rate", [])) < answers:
                before = time.perf_counter()
                action, page = _step(learner, page)
                took.setdefault(action, []).append(1000 * (time.perf_counter() - before))
            for action, times in took.items():
                high = statistics.quantiles(times, n=100)[98] if len(times) > 1 else times[0]
                print(
                    f"{action:14} {len(times):4} times, median {statistics.median(times):6.1f} ms, p99 {high:6.1f} ms"
                )
            print(f"memory at most {_megabytes(process.pid):.0f} MB")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


if __name__ == "__main__":
    main()
