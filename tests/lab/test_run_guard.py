"""quizapp is ended by a signal during a run: nothing of the run remains."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.lab import confinement

LAYERS = ["", *(layer.name for layer in confinement.LAYERS)]
RUN = """
import sys
from quizapp.lab import confinement
from quizapp.lab.sandbox import RunEnvironment, run
layer = next((each for each in confinement.LAYERS if each.name == sys.argv[1]), None)
confinement.strongest = lambda: layer
program = sys.stdin.read()
run({"main.py": program}, ["main.py", program[2:34]], RunEnvironment(trusted=layer is None), seconds=60)
"""
PROGRAM = """
import os, time
os.makedirs("a/b")
if os.fork() == 0:  # a child of the program
    os.chdir("/")
    time.sleep(60)
elif os.fork() == 0:  # a daemon with a session of its own
    try:
        os.setsid()
    except OSError:  # Landlock alone allows no session of its own
        pass
    if os.fork():
        os._exit(0)
    time.sleep(60)
time.sleep(60)
"""


def processes(mark: str) -> list[int]:
    """Return the processes that have this argument and have not ended."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            ended = (entry / "stat").read_text().rpartition(")")[2].split()[0] in "ZX"
            if not ended and mark.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def eventually(true: Callable[[], bool], within: float = 30.0) -> bool:
    """Return whether a condition becomes true, waiting some seconds for it."""
    deadline = time.monotonic() + within
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


def hang_up_ends() -> None:
    """Let SIGHUP end the process, also where the tests were started with nohup, which their children inherit."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_of_a_run_outlives_quizapp(layer: str, number: signal.Signals, tmp_path: Path) -> None:
    """Neither the program, nor its child, nor its daemon, nor its folder."""
    if layer and not confinement.available(layer):
        pytest.skip(f"this machine has no {layer}")
    mark = secrets.token_hex(16)
    variables = os.environ | {"TMPDIR": str(tmp_path)}
    quizapp = subprocess.Popen(
        [sys.executable, "-c", RUN, layer], stdin=subprocess.PIPE, env=variables, preexec_fn=hang_up_ends
    )
    try:
        assert quizapp.stdin
        quizapp.stdin.write(f"# {mark}\n{PROGRAM}".encode())
        quizapp.stdin.close()
        assert eventually(lambda: len(processes(mark)) >= 3)
        quizapp.send_signal(number)
        quizapp.wait(10)
        assert eventually(lambda: processes(mark) == [])
        assert eventually(lambda: list(tmp_path.iterdir()) == [])
    finally:
        quizapp.kill()
        for pid in processes(mark):
            os.kill(pid, signal.SIGKILL)


EARLY = """
import os, signal, subprocess, time
from types import SimpleNamespace
from quizapp.lab import sandbox
def started(*words, **more):
    subprocess.Popen(*words, **more)
    time.sleep(1)  # the program has started its own by now
    os.kill(os.getpid(), signal.SIGKILL)
sandbox.subprocess = SimpleNamespace(**vars(subprocess) | {"Popen": started})
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_nothing_outlives_a_kill_before_the_guard_knows_the_session(tmp_path: Path) -> None:
    """It knows the folder, which every process of a run has in its environment."""
    mark = secrets.token_hex(16)
    words, variables = [sys.executable, "-c", EARLY + RUN, ""], os.environ | {"TMPDIR": str(tmp_path)}
    try:
        subprocess.run(words, input=f"# {mark}\n{PROGRAM}".encode(), env=variables, timeout=30, check=False)
        assert eventually(lambda: processes(mark) == [] and list(tmp_path.iterdir()) == [], 10)
    finally:
        for pid in processes(mark):
            os.kill(pid, signal.SIGKILL)
